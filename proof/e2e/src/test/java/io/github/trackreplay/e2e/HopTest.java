/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** How long a line takes to become a row by way of a collector. Only with {@code -Dtrackreplay.latency=true}; prints figures. */
@EnabledIfSystemProperty(named = "trackreplay.latency", matches = "true")
class HopTest {
    @TempDir
    Path directory;

    @Test
    void aLineBecomesARowByWayOfACollector() throws Exception {
        try (Frontend frontend = new Frontend(directory)) {
            Latencies.measure("line to row over a hop", frontend::line);
        }
    }
}
