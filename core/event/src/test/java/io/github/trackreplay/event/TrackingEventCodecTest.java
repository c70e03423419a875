/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackingEventCodecTest {
    private static final Fingerprint FILE = new Fingerprint("0123456789abcdef".repeat(4));
    private static final Fingerprint PREVIOUS = new Fingerprint("fedcba9876543210".repeat(4));

    /** What the fixtures of version 1 hold. It never changes; another version gets other fixtures. */
    private static final Pack VERSION_1 = new Pack(
            new PackHeader(
                            new LogFile("web1", FILE, 7, Optional.of(new LogFile.Previous(PREVIOUS, 1_048_576))),
                            4096,
                            9000,
                            PackHeader.Reading.of(1_772_482_283_456L, "frontend1", "/matomo.php /piwik.php"),
                            PackHeader.Promise.none(5000))
                    .with(PackHeader.Unread.of(100, 200)),
            List.of(
                    new TrackingRequest(
                            new TrackingRequest.Line(4200, 310),
                            1_772_482_282_000L,
                            TrackingRequest.Call.get("/matomo.php", "idsite=1&rec=1&action_name=50%25%20off"),
                            new TrackingRequest.Client(
                                    "203.0.113.7",
                                    "Mozilla/5.0 (X11; Linux x86_64) \"quoted\" \\ \u00e9\u4e2d\ud83d\ude00",
                                    "https://shop.example.com/a?b=c",
                                    "de-DE,de;q=0.9",
                                    Map.of("dnt", "1", "x-forwarded-for", "198.51.100.1, 10.0.0.1"))),
                    new RejectedLine(4600, 12, "no-time", "No time in the line.", new byte[] {0, (byte) 0xff, 'a'}),
                    new TrackingRequest(
                            new TrackingRequest.Line(5000, 4000, 2),
                            1_772_482_282_999L,
                            new TrackingRequest.Call(
                                    "POST",
                                    "/js/piwik.php",
                                    "",
                                    Optional.of("idsite=1&rec=1"),
                                    Optional.of("33dc3f2536d3025974cccb4b4d2d98f4"),
                                    0),
                            new TrackingRequest.Client("unix:", "", "", "", Map.of()))));

    @Test
    void whatRequestsHaveInCommonIsOneTextInMemory() throws MalformedEventException {
        TrackingRequest.Client client = new TrackingRequest.Client(
                "203.0.113.7", "Mozilla/5.0 (common)", "", "de-DE", Map.of("host", "shop.example.com"));
        TrackingRequest.Call call = TrackingRequest.Call.get("/matomo.php", "idsite=1&rec=1");
        WireEvent event = TrackingEventCodec.encode(
                new Pack(
                        VERSION_1.header(),
                        List.of(
                                new TrackingRequest(new TrackingRequest.Line(4200, 310), 1, call, client),
                                new TrackingRequest(new TrackingRequest.Line(4600, 310), 2, call, client))),
                Compression.NONE);

        List<PackEntry> read =
                TrackingEventCodec.decode(event.headers(), event.body()).entries();

        TrackingRequest first = (TrackingRequest) read.get(0);
        TrackingRequest second = (TrackingRequest) read.get(1);
        assertThat(second.client()).isEqualTo(client);
        assertThat(second.userAgent()).isSameAs(first.userAgent());
        assertThat(second.language()).isSameAs(first.language());
        assertThat(second.path()).isSameAs(first.path());
        assertThat(second.headers().get("host")).isSameAs(first.headers().get("host"));
    }

    @Property(tries = 500)
    void whatIsWrittenIsReadBack(@ForAll("packs") Pack pack, @ForAll Compression compression)
            throws MalformedEventException {
        WireEvent event = TrackingEventCodec.encode(pack, compression);
        Pack back = TrackingEventCodec.decode(event.headers(), event.body());
        assertThat(back).usingRecursiveComparison().isEqualTo(pack);
        assertThat(RawPackCodec.isRawPack(event.headers())).isFalse();
    }

    @Provide
    Arbitrary<Pack> packs() {
        return EventArbitraries.packs();
    }

    @Test
    void eventsOfVersion1AreReadForEver() throws IOException, MalformedEventException {
        for (String fixture : List.of("event-v1", "event-v1-gzip")) {
            Pack read = TrackingEventCodec.decode(headersOf(fixture), bodyOf(fixture));
            assertThat(read).usingRecursiveComparison().isEqualTo(VERSION_1);
        }
    }

    /** The same as of version 1, with its proofs. It never changes. */
    private static Pack version2() {
        PackHeader h = VERSION_1.header();
        return new Pack(
                h.withProofs(List.of(
                        new Proof(2050, 4096, "0123456789abcdef".repeat(2)),
                        new Proof(4096, 8200, "fedcba9876543210".repeat(2)),
                        new Proof(8200, 9000, "00112233445566778899aabbccddeeff"))),
                VERSION_1.entries());
    }

    @Test
    void theFormIsTheContract() throws IOException, MalformedEventException {
        WireEvent event = TrackingEventCodec.encode(version2(), Compression.NONE);
        assertThat(event.body()).asString(UTF_8).isEqualTo(new String(bodyOf("event-v2"), UTF_8));
        assertThat(event.headers()).isEqualTo(headersOf("event-v2"));
        assertThat(TrackingEventCodec.decode(headersOf("event-v2"), bodyOf("event-v2")))
                .usingRecursiveComparison()
                .isEqualTo(version2());
    }

    @Test
    void proofsThatAreNoneOrNotOfTheRangeAreRefused() throws IOException {
        String hash = ":" + "0".repeat(32);
        for (String proofs : List.of(
                "",
                "4096:5000",
                "4096:5000:" + "0".repeat(31),
                "4096:5000:" + "G".repeat(32),
                "5000:5000" + hash,
                "-1:5000" + hash,
                "0:4095" + hash,
                "4096:9001" + hash,
                "4096:6000" + hash + ",4096:5000" + hash,
                "4096:6000" + hash + ",")) {
            Map<String, String> headers = new HashMap<>(headersOf("event-v2"));
            headers.put("trackreplay.proofs", proofs);
            assertThat(catchThrowableOfType(
                                    MalformedEventException.class, () -> TrackingEventCodec.decodeHeader(headers))
                            .reason())
                    .as(proofs)
                    .isEqualTo(MalformedEventException.Reason.HEADERS);
        }
    }

    @Test
    void anEventWhoseEntriesTakeMoreRoomThanThereIsCannotBeRead() throws IOException, MalformedEventException {
        Map<String, String> headers = headersOf("event-v2");
        byte[] body = bodyOf("event-v2");
        long needed = body.length + 200L * version2().entries().size();
        assertThat(TrackingEventCodec.decode(headers, body, needed).entries())
                .hasSameSizeAs(version2().entries());
        assertThatThrownBy(() -> TrackingEventCodec.decode(headers, body, body.length))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("TRACKREPLAY_HEAP");
    }

    @Test
    void aHeartbeatIsAnEmptyBody() throws MalformedEventException {
        PackHeader h = VERSION_1.header();
        Pack heartbeat = new Pack(
                new PackHeader(
                        h.file(),
                        9000,
                        9000,
                        PackHeader.Reading.of(1, "h", h.trackerPaths()),
                        PackHeader.Promise.of(Long.MAX_VALUE, 0)),
                List.of());
        WireEvent event = TrackingEventCodec.encode(heartbeat, Compression.GZIP);
        assertThat(event.body()).isEmpty();
        assertThat(event.headers()).doesNotContainKey("trackreplay.compression");
        assertThat(TrackingEventCodec.decode(event.headers(), event.body())).isEqualTo(heartbeat);
    }

    @Test
    void aPossibleLossTravelsInTwoHeadersOfItsOwn() throws MalformedEventException {
        PackHeader h = VERSION_1.header();
        Pack pack = new Pack(
                new PackHeader(
                                h.file(),
                                9000,
                                9000,
                                PackHeader.Reading.of(1, "h", h.trackerPaths()),
                                PackHeader.Promise.NONE)
                        .with(new PackHeader.Unread(0, 0, Optional.of(new UnknownLoss(1000, 2000)))),
                List.of());

        WireEvent event = TrackingEventCodec.encode(pack, Compression.NONE);

        assertThat(event.headers())
                .containsEntry("trackreplay.version", "2")
                .containsEntry("trackreplay.unknownLossFrom", "1000")
                .containsEntry("trackreplay.unknownLossTo", "2000");
        assertThat(TrackingEventCodec.decode(event.headers(), event.body())).isEqualTo(pack);
    }

    @ParameterizedTest
    @EnumSource(ArchiveEnd.class)
    void whereAnArchiveEndsTravelsInAHeaderOfItsOwn(ArchiveEnd end) throws MalformedEventException {
        PackHeader h =
                VERSION_1.header().with(new PackHeader.Unread(0, 0, Optional.of(new UnknownLoss(1000, 2000)), end));
        Pack pack = new Pack(h, VERSION_1.entries());

        WireEvent event = TrackingEventCodec.encode(pack, Compression.NONE);

        assertThat(event.headers().containsKey("trackreplay.archiveEnd")).isEqualTo(end != ArchiveEnd.UNTOLD);
        assertThat(TrackingEventCodec.decode(event.headers(), event.body()).header())
                .isEqualTo(h);
        assertThat(h.until(h.end() - 1).archiveEnd()).isEqualTo(ArchiveEnd.UNTOLD);
        assertThat(h.from(h.end() - 1).archiveEnd()).isEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"untold", "odd", ""})
    void anotherEndOfAnArchiveIsMalformed(String end) {
        Map<String, String> headers = new HashMap<>(
                TrackingEventCodec.encode(VERSION_1, Compression.NONE).headers());
        headers.put("trackreplay.archiveEnd", end);

        assertThat(catchThrowableOfType(MalformedEventException.class, () -> TrackingEventCodec.decodeHeader(headers))
                        .reason())
                .isEqualTo(MalformedEventException.Reason.HEADERS);
    }

    @Test
    void aPossibleLossThatEndsBeforeItBeginsIsMalformed() {
        Map<String, String> headers = new HashMap<>(
                TrackingEventCodec.encode(VERSION_1, Compression.NONE).headers());
        headers.put("trackreplay.unknownLossFrom", "2000");
        headers.put("trackreplay.unknownLossTo", "1000");

        assertThat(catchThrowableOfType(MalformedEventException.class, () -> TrackingEventCodec.decodeHeader(headers))
                        .reason())
                .isEqualTo(MalformedEventException.Reason.HEADERS);
    }

    @Test
    void anotherVersionIsRefused() {
        assertThat(refusal(Map.of("trackreplay.version", "4"), "").reason())
                .isEqualTo(MalformedEventException.Reason.UNKNOWN_VERSION);
    }

    @Test
    void anUnparsedEventIsRefusedWithTheRemedy() {
        MalformedEventException refusal = refusal(Map.of("trackreplay.offsets", ""), "");
        assertThat(refusal.reason()).isEqualTo(MalformedEventException.Reason.UNPARSED);
        assertThat(refusal).hasMessageContaining("TrackingInterceptor$Builder");
    }

    @Test
    void anUnknownCompressionIsRefused() {
        assertThat(refusal(Map.of("trackreplay.compression", "zstd"), "")).hasMessageContaining("zstd");
        assertThat(refusal(Map.of("trackreplay.compression", "gzip"), "not gzip")
                        .reason())
                .isEqualTo(MalformedEventException.Reason.BODY);
    }

    @Test
    void aDocumentOfAnotherFormIsRefused() {
        for (String document : List.of(
                "",
                "{}",
                "{",
                "[]",
                "null",
                "{\"error\":{\"code\":\"a\"}}",
                "{\"error\":{\"code\":\"a\",\"message\":\"\",\"more\":\"\"}}",
                "{\"error\":{\"code\":\"a\",\"message\":\"\"},\"log\":{\"offset\":0},"
                        + "\"trackreplay\":{\"length\":1,\"raw\":\"***\"}}",
                "{\"error\":{\"code\":\"a\",\"message\":\"\"},\"log\":{\"offset\":1.5},"
                        + "\"trackreplay\":{\"length\":1,\"raw\":\"\"}}",
                "{\"error\":{\"code\":\"a\",\"message\":\"\"},\"log\":{\"offset\":0},"
                        + "\"trackreplay\":{\"length\":1,\"raw\":\"\"}} x")) {
            assertThat(refusal(Map.of("trackreplay.count", "1"), document + "\n")
                            .reason())
                    .isEqualTo(MalformedEventException.Reason.BODY);
        }
    }

    @Test
    void aBodyThatGrowsBeyondTheBoundIsRefusedHoweverItIsCompressed() {
        String large = " ".repeat(TrackingEventCodec.MOST_BYTES + 1);
        byte[] packed = Compression.GZIP.compress(large.getBytes(UTF_8));

        assertThat(refusal(Map.of("trackreplay.compression", "gzip"), packed))
                .hasMessageContaining("beyond " + TrackingEventCodec.MOST_BYTES);
        assertThat(refusal(Map.of(), large)).hasMessageContaining("more than " + TrackingEventCodec.MOST_BYTES);
    }

    @Test
    void moreDocumentsThanTheBoundAreRefused() {
        String document =
                "{\"error\":{\"code\":\"\",\"message\":\"\"},\"log\":{\"offset\":0},\"trackreplay\":{\"length\":1,\"raw\":\"\"}}\n";
        int count = TrackingEventCodec.MOST_ENTRIES + 1;

        assertThat(refusal(Map.of("trackreplay.count", String.valueOf(count)), document.repeat(count)))
                .hasMessageContaining("more than " + TrackingEventCodec.MOST_ENTRIES);
    }

    /** What one decoding has no room for is not lost: it comes in parts, cut between lines only, and none is missing. */
    @Test
    void anEventThatIsTooLargeIsReadInPartsOfWholeLines() throws MalformedEventException {
        PackHeader header = VERSION_1.header();
        List<PackEntry> entries = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            entries.add(new RejectedLine(header.start() + i / 3 * 10L, 10, "no-time", "", new byte[100]));
        }
        WireEvent event = TrackingEventCodec.encode(new Pack(header, entries), Compression.GZIP);
        long room = 3_000;

        assertThat(catchThrowableOfType(
                                MalformedEventException.class,
                                () -> TrackingEventCodec.decode(event.headers(), event.body(), room))
                        .reason())
                .isEqualTo(MalformedEventException.Reason.ROOM);
        List<PackEntry> read = new ArrayList<>();
        List<Long> cuts = new ArrayList<>();
        TrackingEventCodec.decodeInParts(event.headers(), event.body(), room, (part, next) -> {
            assertThat(part.size() % 3).isZero();
            read.addAll(part);
            next.ifPresent(cuts::add);
        });

        assertThat(read).usingRecursiveComparison().isEqualTo(entries);
        assertThat(cuts).hasSizeGreaterThan(2).isSorted();
        assertThat(catchThrowableOfType(
                                MalformedEventException.class,
                                () -> TrackingEventCodec.decodeInParts(
                                        event.headers(), event.body(), 500, (part, next) -> {}))
                        .reason())
                .as("one line alone is too large")
                .isEqualTo(MalformedEventException.Reason.ROOM);
    }

    @Test
    void aCountThatDoesNotMatchIsRefused() {
        assertThat(refusal(Map.of("trackreplay.count", "1"), "")).hasMessageContaining("announce 1 entries");
    }

    @Test
    void anUnreadableBodyStaysAccountedFor() {
        MalformedEventException cause = refusal(Map.of(), "garbage\n");
        Pack rejected = TrackingEventCodec.rejected(VERSION_1.header(), "garbage\n".getBytes(UTF_8), cause);
        assertThat(rejected.entries()).singleElement().isInstanceOfSatisfying(RejectedLine.class, line -> {
            assertThat(line.reason()).isEqualTo("malformed-event-body");
            assertThat(line.length()).isEqualTo(9000 - 4096);
            assertThat(line.raw()).asString(UTF_8).isEqualTo("garbage\n");
        });
    }

    @Test
    void foreignHeadersAreTheOnesOfOthers() {
        assertThat(TrackingEventCodec.foreignHeaders(Map.of("datacenter", "a", "host", "b", "trackreplay.file", "c")))
                .isEqualTo(Map.of("datacenter", "a"));
    }

    private static MalformedEventException refusal(Map<String, String> changed, String body) {
        return refusal(changed, body.getBytes(UTF_8));
    }

    private static MalformedEventException refusal(Map<String, String> changed, byte[] body) {
        Map<String, String> headers =
                new HashMap<>(TrackingEventCodec.encode(new Pack(VERSION_1.header(), List.of()), Compression.NONE)
                        .headers());
        headers.putAll(changed);
        MalformedEventException refusal =
                catchThrowableOfType(MalformedEventException.class, () -> TrackingEventCodec.decode(headers, body));
        assertThat(refusal).as("%s", changed).isNotNull();
        return refusal;
    }

    private static Map<String, String> headersOf(String fixture) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = TrackingEventCodecTest.class.getResourceAsStream(fixture + ".properties")) {
            properties.load(in);
        }
        Map<String, String> headers = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> headers.put(name, properties.getProperty(name)));
        return headers;
    }

    private static byte[] bodyOf(String fixture) throws IOException {
        try (InputStream in = TrackingEventCodecTest.class.getResourceAsStream(fixture + ".body")) {
            return in.readAllBytes();
        }
    }
}
