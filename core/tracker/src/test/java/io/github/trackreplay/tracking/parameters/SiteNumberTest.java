/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.TrackingRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SiteNumberTest {
    private static final List<String> PIECES = List.of(
            "idsite",
            "idsite",
            "idsite=",
            "=",
            "&",
            "&",
            "&",
            "7",
            "12",
            "0",
            "1.0",
            "1e2",
            "%69dsite",
            "%20",
            "+",
            "[]",
            "[a]",
            "%00",
            ".",
            "_",
            "-1",
            "999999999",
            "9999999999",
            "x",
            "url=https%3A%2F%2Fa.example",
            "rec=1",
            "é",
            "%26%2349;");

    private static TrackingRequest request(String query, Optional<String> body) {
        return new TrackingRequest(
                new TrackingRequest.Line(0, 1),
                0,
                new TrackingRequest.Call("GET", "/matomo.php", query, body, Optional.empty(), 200),
                new TrackingRequest.Client("192.0.2.1", "", "", "", Map.of()));
    }

    /** Whatever is asked, it is what the whole reading says. */
    @Test
    void isWhatTheParametersSay() {
        Random random = new Random(7);
        int named = 0;
        for (int i = 0; i < 30_000; i++) {
            StringBuilder query = new StringBuilder();
            for (int n = random.nextInt(9); n > 0; n--) {
                query.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            Optional<String> body = random.nextInt(4) == 0 ? Optional.of("idsite=5") : Optional.empty();
            TrackingRequest request = request(query.toString(), body);
            long site = RequestParameters.of(request, true).get(Parameter.SITE);

            assertThat(SiteNumber.of(request)).as(query.toString()).isEqualTo(site);
            named += site == 0 ? 0 : 1;
        }
        assertThat(named).isGreaterThan(3_000);
    }

    @Test
    void behindAThousandPairsNoneCounts() {
        String query = "a=1&".repeat(1000) + "idsite=3";

        assertThat(SiteNumber.of(request(query, Optional.empty()))).isZero();
        assertThat(SiteNumber.of(request(query.substring(4), Optional.empty()))).isEqualTo(3);
    }
}
