/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.backfill.ImportPlan.LogOfPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImportPlanTest {
    private static final long BEGIN = Instant.parse("2026-03-04T00:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;

    /** A log of an hour, from so many hours on. */
    private static LogOfPlan log(String name, double from, double to) {
        return new LogOfPlan(name, 1000, BEGIN + (long) (from * HOUR), BEGIN + (long) (to * HOUR));
    }

    private static List<String> plan(List<LogOfPlan> logs) {
        return ImportPlan.lines(Map.of("web1", logs));
    }

    @Test
    void filesAreListedByTimeWithTheirSums() {
        assertThat(plan(List.of(log("b", 1, 2), log("a", 0, 1), new LogOfPlan("c", 5, Long.MAX_VALUE, Long.MIN_VALUE))))
                .containsExactly(
                        "web1: 3 log files, 2,005 bytes, 2026-03-04T00:00:00Z to 2026-03-04T02:00:00Z",
                        "  a: 2026-03-04T00:00:00Z to 2026-03-04T01:00:00Z, 1,000 bytes",
                        "  b: 2026-03-04T01:00:00Z to 2026-03-04T02:00:00Z, 1,000 bytes",
                        "  c: no requests, 5 bytes");
    }

    @Test
    void aDistanceLongerThanUsualIsSaid() {
        List<LogOfPlan> logs = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            if (i != 17) {
                logs.add(log("log" + i, i, i + 0.99));
            }
        }
        assertThat(plan(logs))
                .hasSize(2)
                .last()
                .asString()
                .contains("1 h 00 min without requests between log16 and log18: is a log missing?");
    }

    @Test
    void whereThereAreTwoFilesOneThatWouldFitBetweenThemIsMissed() {
        assertThat(plan(List.of(log("a", 0, 2), log("b", 4.5, 6))))
                .last()
                .asString()
                .contains("2 h 30 min without requests between a and b");
        assertThat(plan(List.of(log("a", 0, 2), log("b", 2.5, 6)))).hasSize(3);
    }

    @Test
    void overlapsAreSaid() {
        assertThat(plan(List.of(log("a", 0, 2), log("b", 1.5, 3), log("c", 3, 4))))
                .last()
                .asString()
                .isEqualTo("  b begins 30 min before a ends: what is read of both is applied in the order of time");
    }
}
