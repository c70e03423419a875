/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.trackreplay.source.tail.Histories.Step;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A history that fails can be run again by what its failure says. */
class HistoriesTest {
    private static final Pattern AGAIN = Pattern.compile("seed (\\d+): -Dhistory=\"([^\"]+)\"");

    private enum Happening {
        CALL,
        POLL,
        RENAME
    }

    private final Histories<Happening> histories =
            new Histories<>("a planted fault", Happening.class, HistoriesTest::random, HistoriesTest::run);

    private static List<Step<Happening>> random(Random random) {
        return Stream.generate(() ->
                        new Step<>(Happening.values()[random.nextInt(Happening.values().length)], random.nextInt(10)))
                .limit(20)
                .toList();
    }

    /** Stands for a reader that loses what is called between two renamings without a poll: one history in ten has that. */
    private static void run(Directory directory, List<Step<Happening>> steps, Histories.Told told) {
        String all = steps.stream().map(Step::toString).collect(Collectors.joining(" "));
        assertThat(all).as("what comes of " + all).doesNotContainPattern("RENAME:7 (CALL:\\d )+RENAME");
    }

    @Test
    void aFailingSeedPrintsAHistoryThatFailsAgainInTheSameWay() {
        assumeThat(System.getProperty("history")).isNull();

        Throwable failure = catchThrowable(histories::inMemory);

        assertThat(failure).isInstanceOf(AssertionError.class);
        Matcher again = AGAIN.matcher(failure.getMessage());
        assertThat(again.find()).as(failure.getMessage()).isTrue();
        String history = again.group(2);
        assertThat(random(new Random(Integer.parseInt(again.group(1)))).stream()
                        .map(Step::toString)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(history);
        assertThat(catchThrowable(() -> histories.run(history)).getCause().getMessage())
                .isEqualTo(failure.getCause().getMessage());
    }
}
