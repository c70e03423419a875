/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.accesslog.AccessLogEntry;
import io.github.trackreplay.accesslog.Answer;
import io.github.trackreplay.accesslog.Unreadable;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackerPaths;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.request.LineOutcome.Skipped;
import io.github.trackreplay.request.LineOutcome.Skipped.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestReaderTest {
    private static final RequestReader READER = new RequestReader(TrackerPaths.of("/matomo.php /piwik.php"));
    private static final RawLine LINE = new RawLine(100, 50, "a line with /matomo.php".getBytes(UTF_8), false);

    private static AccessLogEntry entry(String method, String path, String query, String body, Map<String, String> h) {
        return new AccessLogEntry(
                7,
                new AccessLogEntry.Call(method, path, query, body.getBytes(ISO_8859_1), Optional.empty()),
                new AccessLogEntry.Caller("1.1.1.1", "ua", "ref", "de", h),
                200,
                Answer.NONE);
    }

    private static LineOutcome get(String path, String query) {
        return READER.read(LINE, entry("GET", path, query, "", Map.of()));
    }

    private static LineOutcome post(String query, String body) {
        return READER.read(LINE, entry("POST", "/matomo.php", query, body, Map.of()));
    }

    private static TrackingRequest one(LineOutcome outcome) {
        assertThat(outcome).isInstanceOf(LineOutcome.Requests.class);
        assertThat(outcome.entries()).hasSize(1);
        return (TrackingRequest) outcome.entries().get(0);
    }

    private static RejectedLine rejected(LineOutcome outcome) {
        assertThat(outcome).isInstanceOf(LineOutcome.Rejected.class);
        return (RejectedLine) outcome.entries().get(0);
    }

    @Test
    void aCallOfTheTrackerIsARequest() {
        assertThat(one(get("/matomo.php", "idsite=1")))
                .isEqualTo(new TrackingRequest(
                        new TrackingRequest.Line(100, 50),
                        7,
                        TrackingRequest.Call.get("/matomo.php", "idsite=1"),
                        new TrackingRequest.Client("1.1.1.1", "ua", "ref", "de", Map.of())));
    }

    @Test
    void onlyTheRequestsOwnPathCounts() {
        for (String path : List.of("/stats/MATOMO.php", "/js/piwik.PHP", "//matomo.php")) {
            assertThat(get(path, "a=1")).as(path).isInstanceOf(LineOutcome.Requests.class);
        }
        for (String path : List.of("/robots.txt", "/piwik.php.bak", "/matomo.php/", "/xmatomo.php", "", "matomo.php")) {
            assertThat(get(path, "u=/matomo.php")).as(path).isEqualTo(new Skipped(Reason.OTHER_PATH));
        }
    }

    @Test
    void declaredPathsReplaceTheUsualOnes() {
        RequestReader reader = new RequestReader(TrackerPaths.of(" /js/  /Tracker.PHP"));
        assertThat(reader.read(LINE, entry("GET", "/a/tracker.php", "a=1", "", Map.of()))
                        .entries())
                .hasSize(1);
        assertThat(reader.read(LINE, entry("GET", "/a/js/", "a=1", "", Map.of()))
                        .entries())
                .hasSize(1);
        assertThat(reader.read(LINE, entry("GET", "/matomo.php", "a=1", "", Map.of()))
                        .entries())
                .isEmpty();
    }

    @Test
    void aCallWithoutParametersIsSkipped() {
        for (String query : List.of("", "&", "&&", "=", "=x&=y")) {
            assertThat(get("/matomo.php", query)).as(query).isEqualTo(new Skipped(Reason.NO_PARAMETERS));
        }
        assertThat(get("/matomo.php", "&a")).isInstanceOf(LineOutcome.Requests.class);
    }

    @Test
    void methodsThatNeverReachTheTrackerAreSkipped() {
        for (String method : List.of("OPTIONS", "TRACE", "CONNECT")) {
            assertThat(READER.read(LINE, entry(method, "/matomo.php", "a=1", "", Map.of())))
                    .isEqualTo(new Skipped(Reason.OTHER_METHOD));
        }
        for (String method : List.of("HEAD", "POST", "PUT")) {
            assertThat(one(READER.read(LINE, entry(method, "/matomo.php", "a=1", "", Map.of())))
                            .method())
                    .isEqualTo(method);
        }
        assertThat(one(READER.read(LINE, entry("", "/matomo.php", "a=1", "", Map.of())))
                        .method())
                .isEqualTo("GET");
    }

    @Test
    void aFormBodyStaysBesideTheQuery() {
        TrackingRequest request = one(post("idsite=1", "rec=1&x=\u00c3\u00a9"));
        assertThat(request.query()).isEqualTo("idsite=1");
        assertThat(request.body()).contains("rec=1&x=%C3%A9");
        assertThat(one(post("", "idsite=1")).body()).contains("idsite=1");
    }

    @Test
    void aFormBodyCountsWithPostOnly() {
        assertThat(READER.read(LINE, entry("PUT", "/matomo.php", "", "idsite=1", Map.of())))
                .isEqualTo(new Skipped(Reason.NO_PARAMETERS));
    }

    @Test
    void aBodyThatIsNoFormCountsAsNothing() {
        Map<String, String> json = Map.of("content-type", "application/json");
        assertThat(READER.read(LINE, entry("POST", "/matomo.php", "", "{\"a\":1}", json)))
                .isEqualTo(new Skipped(Reason.NO_PARAMETERS));
        assertThat(one(READER.read(LINE, entry("POST", "/matomo.php", "a=1", "{\"a\":1}", json)))
                        .body())
                .isEmpty();
    }

    @Test
    void aFormInPartsIsReadAndCarriedAsAnEncodedOne() {
        Map<String, String> multipart = Map.of("content-type", "Multipart/Form-Data; boundary=x");
        String body = "--x\r\nContent-Disposition: form-data; name=\"rec\"\r\n\r\n1\r\n--x--\r\n";
        TrackingRequest request =
                (TrackingRequest) READER.read(LINE, entry("POST", "/matomo.php", "a=1", body, multipart))
                        .entries()
                        .get(0);
        assertThat(request.body()).contains("rec=1");
        assertThat(request.headers()).containsEntry("content-type", "application/x-www-form-urlencoded");
    }

    @Test
    void aFormInPartsIsNoBulkCall() {
        Map<String, String> multipart = Map.of("content-type", "multipart/form-data; boundary=x");
        String body = "--x\r\nContent-Disposition: form-data; name=\"requests\"\r\n\r\n1\r\n--x--\r\n";
        TrackingRequest request =
                (TrackingRequest) READER.read(LINE, entry("POST", "/matomo.php", "a=1", body, multipart))
                        .entries()
                        .get(0);
        assertThat(request.bulkToken()).isEmpty();
        assertThat(request.body()).contains("requests=1");
    }

    @Test
    void aBodyCountsByItsTypeUpToTheFirstSemicolonCommaOrBlank() {
        for (String type : List.of(
                "application/x-www-form-urlencoded",
                "APPLICATION/X-WWW-Form-Urlencoded",
                "application/x-www-form-urlencoded; charset=utf-8",
                "application/x-www-form-urlencoded, text/plain",
                "application/x-www-form-urlencoded x")) {
            assertThat(bodyOf(type)).as(type).contains("b=2");
        }
        for (String type : List.of(
                "",
                "text/plain;charset=UTF-8",
                "application/json",
                "application/x-www-form-urlencoded2",
                "multipart/form-data")) {
            assertThat(bodyOf(type)).as(type).isEmpty();
        }
    }

    @Test
    void aBodyCountsAsAFormWhereNobodyLoggedItsType() {
        TrackingRequest request =
                (TrackingRequest) READER.read(LINE, entry("POST", "/matomo.php", "a=1", "b=2", Map.of()))
                        .entries()
                        .get(0);
        assertThat(request.body()).contains("b=2");
    }

    private static Optional<String> bodyOf(String type) {
        TrackingRequest request = (TrackingRequest)
                READER.read(LINE, entry("POST", "/matomo.php", "a=1", "b=2", Map.of("content-type", type)))
                        .entries()
                        .get(0);
        return request.body();
    }

    @Test
    void aBulkCallIsItsRequests() {
        LineOutcome outcome = post(
                "ignored=1",
                "{\"requests\":[\"?idsite=1&rec=1&a=%20\",{\"idsite\":2,\"rec\":true}],\"token_auth\":\"secret\"}");
        assertThat(outcome.entries()).hasSize(2);
        TrackingRequest first = (TrackingRequest) outcome.entries().get(0);
        TrackingRequest second = (TrackingRequest) outcome.entries().get(1);
        assertThat(first.query()).isEqualTo("idsite=1&rec=1&a=%20");
        assertThat(first.index()).isZero();
        assertThat(second.query()).isEqualTo("idsite=2&rec=1");
        assertThat(second.index()).isEqualTo(1);
        assertThat(List.of(first, second)).allSatisfy(r -> {
            assertThat(r.bulkToken()).contains("secret");
            assertThat(r.body()).isEmpty();
            assertThat(r.offset()).isEqualTo(100);
            assertThat(r.length()).isEqualTo(50);
        });
    }

    @Test
    void aBulkCallThatWouldGrowWithoutMeasureIsRejected() {
        String body = "{\"requests\":[" + "\"?idsite=1&rec=1\",".repeat(999) + "\"?idsite=1&rec=1\"]}";
        assertThat(body.length()).isGreaterThan(18_000);

        LineOutcome usual = bulk("Mozilla/5.0 " + "x".repeat(100), body);
        LineOutcome hostile = bulk("x".repeat(20_000), body);

        assertThat(usual.entries()).hasSize(1000);
        assertThat(rejected(hostile).reason()).isEqualTo("bulk-too-large");
    }

    @Test
    void whatABulkCallGrowsToIsCountedInTheBytesOfItsDocuments() {
        String body = "{\"requests\":[" + "\"?idsite=1&rec=1&url=http%3A%2F%2Fshop.example\",".repeat(3999)
                + "\"?idsite=1&rec=1\"]}";

        assertThat(bulk("e".repeat(1000), body).entries()).hasSize(4000);
        for (String character : List.of("\u20ac", "\ud83d\ude00", "\u0001", "\"")) {
            assertThat(rejected(bulk(character.repeat(1000), body)).reason())
                    .as(character)
                    .isEqualTo("bulk-too-large");
        }
    }

    @Test
    void aBulkCallWhoseNamesMultiplyIsRejectedBeforeItGrows() {
        String body = "{\"requests\":[{\"" + "n".repeat(500_000) + "\":[" + "1,".repeat(249_999)
                + "1]}]}"; // 125 GB as a query
        assertThat(rejected(bulk("Mozilla/5.0", body)).reason()).isEqualTo("bulk-too-large");
    }

    private static LineOutcome bulk(String userAgent, String body) {
        RawLine line = new RawLine(0, body.length() + userAgent.length() + 200, new byte[0], false);
        byte[] bytes = body.getBytes(ISO_8859_1);
        return READER.read(
                line,
                new AccessLogEntry(
                        7,
                        new AccessLogEntry.Call("POST", "/matomo.php", "", bytes, Optional.empty()),
                        new AccessLogEntry.Caller("1.1.1.1", userAgent, "", "", Map.of()),
                        200,
                        Answer.NONE));
    }

    @Test
    void aRequestOfABulkCallWithoutTokenStillSaysThatItIsOne() {
        LineOutcome outcome = post("", "{\"requests\":[\"?idsite=1&rec=1\"]}");
        assertThat(((TrackingRequest) outcome.entries().get(0)).bulkToken()).contains("");
        TrackingRequest single =
                (TrackingRequest) post("idsite=1", "rec=1").entries().get(0);
        assertThat(single.bulkToken()).isEmpty();
    }

    @Test
    void aNameInAnObjectStaysWhatItIs() {
        LineOutcome outcome =
                post("", "{\"requests\":[{\"idsite\":1,\"token.auth\":\"t\",\"url[]\":\"x\",\"cvar\":{\"a.b\":1}}]}");
        assertThat(((TrackingRequest) outcome.entries().get(0)).query()).isEqualTo("idsite=1&cvar%5Ba.b%5D=1");
    }

    @Test
    void aBulkCallWithoutRequestsIsSkipped() {
        for (String body :
                List.of("{\"requests\":[]}", "{\"requests\":[\"no query\",null,7,{}]}", "{\"requests\":5}")) {
            assertThat(post("a=1", body)).as(body).isEqualTo(new Skipped(Reason.EMPTY_BULK));
        }
    }

    @Test
    void aBulkCallThatIsCutIsRejected() {
        RejectedLine line = rejected(post("", "{\"requests\":[\"?idsite=1"));
        assertThat(line.reason()).isEqualTo("unreadable-body");
        assertThat(line.raw()).isEqualTo(LINE.bytes());
    }

    @Test
    void anUnreadableLineWithATrackerPathIsRejected() {
        RejectedLine line = rejected(READER.read(LINE, new Unreadable("no-time", "Why.")));
        assertThat(line.reason()).isEqualTo("no-time");
        assertThat(line.detail()).isEqualTo("Why.");
        assertThat(line.offset()).isEqualTo(100);
        assertThat(line.length()).isEqualTo(50);
        assertThat(line.raw()).isEqualTo(LINE.bytes());
    }

    @Test
    void anUnreadableLineWithoutOneIsSkipped() {
        RawLine garbage = new RawLine(0, 5, "\u0016\u0003".getBytes(UTF_8), false);
        assertThat(READER.read(garbage, new Unreadable("unreadable-line", "")))
                .isEqualTo(new Skipped(Reason.OTHER_PATH));
    }

    @Test
    void anOverlongLineIsRejectedWithItsStart() {
        RawLine overlong = new RawLine(0, 2_000_000, new byte[100_000], true);
        RejectedLine line = rejected(READER.read(overlong, new Unreadable("unreadable-line", "")));
        assertThat(line.reason()).isEqualTo("overlong");
        assertThat(line.length()).isEqualTo(2_000_000);
        assertThat(line.raw()).hasSize(64 << 10);
    }

    @Test
    void aPartWhoseRestIsNotThereHasItsOwnReasonAndRemedy() {
        String part = "2026-03-02T20:11:22Z stdout P 203.0.113.7 - - [02/Mar/2026:20:11:22 +0000] \"GET /matomo.php?a=";
        RawLine raw = new RawLine(0, part.length() + 1L, part.getBytes(UTF_8), false);
        RejectedLine line = rejected(READER.read(raw, new Unreadable("unreadable-line", "")));
        assertThat(line.reason()).isEqualTo("part-of-line");
        assertThat(line.detail()).contains("max-size", "max_container_log_line_size");
        assertThat(line.raw()).isEqualTo(raw.bytes());
    }

    @Test
    void theRestOfALineThatBeganElsewhereIsNotReadByItselfAndSaysSo() {
        String rest = "2026-03-02T20:11:22Z stdout F 203.0.113.7 - - [02/Mar/2026:20:11:22 +0000] \"GET /matomo.php?a=1"
                + " HTTP/1.1\" 200 43 \"-\" \"-\"";
        RawLine raw = new RawLine(0, rest.length() + 1L, rest.getBytes(UTF_8), true);
        RejectedLine line = rejected(READER.read(raw, new Unreadable("unreadable-line", "")));
        assertThat(line.reason()).isEqualTo("rest-of-line");
        assertThat(line.detail()).contains("the rest of one", "file before");
        assertThat(line.raw()).isEqualTo(raw.bytes());
    }

    @Test
    void whatAContainerSaysOnStandardErrorIsNoCallThatCannotBeRead() {
        String warning =
                "2026-03-02T20:11:22Z stderr F 2026/03/02 20:11:22 [warn] 7#7: *1 buffered, request: \"POST /matomo.php\"";
        RawLine raw = new RawLine(0, warning.length() + 1L, warning.getBytes(UTF_8), false);
        assertThat(READER.read(raw, new Unreadable("unreadable-line", "")))
                .isInstanceOfSatisfying(
                        LineOutcome.Rejected.class,
                        rejected -> assertThat(rejected.line().reason()).isEqualTo("standard-error"));
    }

    @Test
    void everyOutcomeHasItsEntries() {
        List<? extends PackEntry> none = get("/other", "a=1").entries();
        assertThat(none).isEmpty();
    }
}
