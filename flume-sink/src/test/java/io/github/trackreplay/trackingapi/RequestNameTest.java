/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.RequestIdentity.Kind;
import io.github.trackreplay.event.TrackingRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestNameTest {
    private static final LogFile PIPELINE = PipelineLog.of("web");

    private static TrackingRequest request(long offset, String query) {
        return new TrackingRequest(
                new TrackingRequest.Line(offset, 10),
                1000,
                TrackingRequest.Call.get("/matomo.php", query),
                new TrackingRequest.Client("192.0.2.1", "", "", "", Map.of()));
    }

    private static RequestName pipelines(long offset, String query, RequestIdentity identity) {
        return RequestName.of(new LocatedRequest(PIPELINE, identity.put(request(offset, query))));
    }

    @Test
    void aLogFilesRequestIsNamedByItsPlace() {
        LogFile file = new LogFile("web", new Fingerprint("a".repeat(64)), 1, Optional.empty());
        RequestName name = RequestName.of(new LocatedRequest(file, request(70, "n=1")));
        assertThat(name).isEqualTo(new RequestName("web", "a".repeat(64), 70, 0));
        assertThat(name.isAmbiguous()).isFalse();
    }

    @Test
    void aPipelinesRequestIsNamedByWhatItIsWhereverItsBytesAreNumbered() {
        RequestIdentity one = RequestIdentity.of(Kind.FILE, "f", "1");
        RequestIdentity two = RequestIdentity.of(Kind.FILE, "f", "2");
        RequestName name = pipelines(0, "n=1", one);

        assertThat(pipelines(700, "n=1", one)).isEqualTo(name);
        assertThat(pipelines(0, "n=1", two)).isNotEqualTo(name);
        assertThat(pipelines(0, "n=2", one)).isNotEqualTo(name);
        assertThat(name.isAmbiguous()).isFalse();
    }

    @Test
    void ofEqualRequestsThatNothingTellsApartEachHasItsName() {
        RequestName name = pipelines(0, "n=1", RequestIdentity.none());
        assertThat(pipelines(0, "n=1", RequestIdentity.none())).isEqualTo(name);
        assertThat(pipelines(10, "n=1", RequestIdentity.none())).isNotEqualTo(name);
        assertThat(pipelines(0, "n=2", RequestIdentity.none())).isNotEqualTo(name);
        assertThat(pipelines(10, "n=1", RequestIdentity.none()).anywhere()).isEqualTo(name.anywhere());
        assertThat(pipelines(0, "n=2", RequestIdentity.none()).anywhere()).isNotEqualTo(name.anywhere());
        assertThat(RequestPositions.read(RequestPositions.write(List.of(name), Map.of()), new HashMap<>()))
                .containsExactly(name);
    }

    @Test
    void aPipelinesNameIsReadBackAndOneOfAnOlderJournalIsAmbiguous() {
        RequestName name = pipelines(0, "n=1", RequestIdentity.of(Kind.REQUEST_ID, "x"));
        Map<RequestName, Uncounted> uncounted = new HashMap<>();
        Map<RequestName, Uncounted> read = new HashMap<>();
        uncounted.put(name, Uncounted.REFUSED);

        assertThat(RequestPositions.read(RequestPositions.write(List.of(name), uncounted), read))
                .containsExactly(name);
        assertThat(read).isEqualTo(uncounted);
        String older = "web\t" + PipelineLog.fingerprint().hex() + "\t0.0";
        assertThat(RequestPositions.read(older, new HashMap<>()))
                .singleElement()
                .matches(RequestName::isAmbiguous);
    }

    private static TrackingRequest from(
            long offset, String path, Optional<String> bulkToken, TrackingRequest.Client client) {
        TrackingRequest.Call call =
                new TrackingRequest.Call("GET", path, "idsite=1&rec=1", Optional.empty(), bulkToken, 200);
        return new TrackingRequest(new TrackingRequest.Line(offset, 10), 1000, call, client);
    }

    private static TrackingRequest.Client client(String referrer, String language, Map<String, String> headers) {
        return new TrackingRequest.Client("192.0.2.1", "agent", referrer, language, headers);
    }

    private static RequestName ofNone(TrackingRequest request) {
        return RequestName.of(
                new LocatedRequest(PIPELINE, RequestIdentity.none().put(request)));
    }

    /** One is sent, the ledger goes back, and others come, from other places. */
    @Test
    void behindARollbackNoRequestIsKnownAsOneThatMakesAnotherCall() {
        Map<String, String> forwarded = Map.of("x-forwarded-for", "198.51.100.1");
        TrackingRequest.Client client = client("https://a.example/", "de", forwarded);
        Optional<String> none = Optional.empty();
        RequestName one = ofNone(from(0, "/matomo.php", none, client));
        SentBook book = new SentBook(List.of(new SendJournal.Sent(1, true, List.of(one), Map.of())));

        assertThat(List.of(
                        from(10, "/matomo.php", none, client("https://b.example/", "de", forwarded)),
                        from(10, "/matomo.php", none, client("https://a.example/", "fr", forwarded)),
                        from(10, "/matomo.php", none, client("https://a.example/", "de", Map.of())),
                        from(10, "/matomo.php", none, client.withHeaders(Map.of("x-forwarded-for", "198.51.100.2"))),
                        from(10, "/matomo.php", none, client.withHeaders(Map.of("cookie", "198.51.100.1"))),
                        from(10, "/piwik.php", none, client),
                        from(10, "/matomo.php", Optional.of("token"), client)))
                .allSatisfy(
                        other -> assertThat(book.known(List.of(ofNone(other)))).containsExactly(ofNone(other)));
        assertThat(book.known(List.of(ofNone(from(10, "/matomo.php", none, client)))))
                .containsExactly(one);
    }

    @Test
    void theOrderInWhichHeadersStandTellsNothing() {
        Map<String, String> one = new LinkedHashMap<>();
        Map<String, String> two = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            one.put("sec-ch-ua-" + i, "v" + i);
            two.put("sec-ch-ua-" + (19 - i), "v" + (19 - i));
        }
        assertThat(ofNone(from(0, "/matomo.php", Optional.empty(), client("", "", one))))
                .isEqualTo(ofNone(from(0, "/matomo.php", Optional.empty(), client("", "", two))));
    }
}
