/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.Places;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.RequestIdentity.Kind;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.interceptor.FormatNotices;
import io.github.trackreplay.interceptor.PackParser;
import io.github.trackreplay.pipeline.PipelineSettings.IdentityChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CarriedLinesTest {
    private static final long NOW = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();
    private static final long TIME = Instant.parse("2026-03-02T20:11:22Z").toEpochMilli();
    private static final String LINE = "203.0.113.7 - - [02/Mar/2026:20:11:22 +0000]"
            + " \"GET /matomo.php?idsite=1&rec=1&r=123456 HTTP/1.1\" 204 0 \"https://shop.example/\" \"Mozilla/5.0 X\"";
    private static final String INNER = LINE.replace("\"", "\\\"");
    private static final Map<String, String> FROM_WEB1 = Map.of("host", "web1");

    private static PipelineReader reader(IdentityChoice identity) {
        PipelineSettings settings = new PipelineSettings(
                Optional.empty(),
                PipelineSettings.USUAL_NAMES,
                identity,
                "/matomo.php /piwik.php",
                Duration.ofSeconds(10),
                "collector");
        return new PipelineReader(settings, new PackParser(LogFormat.of("auto"), FormatNotices.NONE)::parse);
    }

    private static List<Pack> packs(Map<String, String> headers, String body) {
        return packs(reader(IdentityChoice.AUTO), headers, body);
    }

    private static List<Pack> packs(PipelineReader reader, Map<String, String> headers, String body) {
        return reader.packs(reader.lines(headers, body.getBytes(UTF_8), 1), 1 << 16, NOW);
    }

    private static TrackingRequest only(List<Pack> packs) {
        assertThat(packs)
                .singleElement()
                .satisfies(pack -> assertThat(pack.entries()).hasSize(1));
        assertThat(packs.get(0).entries().get(0)).isInstanceOf(TrackingRequest.class);
        return (TrackingRequest) packs.get(0).entries().get(0);
    }

    private static RejectedLine onlyRejected(List<Pack> packs) {
        assertThat(packs)
                .singleElement()
                .satisfies(pack -> assertThat(pack.entries()).hasSize(1));
        return (RejectedLine) packs.get(0).entries().get(0);
    }

    /** Each form in which shippers hand on a line, or what it said. */
    static final List<String> FORMS = List.of(
            LINE,
            LINE + "\r\n",
            // Filebeat 8 and 9
            "{\"@timestamp\":\"2026-05-05T05:05:05.000Z\",\"host\":{\"name\":\"web1\"},\"agent\":{\"id\":\"a\",\"type\":\"filebeat\"},"
                    + "\"log\":{\"offset\":4711,\"file\":{\"path\":\"/l\",\"inode\":\"7\",\"device_id\":\"8\"}},\"message\":\""
                    + INNER
                    + "\"}",
            // Logstash, legacy and ECS, before grok
            "{\"@timestamp\":\"2026-05-05T05:05:05.000Z\",\"@version\":\"1\",\"host\":\"web1\",\"path\":\"/l\",\"message\":\""
                    + INNER + "\"}",
            "{\"@timestamp\":\"2026-05-05T05:05:05.000Z\",\"host\":{\"name\":\"web1\"},\"event\":{\"original\":\""
                    + INNER + "\"}," + "\"log\":{\"file\":{\"path\":\"/l\"}}}",
            // the same after grok
            "{\"@timestamp\":\"2026-05-05T05:05:05.000Z\",\"host\":\"web1\",\"path\":\"/var/log/nginx/access.log\","
                    + "\"clientip\":\"203.0.113.7\",\"ident\":\"-\",\"auth\":\"-\",\"timestamp\":\"02/Mar/2026:20:11:22 +0000\","
                    + "\"verb\":\"GET\",\"request\":\"/matomo.php?idsite=1&rec=1&r=123456\",\"httpversion\":\"1.1\",\"response\":\"204\","
                    + "\"bytes\":\"0\",\"referrer\":\"\\\"https://shop.example/\\\"\",\"agent\":\"\\\"Mozilla/5.0 X\\\"\"}",
            "{\"@timestamp\":\"2026-05-05T05:05:05.000Z\",\"host\":{\"name\":\"web1\"},\"timestamp\":\"02/Mar/2026:20:11:22 +0000\","
                    + "\"source\":{\"address\":\"203.0.113.7\"},\"http\":{\"request\":{\"method\":\"GET\",\"referrer\":\"https://shop.example/\"},"
                    + "\"response\":{\"status_code\":204,\"body\":{\"bytes\":0}},\"version\":\"1.1\"},"
                    + "\"url\":{\"original\":\"/matomo.php?idsite=1&rec=1&r=123456\"},\"user_agent\":{\"original\":\"Mozilla/5.0 X\"}}",
            // Fluent Bit: raw, and the fields of its nginx parser
            "{\"date\":1777957505.1,\"log\":\"" + INNER + "\"}",
            "{\"date\":1777957505.1,\"time\":\"02/Mar/2026:20:11:22 +0000\",\"remote\":\"203.0.113.7\",\"host\":\"-\",\"user\":\"-\","
                    + "\"method\":\"GET\",\"path\":\"/matomo.php?idsite=1&rec=1&r=123456\",\"code\":\"204\",\"size\":\"0\","
                    + "\"referer\":\"https://shop.example/\",\"agent\":\"Mozilla/5.0 X\"}",
            // Vector
            "{\"file\":\"/l\",\"host\":\"web1\",\"message\":\"" + INNER + "\",\"offset\":4711,\"source_type\":\"file\","
                    + "\"timestamp\":\"2026-05-05T05:05:05.000000000Z\"}",
            // OTLP
            "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"host.name\",\"value\":{\"stringValue\":\"web1\"}}]},"
                    + "\"scopeLogs\":[{\"scope\":{},\"logRecords\":[{\"timeUnixNano\":\"1777957505000000000\",\"body\":{\"stringValue\":\""
                    + INNER + "\"},\"attributes\":[{\"key\":\"log.file.path\",\"value\":{\"stringValue\":\"/l\"}},"
                    + "{\"key\":\"log.file.record_offset\",\"value\":{\"intValue\":\"4711\"}}]}]}]}]}",
            // syslog in all frames
            "<190>Mar  2 20:11:23 web1 nginx: " + LINE,
            "<190>Mar  2 20:11:23 nginx: " + LINE,
            "<190>1 2026-03-02T20:11:23.000Z web1 nginx 4711 - - " + LINE,
            "231 <190>1 2026-03-02T20:11:23.000Z web1 nginx 4711 - [a@1 b=\"c ] d\"] " + LINE,
            "nginx: " + LINE,
            "httpd[4711]: " + LINE,
            "2026-03-02T20:11:23.123456+00:00 web1 nginx: " + LINE,
            // a log line of our own format, as it is, in a message, and taken apart by the shipper
            "{\"time\":\"1772482282.000\",\"client\":\"203.0.113.7\",\"method\":\"GET\",\"uri\":\"/matomo.php?idsite=1&rec=1&r=123456\","
                    + "\"status\":\"204\",\"user-agent\":\"Mozilla/5.0 X\",\"referer\":\"https://shop.example/\"}",
            "{\"@timestamp\":\"2026-05-05T05:05:05.000Z\",\"host\":{\"name\":\"web1\"},\"log\":{\"offset\":1,\"file\":{\"path\":\"/l\"}},"
                    + "\"agent\":{\"type\":\"filebeat\"},\"time\":\"1772482282.000\",\"client\":\"203.0.113.7\",\"method\":\"GET\","
                    + "\"uri\":\"/matomo.php?idsite=1&rec=1&r=123456\",\"status\":\"204\",\"user-agent\":\"Mozilla/5.0 X\","
                    + "\"referer\":\"https://shop.example/\"}");

    @Test
    void eachFormGivesTheSameRequestAtTheRequestsOwnTime() {
        for (String form : FORMS) {
            List<Pack> packs = packs(FROM_WEB1, form);
            assertThat(packs).as(form).hasSize(1);
            assertThat(packs.get(0).header().file().stream()).as(form).isEqualTo("web1");
            TrackingRequest request = only(packs);
            assertThat(request.time()).as(form).isEqualTo(TIME);
            assertThat(request.sourceIp()).as(form).isEqualTo("203.0.113.7");
            assertThat(request.method()).as(form).isEqualTo("GET");
            assertThat(request.path()).as(form).isEqualTo("/matomo.php");
            assertThat(request.query()).as(form).isEqualTo("idsite=1&rec=1&r=123456");
            assertThat(request.status()).as(form).isEqualTo(204);
            assertThat(request.referrer()).as(form).isEqualTo("https://shop.example/");
            assertThat(request.userAgent()).as(form).isEqualTo("Mozilla/5.0 X");
        }
    }

    @Test
    void severalLinesOrDocumentsInABodyAreAsManyRequestsInTheirOrder() {
        String second = LINE.replace("123456", "7890123");
        String document = "{\"message\":\"" + INNER + "\"}";
        String secondDocument = document.replace("123456", "7890123");
        for (String body : List.of(
                LINE + "\n" + second + "\n",
                document + "\n" + secondDocument + "\n",
                "[" + document + "," + secondDocument + "]",
                " [ " + document + " , \"" + INNER.replace("123456", "7890123") + "\" ] ")) {
            List<Pack> packs = packs(FROM_WEB1, body);
            assertThat(packs).as(body).hasSize(1);
            assertThat(packs.get(0).entries())
                    .as(body)
                    .extracting(e -> ((TrackingRequest) e).query())
                    .containsExactly("idsite=1&rec=1&r=123456", "idsite=1&rec=1&r=7890123");
        }
    }

    @Test
    void whatNamesNoTrackerIsSkippedAndCounted() {
        String other = LINE.replace("/matomo.php", "/index.html");
        String body = other + "\n{\"message\":\"" + other.replace("\"", "\\\"") + "\"}\n{\"a\":[{\"b\":1}]}\n" + LINE;

        List<Pack> packs = packs(FROM_WEB1, body);

        assertThat(only(packs).query()).startsWith("idsite=1");
        assertThat(packs.get(0).header().length()).isEqualTo(body.length() + 1L);
    }

    @Test
    void aDocumentThatNobodyUnderstandsIsSetAsideWithItsBytes() {
        String document = "{\"payload\":\"" + INNER + "\"}";

        RejectedLine rejected = onlyRejected(packs(FROM_WEB1, document));

        assertThat(rejected.reason()).isEqualTo("unknown-document");
        assertThat(new String(rejected.raw(), UTF_8)).isEqualTo(document);
    }

    @Test
    void aDocumentWithPartsAndOnlyTheShippersTimeIsSetAside() {
        RejectedLine rejected = onlyRejected(packs(
                FROM_WEB1,
                "{\"@timestamp\":\"2026-05-05T05:05:05.000Z\",\"source\":{\"ip\":\"203.0.113.7\"},"
                        + "\"url\":{\"original\":\"/matomo.php?idsite=1&rec=1\"}}"));

        assertThat(rejected.reason()).isEqualTo("unknown-document");
        assertThat(rejected.detail()).contains("@timestamp");
    }

    @Test
    void anEventThatNamesNoStreamIsSetAside() {
        assertThat(onlyRejected(packs(Map.of(), LINE)).reason()).isEqualTo("no-stream");
        assertThat(onlyRejected(packs(Map.of("host", "web\u200b1"), LINE)).reason())
                .isEqualTo("wrong-stream-name");
        assertThat(onlyRejected(packs(Map.of("host", "x".repeat(191)), LINE)).reason())
                .isEqualTo("wrong-stream-name");
    }

    @Test
    void theHostOfALineThatWasParsedAsJsonIsTheSite() {
        String document =
                "{\"time\":\"1772482282.000\",\"client\":\"203.0.113.7\",\"uri\":\"/matomo.php?idsite=1\",\"host\":\"shop.example\"}";

        List<Pack> packs = packs(FROM_WEB1, document);

        assertThat(packs.get(0).header().file().stream()).isEqualTo("web1");
        assertThat(only(packs).headers()).containsEntry("host", "shop.example");
    }

    @Test
    void whatFlumesSyslogSourceHasCutIsSetAsideAsSuch() {
        RejectedLine rejected =
                onlyRejected(packs(Map.of("host", "web1", "flume.syslog.status", "Incomplete"), LINE.substring(0, 90)));

        assertThat(rejected.reason()).isEqualTo("cut-line");
    }

    @Test
    void eachLineTakesTheBestIdentityThatItBrings() {
        String placed = "{\"log\":{\"offset\":4711,\"file\":{\"path\":\"/l\"}},\"message\":\"" + INNER + "\"}";
        Map<String, String> kafka = Map.of("host", "web1", "topic", "t", "partition", "0", "offset", "12");
        String withId = "{\"time\":\"1772482282.000\",\"client\":\"203.0.113.7\",\"uri\":\"/matomo.php?idsite=1\","
                + "\"request_id\":\"5f2c7a1d9b3e4f60a1b2c3d4e5f60718\"}";

        assertThat(kind(packs(kafka, withId))).isEqualTo(Kind.REQUEST_ID);
        assertThat(kind(packs(kafka, placed))).isEqualTo(Kind.FILE);
        assertThat(kind(packs(kafka, LINE))).isEqualTo(Kind.TOPIC);
        assertThat(kind(packs(FROM_WEB1, LINE))).isEqualTo(Kind.BYTES);
        assertThat(kind(packs(FROM_WEB1, LINE.replace("&r=123456", "")))).isEqualTo(Kind.NONE);
    }

    /** Filebeat; Vector, and Fluent Bit with its two keys; OpenTelemetry by offsets and by numbers; rsyslog's imfile in two templates. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"log\":{\"offset\":4711,\"file\":{\"path\":\"/l\",\"fingerprint\":\"f\"}}",
                "\"log\":{\"offset\":4711,\"file\":{\"path\":\"/l\",\"inode\":\"7\",\"device_id\":\"8\"}}",
                "\"log\":{\"offset\":4711,\"file\":{\"path\":\"/l\"}}",
                "\"file\":\"/l\",\"offset\":4711",
                "\"log.file.path\":\"/l\",\"log.file.record_offset\":4711",
                "\"log.file.name\":\"l\",\"log.file.record_number\":4711",
                "\"metadata\":{\"filename\":\"/l\",\"fileoffset\":\"4711\"}",
                "\"filename\":\"/l\",\"fileoffset\":\"4711\""
            })
    void fileAndOffsetTellALineApartWhoeverNamesThem(String place) {
        String document = "{\"host\":\"web1\"," + place + ",\"message\":\"" + INNER + "\"}";
        String inAnotherFile = document.replaceAll("\"(/?l|f|7)\"(?!:)", "\"other\"");

        assertThat(kind(packs(Map.of(), document))).isEqualTo(Kind.FILE);
        assertThat(identity(packs(Map.of(), document))).isEqualTo(identity(packs(Map.of(), document)));
        assertThat(identity(packs(Map.of(), document)))
                .isNotEqualTo(identity(packs(Map.of(), document.replace("4711", "4712"))));
        assertThat(identity(packs(Map.of(), document))).isNotEqualTo(identity(packs(Map.of(), inAnotherFile)));
    }

    @Test
    void theSameLineHasTheSameIdentityHoweverItIsWrapped() {
        String first = "{\"@timestamp\":\"2026-05-05T05:05:05.000Z\",\"log\":{\"offset\":9,\"file\":{\"path\":\"/l\","
                + "\"fingerprint\":\"f\"}},\"message\":\"" + INNER + "\"}";
        String again = first.replace("05:05:05", "06:06:06").replace("/l", "/l.1");

        assertThat(identity(packs(FROM_WEB1, first))).isEqualTo(identity(packs(FROM_WEB1, again)));
        assertThat(identity(packs(FROM_WEB1, first)))
                .isNotEqualTo(identity(packs(FROM_WEB1, first.replace("\"offset\":9", "\"offset\":10"))));
        assertThat(identity(packs(FROM_WEB1, LINE)))
                .isEqualTo(identity(packs(FROM_WEB1, "<190>Mar  2 20:11:23 web1 nginx: " + LINE)));
    }

    /** A file that is rotated begins anew under its name and at its first offset. */
    @Test
    void anotherRequestAtTheSamePlaceIsAnotherOne() {
        Map<String, String> taildir = Map.of("host", "web1", "file", "/l", "byteoffset", "0");

        assertThat(identity(packs(taildir, LINE)))
                .isNotEqualTo(identity(packs(taildir, LINE.replace("123456", "654321"))));
    }

    /** Of a frame of RFC 5424 Flume's syslog sources leave program, process, message id and data. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nginx - - - ",
                "nginx 4711 - - ",
                "nginx - access [x@1 a=\"1]\\\"\"][y@2 b=\"2\"] ",
                "nginx: ",
                ""
            })
    void whatFlumesSyslogSourceLeavesOfAFrameIsTakenOff(String left) {
        Map<String, String> headers = Map.of("host", "web1", "Facility", "23", "Severity", "6");

        TrackingRequest request = only(packs(headers, left + LINE));
        TrackingRequest vhost = only(packs(headers, left + "shop.example:443 " + LINE));

        assertThat(request.query()).isEqualTo("idsite=1&rec=1&r=123456");
        assertThat(request.sourceIp()).isEqualTo("203.0.113.7");
        assertThat(vhost.sourceIp()).isEqualTo("203.0.113.7");
    }

    @Test
    void aPackSaysByWhichWayItsLinesCame() {
        String message = "\"message\":\"" + INNER + "\"}";
        Map<String, String> kafka = Map.of("host", "web1", "topic", "access", "partition", "3", "offset", "77");

        assertThat(way(FROM_WEB1, "{\"log\":{\"offset\":1,\"file\":{\"fingerprint\":\"f\"}}," + message))
                .isEqualTo("file by fingerprint");
        assertThat(way(FROM_WEB1, "{\"log\":{\"offset\":1,\"file\":{\"inode\":\"1\",\"device_id\":\"2\"}}," + message))
                .isEqualTo("file by inode");
        assertThat(way(FROM_WEB1, "{\"file\":\"/l\",\"offset\":1," + message)).isEqualTo("file by path");
        assertThat(way(kafka, LINE)).isEqualTo("topic: access");
        assertThat(way(FROM_WEB1, LINE)).isEqualTo("content: line");
        assertThat(way(FROM_WEB1, "{" + message)).isEqualTo("content: document");
    }

    private static String way(Map<String, String> headers, String body) {
        return packs(headers, body).get(0).header().path();
    }

    @Test
    void whatLacksTheConfiguredIdentityIsSetAside() {
        RejectedLine rejected = onlyRejected(packs(reader(IdentityChoice.FILE), FROM_WEB1, LINE));

        assertThat(rejected.reason()).isEqualTo("no-identity");
        assertThat(rejected.detail()).contains("identity = file");
    }

    @Test
    void aShortIdTellsNothingApart() {
        String line =
                "{\"time\":\"1772482282.000\",\"client\":\"203.0.113.7\",\"uri\":\"/matomo.php?idsite=1\",\"request_id\":\"42\"}";

        TrackingRequest request = only(packs(FROM_WEB1, line));

        assertThat(RequestIdentity.of(request))
                .get()
                .extracting(RequestIdentity::kind)
                .isEqualTo(Kind.NONE);
        assertThat(request.headers()).doesNotContainKey(":request_id");
    }

    @Test
    void theDisorderFollowsWhatTheStreamShows() {
        PipelineReader reader = reader(IdentityChoice.AUTO);
        List<Long> disorders = new ArrayList<>();
        for (String time : List.of("20:11:22", "20:10:30", "20:11:23")) {
            disorders.add(packs(reader, FROM_WEB1, LINE.replace("20:11:22", time))
                    .get(0)
                    .header()
                    .disorder());
        }

        assertThat(disorders).containsExactly(10_000L, 52_000L, 52_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "{",
                "[",
                "[]",
                "{}",
                "[1]",
                "{\"resourceLogs\":[]}",
                "{\"resourceLogs\":{}}",
                "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{}]}]}]}",
                "<",
                "<190>",
                "12 <",
                "99999999999999999999 <190>x",
                "nginx: ",
                ": ",
                "{\"a\":{\"b\":{\"c\":[[[{}]]]}}}",
                "{\"message\":null}",
                "{\"message\":{\"x\":1}}",
                "\u0000\u0001",
            })
    void whatHoldsNothingGivesNothingAndStopsNothing(String body) {
        assertThat(packs(FROM_WEB1, body))
                .allSatisfy(pack -> assertThat(pack.entries()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/matomo.php",
                "{\"message\":\"/matomo.php\"}",
                "{\"message\":\"/matomo.php",
                "{\"url\":{\"original\":\"/matomo.php?idsite=1\"},\"time\":\"x\"}",
                "{\"client\":\"x\",\"time\":\"y\",\"uri\":\"/matomo.php?a=b\"}",
                "{\"trackreplay\":{\"length\":7},\"x\":\"/matomo.php\"}",
                "[[\"/matomo.php\"]]",
                "[\"/matomo.php\"]",
            })
    void whatNamesTheTrackerAndIsNoRequestIsKept(String body) {
        assertThat(packs(FROM_WEB1, body))
                .singleElement()
                .satisfies(pack -> assertThat(pack.entries()).singleElement().isInstanceOf(RejectedLine.class));
    }

    @Test
    void aDeepDocumentCostsNoMoreThanItsLength() {
        String deep = "{\"a\":".repeat(300) + "1" + "}".repeat(300);

        assertThat(packs(FROM_WEB1, deep))
                .allSatisfy(pack -> assertThat(pack.entries()).isEmpty());
        assertThat(packs(FROM_WEB1, "{\"a\":".repeat(100_000)))
                .allSatisfy(pack -> assertThat(pack.entries()).isEmpty());
    }

    private static Kind kind(List<Pack> packs) {
        return identity(packs).kind();
    }

    private static RequestIdentity identity(List<Pack> packs) {
        return RequestIdentity.of(only(packs)).orElseThrow();
    }

    private static Places places(Map<String, String> headers, String... bodies) {
        PipelineReader reader = reader(IdentityChoice.AUTO);
        List<CarriedLine> lines = new ArrayList<>();
        for (String body : bodies) {
            lines.addAll(reader.lines(headers, body.getBytes(UTF_8), 1));
        }
        return reader.packs(lines, 1 << 16, NOW).get(0).header().places();
    }

    private static String filebeat(long offset, String message) {
        return "{\"host\":{\"name\":\"web1\"},\"log\":{\"offset\":" + offset
                + ",\"file\":{\"fingerprint\":\"f00d\"}},\"message\":\"" + message + "\"}";
    }

    @Test
    void offsetsSayWhatIsMissing() {
        int length = LINE.length() + 1;
        String other = "GET /favicon.ico \u00e4";

        Places whole = places(
                Map.of(),
                filebeat(0, INNER),
                filebeat(length, other),
                filebeat(length + 20, INNER),
                filebeat(2 * length + 20, INNER));
        Places withHole = places(Map.of(), filebeat(0, INNER), filebeat(2L * length, INNER));

        assertThat(whole)
                .isEqualTo(new Places(
                        List.of(Places.Run.of(Places.In.FILE, "f00d", 0, 3L * length + 20)
                                .timed(TIME, TIME)),
                        true));
        assertThat(withHole.runs()).hasSize(2);
    }

    @Test
    void placesOfHeadersAndOfTopicsAreKnownToo() {
        assertThat(places(Map.of("host", "web1", "file", "/l", "byteoffset", "7"), LINE))
                .isEqualTo(new Places(
                        List.of(Places.Run.of(Places.In.FILE, "/l", 7, 8L + LINE.length())
                                .timed(TIME, TIME)),
                        true));
        assertThat(places(Map.of("host", "web1", "topic", "access", "partition", "3", "offset", "7"), LINE))
                .isEqualTo(new Places(
                        List.of(Places.Run.of(Places.In.TOPIC, "access/3", 7, 8).timed(TIME, TIME)), true));
    }

    @Test
    void whereALineStoodIsNotKnownOfPartsLaterLinesOrNothing() {
        String parts = "{\"host\":\"web1\",\"log\":{\"offset\":5,\"file\":{\"path\":\"/l\"}},\"timestamp\":"
                + "\"02/Mar/2026:20:11:22 +0000\",\"request\":\"/matomo.php?idsite=1&rec=1\",\"clientip\":\"203.0.113.7\"}";

        assertThat(places(FROM_WEB1, LINE)).isEqualTo(Places.UNKNOWN);
        assertThat(places(Map.of(), parts)).isEqualTo(Places.UNKNOWN);
        assertThat(places(Map.of("host", "web1", "file", "/l", "byteoffset", "7"), LINE + "\n" + LINE))
                .satisfies(two -> {
                    assertThat(two.all()).isFalse();
                    assertThat(two.runs()).hasSize(1);
                });
    }

    /** Behind one proxy, in one moment: what only a logged header tells apart is two requests, and the same header is one. */
    @ParameterizedTest
    @EnumSource(
            value = IdentityChoice.class,
            names = {"BYTES", "AUTO", "FILE"})
    void aLoggedHeaderIsPartOfTheContent(IdentityChoice choice) {
        PipelineReader reader = reader(choice);

        long first = identity(only(packs(reader, FROM_WEB1, from("203.0.113.7"))));
        long second = identity(only(packs(reader, FROM_WEB1, from("203.0.113.8"))));
        long again = identity(only(packs(reader, FROM_WEB1, from("203.0.113.7"))));

        assertThat(second).isNotEqualTo(first);
        assertThat(again).isEqualTo(first);
    }

    private static long identity(TrackingRequest request) {
        return RequestIdentity.of(request).orElseThrow().hash();
    }

    private static String from(String client) {
        String line = "{\"time\":\"1772482282.000\",\"client\":\"192.0.2.1\",\"method\":\"GET\",\"uri\":"
                + "\"/matomo.php?idsite=1&rec=1&r=123456\",\"status\":\"204\",\"user-agent\":\"X\",\"x-forwarded-for\":\""
                + client + "\"}";
        return "{\"log\":{\"offset\":4711,\"file\":{\"path\":\"/l\"}},\"message\":\"" + line.replace("\"", "\\\"")
                + "\"}";
    }
}
