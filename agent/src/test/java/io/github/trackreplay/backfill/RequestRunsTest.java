/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.TrackingRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRunsTest {
    private static TrackingRequest request(long offset, int index) {
        return new TrackingRequest(
                new TrackingRequest.Line(offset, 200, index),
                0,
                TrackingRequest.Call.get("/matomo.php", ""),
                new TrackingRequest.Client("", "", "", "", Map.of()));
    }

    @Test
    void nothingBehindTheLastThatWasAddedBelongs() {
        RequestRuns runs = new RequestRuns();
        assertThat(runs.contains(request(0, 0))).isFalse();

        runs.add(request(0, 0), true);
        runs.add(request(200, 0), true);

        assertThat(runs.contains(request(200, 0))).isTrue();
        assertThat(runs.contains(request(200, 1))).isFalse();
        assertThat(runs.contains(request(400, 0))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.5, 0.99, 1})
    void itKnowsWhichRequestsBelong(double share) {
        Random random = new Random(5);
        RequestRuns runs = new RequestRuns();
        Map<TrackingRequest, Boolean> model = new LinkedHashMap<>();
        long offset = 0;
        for (int line = 0; line < 5000; line++) {
            offset += 200 + random.nextInt(100_000);
            for (int index = 0; index <= random.nextInt(3); index++) {
                boolean belongs = random.nextDouble() < share;
                model.put(request(offset, index), belongs);
                runs.add(request(offset, index), belongs);
            }
        }
        model.forEach((request, belongs) ->
                assertThat(runs.contains(request)).as("%s", request).isEqualTo(belongs));
    }
}
