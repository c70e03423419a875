/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.status.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopTextTest {
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    private static Status.Stream stream(String name, String state, long recorded, long rejected, long lagSeconds) {
        Map<String, Long> waiting = rejected == 0 ? Map.of() : new TreeMap<>(Map.of("no-time", rejected));
        return new Status.Stream(
                name,
                state,
                true,
                new Status.Signs(Optional.of(NOW), Optional.of(NOW), Optional.empty(), Optional.empty()),
                new Status.Reach(
                        Optional.of(NOW.minusSeconds(lagSeconds)),
                        Optional.of(NOW.minusSeconds(lagSeconds).minusMillis(1))),
                new Status.Requests(
                        0,
                        new TreeMap<>(Map.of("recorded", recorded, "excluded/bot", 10L, "rejected/no-time", rejected)),
                        waiting,
                        Map.of()),
                new Status.Doubts(List.of(), 0),
                List.of());
    }

    private static Status status(Status.Stream... streams) {
        return new Status(
                5,
                Optional.of(NOW.minusSeconds(1)),
                new Status.Reach(Optional.of(NOW.minusSeconds(3)), Optional.of(NOW.minusSeconds(4))),
                Optional.of("web2"),
                7,
                List.of(streams),
                new Status.Outside(Map.of(), Map.of()),
                List.of());
    }

    private static final Status BEFORE =
            status(stream("web1", "active", 100, 0, 1), stream("web2", "active", 50, 2, 3));
    private static final Status AFTER = status(stream("web1", "active", 150, 0, 1), stream("web2", "active", 50, 4, 3));

    @Test
    void ratesAreThoseSinceTheLastLookAndWhatNeedsALookComesFirst() {
        List<String> screen = new TopText(AFTER, Optional.of(BEFORE), Duration.ofSeconds(2), NOW).screen("db", 24, 120);

        assertThat(screen.get(1)).contains("25.0 requests/s", "1.0 rejected/s", "held back 7", "1.0 s ago");
        assertThat(screen.get(2)).contains("2026-11-29T09:59:56Z", "held by web2");
        assertThat(screen.get(5)).startsWith("web2").contains("3.0 s", "0.0", "1.0");
        assertThat(screen.get(6)).startsWith("web1").contains("25.0");
        assertThat(screen).last().asString().contains("! web2: 4 rejected", "trackreplay rejected list");
        assertThat(new TopText(AFTER, Optional.of(BEFORE), Duration.ofSeconds(2), NOW).line())
                .isEqualTo("2026-11-29T10:00:00Z recorded 25.0/s rejected 1.0/s held 7 lag 3.0 s complete-through"
                        + " 2026-11-29T09:59:56Z streams 2 warnings 1");
    }

    /** What the documentation shows is what is shown. */
    @Test
    void theDocumentationHasThisScreen() throws IOException {
        String screen = new TopText(AFTER, Optional.of(BEFORE), Duration.ofSeconds(2), NOW)
                .screen("jdbc:mysql://db/matomo", 24, 120).stream()
                        .map(line -> line.isEmpty() ? "" : "    " + line)
                        .collect(Collectors.joining("\n"));

        assertThat(Files.readString(Path.of("..", "docs", "monitoring.md"))).contains(screen);
    }

    @Test
    void theFirstLookKnowsNoRates() {
        TopText first = new TopText(AFTER, Optional.empty(), Duration.ZERO, NOW);

        assertThat(first.line()).contains("recorded -/s");
        assertThat(first.document()).containsEntry("appliedPerSecond", null);
        assertThat(JsonOption.of(first.document())).contains("\"lagMillis\":3000");
    }

    @Test
    void aScreenIsNeverLargerThanTheTerminal() {
        List<Status.Stream> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(stream("a-frontend-with-a-very-long-name-" + i, "active", i, i % 7, i));
        }
        Status status = status(many.toArray(Status.Stream[]::new));
        for (int lines : new int[] {1, 5, 10, 24, 60}) {
            for (int columns : new int[] {20, 80, 200}) {
                assertThat(new TopText(status, Optional.empty(), Duration.ZERO, NOW).screen("db", lines, columns))
                        .hasSizeLessThanOrEqualTo(Math.max(1, lines - 1))
                        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
            }
        }
        assertThat(new TopText(status, Optional.empty(), Duration.ZERO, NOW).screen("db", 24, 80))
                .anySatisfy(line -> assertThat(line).contains("more (trackreplay stream list)"));
    }
}
