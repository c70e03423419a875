/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose rows once differed from those of a running Matomo 5.2, compared as {@link GoldenTest} does. */
class CasesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "utf8mb3-order",
                "utf8mb3-title",
                "utf8mb3-variable",
                "charset-not-set",
                "config-section-twice",
                "floats",
                "cdt-forms",
                "keyword-charsets"
            })
    void rowsAreThoseOfMatomosOwnTracker(String name) throws SQLException {
        try (GoldenReplay replay = new GoldenReplay(GoldenFolder.caseNamed(name))) {
            replay.run(1000);

            Comparison comparison = new Comparison(replay.expected(), replay.rows(), GoldenHome.incomparable());
            System.out.println(name + ": " + comparison.identical() + " of " + comparison.all() + " visits identical");
            assertThat(comparison.same())
                    .as(String.join(
                            "\n", comparison.differences().stream().limit(5).toList()))
                    .isTrue();
        }
    }
}
