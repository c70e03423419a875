/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.api.ApiRequest;
import io.github.trackreplay.tracking.api.ApiRequests;
import io.github.trackreplay.tracking.api.ApiRules;
import io.github.trackreplay.tracking.privacy.ClientAddress;
import io.github.trackreplay.tracking.settings.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is sent to the Tracking API in place of a logged request gives the same rows: each entry is judged as the request of a bulk
 * call from somewhere else, without headers, whose token is a super user's. The rows are those that Matomo's own tracker wrote for
 * the logged requests.
 */
class TrackingApiGoldenTest {
    /** Of the recorded installation's user admin. */
    private static final String ADMIN =
            "741c0651bda9b674c12d0a09577b2a0abd451461ec12fcc4177e4c93fabae14cf81c37bdcd69ae98632f"
                    + "f689c8ac1850cd505af4b00b0d6d830d8e7ce4423761";

    private static final ApiRules RULES = new ApiRules(
            token -> false, new ClientAddress(List.of(), List.of(), true), false, "matomo_ignore", Optional.empty());

    @ParameterizedTest
    @ValueSource(strings = {"mixed", "deep", "pageviews", "geo", "summertime"})
    void theRowsAreThoseOfTheLoggedRequests(String name) throws Exception {
        GoldenFolder folder = GoldenFolder.named(name);
        List<LocatedRequest> sent = new ArrayList<>();
        for (LocatedRequest logged : folder.requests()) {
            if (ApiRequests.of(logged.request(), RULES) instanceof ApiRequest.Call call) {
                sent.add(new LocatedRequest(logged.file(), received(logged.request(), call.text())));
            }
        }
        try (GoldenReplay replay = new GoldenReplay(folder)) {
            replay.run(sent, 500);

            Comparison comparison = new Comparison(replay.expected(), replay.rows(), GoldenHome.incomparable());
            assertThat(comparison.same())
                    .as(comparison.identical() + " of " + comparison.all() + " identical; columns "
                            + comparison.columns() + "\n"
                            + String.join(
                                    "\n",
                                    comparison.differences().stream().limit(5).toList()))
                    .isTrue();
        }
    }

    private static TrackingRequest received(TrackingRequest logged, String entry) {
        return new TrackingRequest(
                logged.line(),
                logged.time(),
                new TrackingRequest.Call(
                        "POST",
                        logged.path(),
                        entry.substring(1),
                        Optional.empty(),
                        Optional.of(Access.HASHED + ADMIN),
                        200),
                new TrackingRequest.Client("192.0.2.250", "", "", "", Map.of()));
    }
}
