/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.source.tail.PackTimes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SurveyProgressTest {
    private final StringWriter written = new StringWriter();
    private long now = Long.MAX_VALUE - 1000; // as a nano time may be

    private void survey(boolean terminal, Duration each) {
        try (SurveyProgress progress = new SurveyProgress(new PrintWriter(written), terminal, 3, () -> now)) {
            for (int file = 0; file < 3; file++) {
                PackTimes times = progress.next(pack -> PackTimes.Span.NONE);
                for (int pack = 0; pack < 2; pack++) {
                    now += each.toNanos();
                    times.of(pack());
                }
            }
        }
    }

    private static RawPack pack() {
        LogFile file = new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty());
        return new RawPack(
                new PackHeader(file, 0, 1_500_000, PackHeader.Reading.UNKNOWN, PackHeader.Promise.NONE),
                Optional.empty(),
                List.of());
    }

    @Test
    void everyFewSecondsALineSaysHowFarItIs() {
        survey(false, Duration.ofSeconds(3));

        assertThat(written.toString().lines())
                .containsExactly(
                        "the times of the logs are read first: log file 1 of 3, 3.0 MB so far",
                        "the times of the logs are read first: log file 2 of 3, 6.0 MB so far",
                        "the times of the logs are read first: log file 3 of 3, 9.0 MB so far");
    }

    @Test
    void onATerminalOneLineChangesAndIsGoneAtTheEnd() {
        survey(true, Duration.ofMillis(200));

        assertThat(written.toString())
                .startsWith("\rthe times of the logs are read first: log file 1 of 3, 3.0 MB so far\u001b[K\r")
                .endsWith("\r\u001b[K")
                .doesNotContain("\n");
    }

    @Test
    void ofAQuickOneNothingIsSaid() {
        survey(true, Duration.ofMillis(10));

        assertThat(written.toString()).isEmpty();
    }
}
