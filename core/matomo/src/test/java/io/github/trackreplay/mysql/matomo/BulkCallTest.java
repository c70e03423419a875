/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.BulkCalls;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.RequestOutcome.Refused;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkCallTest {
    private static final long NOON = Instant.parse("2026-03-03T12:00:00Z").toEpochMilli();
    private static final LogFile FILE = new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty());

    private final MatomoDatabase matomo = MatomoDatabase.create();
    private final List<LocatedRequest> requests = new ArrayList<>();

    @AfterEach
    void close() {
        matomo.close();
    }

    /** One bulk call, a page each; {@code ca=1} asks for a plugin that is not there. */
    private void call(String token, String... parameters) {
        for (int i = 0; i < parameters.length; i++) {
            request(requests.size() - i, i, Optional.of(token), parameters[i]);
        }
    }

    private void request(long offset, int index, Optional<String> token, String parameters) {
        requests.add(new LocatedRequest(
                FILE,
                new TrackingRequest(
                        new TrackingRequest.Line(offset, 1, index),
                        NOON,
                        new TrackingRequest.Call(
                                "POST",
                                "/matomo.php",
                                "idsite=1&rec=1&_id=1234567890abcdef&url=https%3A%2F%2Fshop.example.com%2F"
                                        + parameters,
                                Optional.empty(),
                                token,
                                200),
                        new TrackingRequest.Client(
                                "198.51.100.7", "Mozilla/5.0 (X11; Linux x86_64) Firefox/115.0", "", "", Map.of()))));
    }

    private List<RequestOutcome> apply() throws SQLException {
        MatomoApplier applier = new MatomoApplier(
                MatomoHome.none(), "matomo_", () -> Instant.ofEpochMilli(NOON), new SecretRandomness(new byte[] {1}));
        try (Connection connection = matomo.begin()) {
            List<RequestOutcome> outcomes = applier.apply(connection, requests);
            connection.commit();
            return outcomes;
        }
    }

    private String actions() {
        return matomo.value("SELECT GROUP_CONCAT(a.name ORDER BY idlink_va) FROM matomo_log_link_visit_action l"
                + " JOIN matomo_log_action a ON a.idaction = l.idaction_url");
    }

    @Test
    void aRequestForAPluginThatIsGoneTakesItsWholeCallWithIt() throws SQLException {
        call("", "a");
        call("", "b", "c&ca=1", "d");
        call("", "e");

        List<RequestOutcome> outcomes = apply();

        assertThat(outcomes).hasSize(5);
        assertThat(outcomes.subList(1, 4))
                .extracting(outcome -> ((Refused) outcome).reason())
                .containsExactly("bulk-void", "inactive-plugin", "bulk-void");
        assertThat(actions()).isEqualTo("shop.example.com/a,shop.example.com/e");
    }

    @Test
    void voidCallsBetweenOthersLeaveTheOthersAsTheyAre() throws SQLException {
        for (String name : List.of("a", "c", "e")) {
            call("", name, name + "&ca=1");
            call("", name + "1", name + "2", name + "3");
        }

        assertThat(apply())
                .extracting(outcome -> outcome instanceof Refused refused ? refused.reason() : "")
                .containsExactlyElementsOf(
                        Collections.nCopies(3, List.of("bulk-void", "inactive-plugin", "", "", "")).stream()
                                .flatMap(List::stream)
                                .toList());
        assertThat(actions().replace("shop.example.com/", "")).isEqualTo("a1,a2,a3,c1,c2,c3,e1,e2,e3");
    }

    @Test
    void aCutIsMovedBehindTheCallThatItWouldTear() {
        request(0, 0, Optional.empty(), "a");
        call("", "b", "c", "d");
        request(9, 0, Optional.empty(), "e");

        assertThat(IntStream.rangeClosed(0, 5).map(at -> BulkCalls.endOfCall(requests, at)))
                .containsExactly(0, 1, 4, 4, 4, 5);
    }

    @Test
    void anInvalidRequestConcernsNoOtherOfItsCall() throws SQLException {
        call("", "a", "b&cid=short", "c");

        List<RequestOutcome> outcomes = apply();

        assertThat(((Refused) outcomes.get(1)).reason()).isEqualTo("visitor-id-length");
        assertThat(actions()).isEqualTo("shop.example.com/a,shop.example.com/c");
    }

    @Test
    void aRequestOfItsOwnIsRefusedAlone() throws SQLException {
        request(0, 0, Optional.empty(), "a");
        request(1, 0, Optional.empty(), "b&ca=1");

        assertThat(((Refused) apply().get(1)).reason()).isEqualTo("inactive-plugin");
        assertThat(actions()).isEqualTo("shop.example.com/a");
    }
}
