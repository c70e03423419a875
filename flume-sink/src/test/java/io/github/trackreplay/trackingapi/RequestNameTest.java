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
        assertThat(pipelines(10, "n=1", RequestIdentity.none()).isLike(name)).isTrue();
        assertThat(pipelines(0, "n=2", RequestIdentity.none()).isLike(name)).isFalse();
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
}
