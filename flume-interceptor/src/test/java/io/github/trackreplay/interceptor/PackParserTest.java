/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.interceptor;

import static io.github.trackreplay.interceptor.RawPacks.COMBINED;
import static io.github.trackreplay.interceptor.RawPacks.COMMON;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PackParserTest {
    private static final String VHOST = "www.example.com:80 " + COMBINED;

    private static final String OURS = "{\"time\":\"1772482282.1\",\"client\":\"203.0.113.7\",\"method\":\"GET\","
            + "\"uri\":\"/matomo.php?idsite=1\",\"status\":\"200\"}";

    /** Remembers what was said. */
    private static final class Said implements FormatNotices {
        final List<String> notices = new ArrayList<>();

        @Override
        public void picked(LogFile file, LogFormat format) {
            notices.add(file.stream() + " picked " + format);
        }

        @Override
        public void mismatch(LogFile file, String sentence) {
            notices.add(file.stream() + "/" + file.number() + " mismatch " + sentence);
        }
    }

    private final Said said = new Said();

    private PackParser parser(String format) {
        return new PackParser(LogFormat.of(format), said);
    }

    private static List<String> kinds(Pack pack) {
        return pack.entries().stream()
                .map(e -> e instanceof RejectedLine r ? r.reason() : "request")
                .toList();
    }

    @Test
    void linesBecomeEntriesInFileOrder() {
        RawPack raw =
                RawPacks.of("web1", 1, COMBINED, COMBINED.replace("/matomo.php", "/"), COMBINED + "\\", "/piwik.php");
        Pack pack = parser("combined").parse(raw);
        assertThat(pack.header()).isEqualTo(raw.header());
        assertThat(pack.entries())
                .extracting(PackEntry::offset)
                .containsExactly(
                        1000L, raw.lines().get(2).offset(), raw.lines().get(3).offset());
        assertThat(kinds(pack)).containsExactly("request", "unreadable-line", "unreadable-line");
    }

    @Test
    void aHeartbeatStaysOne() {
        RawPack heartbeat = RawPacks.heartbeat();
        assertThat(parser("auto").parse(heartbeat)).isEqualTo(new Pack(heartbeat.header(), List.of()));
        assertThat(said.notices).isEmpty();
    }

    @Property(tries = 200)
    void everyLineHasOneOutcome(@ForAll("someLines") List<String> lines, @ForAll("formats") String format) {
        PackParser parser = parser(format);
        RawPack raw = RawPacks.of("web1", 1, lines.toArray(new String[0]));
        Pack pack = parser.parse(raw);
        ParseCounts counts = parser.counts();
        long rejected = counts.rejected().values().stream().mapToLong(n -> n).sum();
        long skipped = counts.skipped().values().stream().mapToLong(n -> n).sum();
        assertThat(counts.lines()).isEqualTo(lines.size());
        assertThat(counts.requestLines() + rejected + skipped).isEqualTo(lines.size());
        Set<Long> places = new HashSet<>();
        raw.lines().forEach(line -> places.add(line.offset()));
        assertThat(pack.entries()).allSatisfy(e -> assertThat(places).contains(e.offset()));
        assertThat(pack.entries().stream().map(PackEntry::offset).distinct().count())
                .isEqualTo(counts.requestLines() + rejected);
        assertThat(pack.entries().stream()
                        .filter(TrackingRequest.class::isInstance)
                        .count())
                .isEqualTo(counts.requests());
    }

    @Provide
    Arbitrary<List<String>> someLines() {
        String json =
                "{\"time\":\"1772482282.1\",\"client\":\"1.1.1.1\",\"method\":\"POST\",\"uri\":\"/matomo.php\",\"body\":\"";
        return Arbitraries.of(
                        COMMON,
                        COMBINED,
                        VHOST,
                        "",
                        "/matomo.php",
                        "garbage",
                        COMBINED.replace("GET", "OPTIONS"),
                        COMBINED.replace("?idsite=1", ""),
                        COMBINED.replace("/Mar/", "/Mrz/"),
                        json + "a=1\"}",
                        json + "{\\\"requests\\\":[\\\"?a=1\\\",\\\"?b=2\\\"]}\"}",
                        json + "{\\\"requests\\\":[]}\"}",
                        json + "{\\\"requests\\\":[\"}")
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> formats() {
        return Arbitraries.of("auto", "combined", "common", "trackreplay_json", "w3c", "logstash_json");
    }

    @Test
    void autoPicksOncePerStream() {
        PackParser parser = parser("auto");
        assertThat(kinds(parser.parse(RawPacks.of("web1", 1, COMBINED)))).containsExactly("request");
        assertThat(kinds(parser.parse(RawPacks.of("web2", 1, VHOST)))).containsExactly("request");
        assertThat(kinds(parser.parse(RawPacks.of("web1", 2, COMBINED)))).containsExactly("request");
        assertThat(said.notices).containsExactly("web1 picked combined", "web2 picked vhost_combined");
    }

    @Test
    void autoWaitsForALineThatItKnows() {
        PackParser parser = parser("auto");
        assertThat(kinds(parser.parse(RawPacks.of("web1", 1, "/matomo.php garbage"))))
                .containsExactly("unreadable-line");
        assertThat(kinds(parser.parse(RawPacks.of("web1", 1, "/matomo.php garbage"))))
                .containsExactly("unreadable-line");
        assertThat(kinds(parser.parse(RawPacks.of("web1", 1, COMBINED)))).containsExactly("request");
        assertThat(said.notices).hasSize(2);
        assertThat(said.notices.get(0)).startsWith("web1/1 mismatch").contains("Set format to");
        assertThat(said.notices.get(1)).isEqualTo("web1 picked combined");
    }

    @Test
    void autoPicksAgainOnANewFileOfWhichNothingCanBeRead() {
        PackParser parser = parser("auto");
        parser.parse(RawPacks.of("web1", 1, COMBINED));
        assertThat(kinds(parser.parse(RawPacks.of("web1", 2, VHOST)))).containsExactly("request");
        assertThat(kinds(parser.parse(RawPacks.of("web1", 2, VHOST)))).containsExactly("request");
        assertThat(said.notices).containsExactly("web1 picked combined", "web1 picked vhost_combined");
    }

    @Test
    void aFormatMayChangeWithinAFileInEitherDirection() {
        for (String format : List.of("auto", "combined", "trackreplay_json")) {
            for (boolean jsonFirst : List.of(true, false)) {
                PackParser parser = parser(format);
                List<String> kinds = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    kinds.addAll(kinds(parser.parse(RawPacks.of("web1", 1, (i < 30) == jsonFirst ? OURS : COMBINED))));
                }
                assertThat(kinds).hasSize(60).containsOnly("request");
            }
        }
    }

    @Test
    void interleavedLinesAreEachWhatTheyAre() {
        for (String format : List.of("auto", "combined", "vhost_combined", "common")) {
            PackParser parser = parser(format);
            Pack pack = parser.parse(RawPacks.of(
                    "web1", 1, COMBINED, OURS, VHOST, COMMON, "garbage /matomo.php", "10.0.0.1:80 " + COMBINED, OURS));
            assertThat(kinds(pack))
                    .containsExactly(
                            "request", "request", "request", "request", "unreadable-line", "request", "request");
            assertThat(pack.entries())
                    .filteredOn(TrackingRequest.class::isInstance)
                    .extracting(entry -> ((TrackingRequest) entry).sourceIp())
                    .containsOnly("203.0.113.7");
        }
    }

    @Test
    void whatIsReadIsSaidOncePerFileHoweverOftenTheLinesAlternate() {
        PackParser parser = parser("auto");
        for (int i = 0; i < 10; i++) {
            parser.parse(RawPacks.of("web1", 1, COMBINED));
            parser.parse(RawPacks.of("web1", 1, VHOST));
        }
        assertThat(said.notices).containsExactly("web1 picked combined", "web1 picked vhost_combined");
    }

    @Test
    void aConfiguredFormatThatDoesNotFitIsSaidOncePerFileAndTheLinesAreReadAllTheSame() {
        PackParser parser = parser("common");
        for (int file = 1; file <= 2; file++) {
            for (int pack = 0; pack < 3; pack++) {
                assertThat(kinds(parser.parse(RawPacks.of("web1", file, COMBINED))))
                        .containsExactly("request");
            }
        }
        assertThat(said.notices).hasSize(4);
        assertThat(said.notices.get(0)).startsWith("web1/1 mismatch").contains("Set format = combined");
        assertThat(said.notices.get(1)).isEqualTo("web1 picked combined");
        assertThat(said.notices.get(2)).startsWith("web1/2 mismatch");
    }

    @Test
    void linesOfNoKnownFormatAreSaidOncePerFile() {
        PackParser parser = parser("combined");
        for (int file = 1; file <= 2; file++) {
            for (int pack = 0; pack < 3; pack++) {
                assertThat(kinds(parser.parse(RawPacks.of("web1", file, "a /matomo.php?b c"))))
                        .containsExactly("unreadable-line");
            }
        }
        assertThat(said.notices).hasSize(2);
        assertThat(said.notices.get(0)).startsWith("web1/1 mismatch").contains("a /matomo.php?b c", "Set format to");
        assertThat(said.notices.get(1)).startsWith("web1/2 mismatch");
    }

    /** A disk that was full leaves half a line, which is told of as rejected. */
    @Test
    void aFewLinesThatCannotBeReadOfALogThatCouldMakeItsFormatNoOther() {
        PackParser parser = parser("combined");
        parser.parse(RawPacks.of("web1", 1, COMBINED));
        for (int i = 0; i < 2; i++) {
            parser.parse(RawPacks.of("web1", 1, "a /matomo.php?b c", "a /matomo.php?b c"));
        }
        assertThat(said.notices).isEmpty();

        parser.parse(RawPacks.of("web1", 1, "a /matomo.php?b c"));
        assertThat(said.notices).singleElement().asString().startsWith("web1/1 mismatch");
    }

    @Test
    void theFieldsOfAW3cLogMayChange() {
        PackParser parser = parser("w3c");
        Optional<String> first = Optional.of("#Fields: date time c-ip cs-method cs-uri");
        Optional<String> second = Optional.of("#Fields: c-ip date time cs-method cs-uri");
        assertThat(kinds(
                        parser.parse(RawPacks.of("web1", 1, first, "2026-03-02 20:11:22 1.1.1.1 GET /matomo.php?a=1"))))
                .containsExactly("request");
        assertThat(kinds(parser.parse(
                        RawPacks.of("web1", 1, second, "1.1.1.1 2026-03-02 20:11:22 GET /matomo.php?a=1"))))
                .containsExactly("request");
        assertThat(kinds(parser.parse(RawPacks.of("web1", 1, "1.1.1.1 2026-03-02 20:11:22 GET /matomo.php?a=1"))))
                .containsExactly("no-fields");
    }

    @Test
    void anOverlongLineIsRejectedUnread() {
        RawLine overlong = new RawLine(1000, 5000, COMBINED.getBytes(ISO_8859_1), true);
        RawPack raw = new RawPack(RawPacks.header("web1", 1, 6000), Optional.empty(), List.of(overlong));
        assertThat(kinds(parser("auto").parse(raw))).containsExactly("overlong");
        assertThat(kinds(parser("combined").parse(raw))).containsExactly("overlong");
        assertThat(said.notices).isEmpty();
    }
}
