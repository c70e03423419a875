/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.interceptor;

import static io.github.trackreplay.interceptor.RawPacks.COMBINED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.MalformedEventException;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.RawPackCodec;
import io.github.trackreplay.event.RawPackHolder;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.ShownTimes;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.event.UndecidedFormatException;
import io.github.trackreplay.event.WireEvent;
import io.github.trackreplay.signature.PackSignature;
import io.github.trackreplay.signature.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.event.SimpleEvent;
import org.apache.flume.interceptor.Interceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackingInterceptorTest {
    private static Interceptor interceptor(Map<String, String> settings) {
        TrackingInterceptor.Builder builder = new TrackingInterceptor.Builder();
        builder.configure(new Context(settings));
        Interceptor interceptor = builder.build();
        interceptor.initialize();
        return interceptor;
    }

    private static Event event(RawPack pack) {
        WireEvent wire = RawPackCodec.encode(pack);
        return EventBuilder.withBody(wire.body(), wire.headers());
    }

    private static Pack pack(Event event) throws MalformedEventException {
        return TrackingEventCodec.decode(event.getHeaders(), event.getBody());
    }

    @Test
    void aRawPackBecomesAPack() throws MalformedEventException {
        for (String compression : List.of("none", "gzip")) {
            Interceptor interceptor =
                    interceptor(Map.of("type", "x", "format", "combined", "compression", compression));
            Event out = interceptor.intercept(event(RawPacks.of("web1", 1, COMBINED)));
            assertThat(pack(out).entries())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            TrackingRequest.class, r -> assertThat(r.query()).isEqualTo("idsite=1"));
            assertThat(out.getHeaders().get("trackreplay.compression"))
                    .isEqualTo(compression.equals("gzip") ? "gzip" : null);
        }
    }

    @Test
    void tokensAreMaskedOnRequestInRequestsAndInLinesThatCannotBeRead() throws MalformedEventException {
        String request = COMBINED.replace("idsite=1", "idsite=1&token_auth=5ecret&rec=1");
        assertThat(request).contains("5ecret");
        String unreadable = "GET /matomo.php?idsite=1&token_auth=5ecret";

        for (String line : List.of(request, unreadable)) {
            Event kept = interceptor(Map.of("format", "combined")).intercept(event(RawPacks.of("web1", 1, line)));
            Event masked = interceptor(Map.of("format", "combined", "tokens", "mask"))
                    .intercept(event(RawPacks.of("web1", 1, line)));
            assertThat(shown(kept)).contains("5ecret");
            assertThat(shown(masked)).contains("masked").doesNotContain("5ecret");
            assertThat(pack(masked).header()).isEqualTo(pack(kept).header());
        }
    }

    private static String shown(Event event) throws MalformedEventException {
        PackEntry entry = pack(event).entries().get(0);
        return entry instanceof RejectedLine line ? new String(line.raw(), UTF_8) : entry.toString();
    }

    @Test
    void aHeaderCanNameTheStreamForKafka() throws MalformedEventException {
        Interceptor interceptor = interceptor(Map.of("format", "combined", "streamHeader", "key"));

        for (RawPack raw : List.of(RawPacks.of("web1", 1, COMBINED), RawPacks.heartbeat())) {
            Event out = interceptor.intercept(event(raw));
            assertThat(out.getHeaders()).containsEntry("key", raw.header().file().stream());
            assertThat(pack(out).header()).isEqualTo(raw.header());
        }
        assertThatThrownBy(() -> interceptor(Map.of("streamHeader", "trackreplay.stream")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("streamHeader");
    }

    @Test
    void everyPackHasOneOutAndWhatIsNoRequestHasNone() throws MalformedEventException {
        Event foreign = EventBuilder.withBody("hello", UTF_8);
        List<Event> out = interceptor(Map.of())
                .intercept(List.of(event(RawPacks.of("web1", 1, COMBINED)), foreign, event(RawPacks.heartbeat())));
        assertThat(out).hasSize(2).doesNotContainNull();
        assertThat(pack(out.get(1)).header().watermark()).hasValue(4711);
    }

    @Test
    void whereParsingOrWritingFailsTheLinesAreRejectedWithTheirBytes() throws MalformedEventException {
        RawPack raw = RawPacks.of("web1", 1, COMBINED);
        Function<RawPack, Pack> fails = pack -> {
            throw new IllegalStateException("a fault");
        };
        Function<RawPack, Pack> cannotBeWritten = pack -> null;

        for (Function<RawPack, Pack> parsing : List.of(fails, cannotBeWritten)) {
            Event out =
                    new TrackingInterceptor(parsing, packs -> Optional.empty(), Compression.NONE).intercept(event(raw));

            assertThat(pack(out).entries()).singleElement().isInstanceOfSatisfying(RejectedLine.class, line -> {
                assertThat(line.reason()).isEqualTo("internal-error");
                assertThat(line.raw()).isEqualTo(raw.lines().get(0).bytes());
            });
        }
    }

    private static Event kept(RawPack pack) {
        return EventBuilder.withBody(RawPackCodec.body(pack), RawPackCodec.keptHeaders(pack, Optional.empty()));
    }

    @Test
    void aSourceThatKeepsItsLinesIsToldThatAStreamsFormatIsUnknown() {
        for (String format : List.of("auto", "combined")) {
            Interceptor interceptor = interceptor(Map.of("format", format));
            Event known = kept(RawPacks.of("web1", 1, COMBINED));
            Event unknown = kept(RawPacks.of("web2", 2, "20260302 /matomo.php?token_auth=0123abcd"));
            assertThatThrownBy(() -> interceptor.intercept(List.of(known, unknown)))
                    .isInstanceOfSatisfying(
                            UndecidedFormatException.class,
                            e -> assertThat(e.sentences())
                                    .hasEntrySatisfying(
                                            "web2",
                                            sentence -> assertThat(sentence)
                                                    .contains("20260302 /matomo.php?token_auth=...", "Set format to")
                                                    .doesNotContain("0123abcd"))
                                    .hasSize(1));
            assertThat(interceptor.intercept(List.of(known))).hasSize(1);
            Event later = kept(RawPacks.of("web2", 2, COMBINED, COMBINED));
            assertThat(interceptor.intercept(List.of(unknown, later))).hasSize(2);
            assertThat(interceptor.intercept(List.of(unknown))).hasSize(1);
        }
    }

    private static Event survey(RawPack pack) {
        return EventBuilder.withBody(RawPackCodec.body(pack), RawPackCodec.surveyHeaders(pack));
    }

    /** An event that has its pack, and a body that is not to be read. */
    private static final class Held extends SimpleEvent implements RawPackHolder {
        private final Optional<RawPack> pack;

        Held(RawPack made, Optional<RawPack> pack, byte[] body) {
            this.pack = pack;
            setHeaders(new HashMap<>(RawPackCodec.keptHeaders(made, Optional.empty())));
            setBody(body);
        }

        @Override
        public Optional<RawPack> rawPack() {
            return pack;
        }
    }

    @Test
    void thePackThatAnEventHoldsIsTakenAsItIs() throws MalformedEventException {
        RawPack raw = RawPacks.of("web1", 1, COMBINED, COMBINED);
        Event read = interceptor(Map.of()).intercept(kept(raw));
        Event held = interceptor(Map.of()).intercept(new Held(raw, Optional.of(raw), new byte[0]));
        assertThat(held.getHeaders()).isEqualTo(read.getHeaders());
        assertThat(held.getBody()).isEqualTo(read.getBody());
        assertThat(pack(held).entries()).hasSize(2);
        Event changed = interceptor(Map.of()).intercept(new Held(raw, Optional.empty(), RawPackCodec.body(raw)));
        assertThat(changed.getBody()).isEqualTo(read.getBody());
    }

    @Test
    void ofWhatOnlyItsTimesAreAskedNothingGoesOn() {
        TrackingInterceptor interceptor = new TrackingInterceptor(LogFormat.of("auto"), Compression.NONE);
        Event survey = survey(RawPacks.of("web1", 1, COMBINED, COMBINED));
        Event empty = survey(RawPacks.of("web1", 1));
        Event delivered = event(RawPacks.of("web1", 1, COMBINED));

        assertThat(interceptor.intercept(List.of(survey, delivered, empty))).hasSize(1);

        assertThat(ShownTimes.in(survey.getHeaders())).hasValueSatisfying(times -> {
            assertThat(times.least()).isEqualTo(times.greatest());
            assertThat(times.disorder()).isZero();
        });
        assertThat(ShownTimes.told(empty.getHeaders())).isTrue();
        assertThat(ShownTimes.in(empty.getHeaders())).isEmpty();
        assertThat(interceptor.intercept(survey)).isNull();
    }

    @Test
    void whatNobodyKeepsIsRejectedWithItsBytes() throws MalformedEventException {
        Event out = interceptor(Map.of()).intercept(event(RawPacks.of("web2", 2, "20260302 /matomo.php?a")));
        assertThat(pack(out).entries()).singleElement().isInstanceOf(RejectedLine.class);
    }

    @Test
    void headersOfOthersStay() {
        Event in = event(RawPacks.of("web1", 1, COMBINED));
        Map<String, String> headers = new HashMap<>(in.getHeaders());
        headers.put("datacenter", "north");
        in.setHeaders(headers);
        assertThat(interceptor(Map.of()).intercept(in).getHeaders())
                .containsEntry("datacenter", "north")
                .doesNotContainKey("trackreplay.offsets");
    }

    @Test
    void aPackThatWasParsedAlreadyPassesUnchanged() {
        Interceptor interceptor = interceptor(Map.of());
        Event once = interceptor.intercept(event(RawPacks.of("web1", 1, COMBINED)));
        assertThat(interceptor.intercept(once)).isSameAs(once);
    }

    @Test
    void aDamagedRawPackPassesSoThatItIsNotLost() {
        Event damaged = EventBuilder.withBody(
                new byte[] {1, 2, 3}, Map.of("trackreplay.offsets", "0", "trackreplay.version", "1"));
        assertThat(interceptor(Map.of()).intercept(damaged)).isSameAs(damaged);
    }

    @Property(tries = 200)
    void anyEventPassesWithoutAnException(@ForAll byte[] body, @ForAll String offsets) {
        Event in = EventBuilder.withBody(body, Map.of("trackreplay.offsets", offsets, "trackreplay.version", "1"));
        assertThat(interceptor(Map.of()).intercept(in)).isNotNull();
    }

    @Test
    void aPackIsSignedAsItLeavesWithTheKeyOfItsStream(@TempDir Path directory) throws IOException {
        String keys = "web1 k1 " + "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
        Path file = Files.writeString(directory.resolve("keys"), keys + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Interceptor interceptor = interceptor(Map.of("compression", "gzip", "signingKeys", file.toString()));

        Event signed = interceptor.intercept(event(RawPacks.of("web1", 1, COMBINED)));
        Event other = interceptor.intercept(event(RawPacks.of("web2", 1, COMBINED)));

        SigningKeys known = SigningKeys.parse(List.of(keys));
        assertThat(PackSignature.verify(signed.getHeaders(), signed.getBody(), known))
                .isEqualTo(PackSignature.Verdict.SIGNED);
        assertThat(PackSignature.verify(other.getHeaders(), other.getBody(), known))
                .isEqualTo(PackSignature.Verdict.UNSIGNED);
    }

    @Test
    void keysThatAreMissingOrForEverybodyAreRefused(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("keys"), "web1 k1 " + "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> interceptor(Map.of("signingKeys", file.toString())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("chmod 640 " + file);
        assertThatThrownBy(() -> interceptor(
                        Map.of("signingKeys", directory.resolve("none").toString())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be read as a file of keys");
    }

    @Test
    void wrongSettingsAreRefusedWithSentences() {
        assertThatThrownBy(() -> interceptor(Map.of("formt", "combined", "compression", "zip")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Did you mean format?")
                .hasMessageContaining("none | gzip");
        assertThatThrownBy(() -> interceptor(Map.of("format", "%h %t")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("format: '%h %t' logs no request with its query string");
    }
}
