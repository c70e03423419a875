/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Runs only where a checkout of the upstream library is at hand: {@code -Dtrackreplay.deviceDetector=DIRECTORY}. */
@EnabledIfSystemProperty(named = "trackreplay.deviceDetector", matches = ".+")
class FixtureTest {
    @Test
    void atLeast999Of1000PublishedFixturesAreRightInEveryField() throws IOException {
        Path checkout = Path.of(System.getProperty("trackreplay.deviceDetector"));
        FixtureCheck.Tally tally = FixtureCheck.compare(
                FixtureCheck.detection(checkout.resolve("regexes")),
                FixtureCheck.read(checkout.resolve("Tests/fixtures")),
                20);
        tally.print();
        assertThat(tally.all).isPositive();
        assertThat(tally.right * 1000L).isGreaterThanOrEqualTo(tally.all * 999L);
    }
}
