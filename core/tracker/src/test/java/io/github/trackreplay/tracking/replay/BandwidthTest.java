/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.RequestOutcome.Recorded;
import io.github.trackreplay.tracking.RequestOutcome.Refused;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plugin Bandwidth, seen in the rows. Whole logs are compared in {@code GoldenTest}. */
class BandwidthTest {
    private static final String PAGE = "url=https%3A%2F%2Fshop.example.com%2Fa&bw_bytes";

    private static Fixture fixture() {
        return new Fixture().columns("log_link_visit_action.bandwidth");
    }

    /** PHP reads it as {@code (int)} does. */
    @ParameterizedTest
    @CsvSource({
        "=1500, 1500",
        "=0, 0",
        "=+20+, 20",
        "=1.9, 1",
        "=.5, 0",
        "=1e3, 1000",
        "=1e30, 9223372036854775807",
        "=9223372036854775808, 9223372036854775807"
    })
    void aNumberIsTheActionsBandwidth(String value, long bytes) {
        Fixture fixture = fixture();
        fixture.play(fixture.request(0, PAGE + value));
        assertThat(fixture.link(1).get("bandwidth")).isEqualTo(new Value.Whole(bytes));
    }

    @ParameterizedTest
    @CsvSource({"=", "=abc", "=12x", "[]=5", "=0x10", "=INF"})
    void anythingElseLeavesTheDefault(String value) {
        Fixture fixture = fixture();
        fixture.play(fixture.request(0, PAGE + value));
        assertThat(fixture.link(1).has("bandwidth")).isFalse();
    }

    @Test
    void aNegativeNumberFailsOnAStrictServerAfterTheVisitWasWritten() {
        Fixture strict = fixture().strict();
        assertThat(strict.play(strict.request(0, PAGE + "=-1")).get(0)).isInstanceOf(Refused.class);
        assertThat(strict.tables.visits).hasSize(1);
        assertThat(strict.tables.links).isEmpty();

        Fixture lenient = fixture();
        assertThat(lenient.play(lenient.request(0, PAGE + "=-1"))).containsExactly(new Recorded());
        assertThat(lenient.link(1).get("bandwidth")).isEqualTo(new Value.Whole(0));
    }

    @Test
    void itTakesNoPartWithoutItsColumn() {
        Fixture fixture = new Fixture();
        fixture.play(fixture.request(0, PAGE + "=5"));
        Columns link = fixture.link(1);
        assertThat(link.has("bandwidth")).isFalse();
    }
}
