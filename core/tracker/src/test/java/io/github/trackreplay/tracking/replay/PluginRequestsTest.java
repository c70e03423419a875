/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.RequestOutcome.Recorded;
import io.github.trackreplay.tracking.RequestOutcome.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are for a plugin alone. */
class PluginRequestsTest {
    private static final String PAGE = "_id=1234567890abcdef&url=https%3A%2F%2Fshop.example.com%2Fa";

    @ParameterizedTest
    @CsvSource({
        "ma_id=x1&ca=1, MediaAnalytics",
        "fa_vid=x1&ca=1, FormAnalytics",
        "hsr_vid=x1&ca=1, HeatmapSessionRecording",
        "cra=Error&ca=1, CrashAnalytics",
        "ma_id=x1, MediaAnalytics"
    })
    void oneOfAnActivePluginIsSetAsideInItsName(String more, String plugin) {
        Fixture fixture = new Fixture().plugins("Goals", plugin);
        assertThat(fixture.play(fixture.page(0, "/"), fixture.request(1, PAGE + "&" + more), fixture.page(2, "/b")))
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(Recorded.class),
                        second -> assertThat(second)
                                .isInstanceOfSatisfying(
                                        Refused.class,
                                        refused -> assertThat(refused.reason()).isEqualTo("plugin:" + plugin)),
                        third -> assertThat(third).isInstanceOf(Recorded.class));
        assertThat(fixture.visit(1).whole("visit_total_actions", 0)).isEqualTo(2);
    }

    @Test
    void anActionOfAPluginThatNobodyKnowsIsSetAsideForIt() {
        for (String[] plugins : new String[][] {{"Goals", "HouseStats"}, {"Goals", "HouseStats", "OtherStats"}}) {
            Fixture fixture = new Fixture().plugins(plugins);
            String reason = plugins.length == 2 ? "plugin:HouseStats" : "plugin:unknown";
            assertThat(fixture.play(
                            fixture.request(0, PAGE + "&hs_id=1&ca=1"),
                            fixture.request(1, PAGE + "&download=https%3A%2F%2Fshop.example.com%2Fx.pdf&ca=1"),
                            fixture.request(2, PAGE)))
                    .satisfiesExactly(
                            first -> assertThat(first).isInstanceOfSatisfying(Refused.class, refused -> {
                                assertThat(refused.reason()).isEqualTo(reason);
                                assertThat(refused.detail()).contains("HouseStats");
                            }),
                            second -> assertThat(second).isInstanceOf(Recorded.class),
                            third -> assertThat(third).isInstanceOf(Recorded.class));
            assertThat(fixture.tables.visits).hasSize(1);
        }
    }

    @Test
    void oneOfAPluginThatIsNotActiveIsWhatMatomoMakesOfIt() {
        Fixture fixture = new Fixture().plugins("Goals");
        assertThat(fixture.play(fixture.request(0, PAGE + "&ma_id=x1&ca=1"), fixture.request(1, PAGE + "&ma_id=x1")))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isInstanceOfSatisfying(
                                        Refused.class,
                                        refused -> assertThat(refused.reason()).isEqualTo("inactive-plugin")),
                        second -> assertThat(second).isInstanceOf(Recorded.class));
    }
}
