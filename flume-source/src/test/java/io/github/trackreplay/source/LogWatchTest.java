/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source at rest sleeps until its directories change, and looks as often as ever where nobody tells of changes. */
@Timeout(60)
class LogWatchTest {
    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-11-30T00:00:00Z");
    private LogWatch watch;

    @BeforeEach
    void start() {
        assumeThat(System.getProperty("os.name").toLowerCase(Locale.ROOT))
                .as("inotify")
                .contains("linux");
        sleepAtMost(Duration.ofHours(1));
    }

    @AfterEach
    void end() {
        if (watch != null) {
            watch.close();
        }
    }

    private void sleepAtMost(Duration longest) {
        watch = new LogWatch(longest, () -> now);
    }

    private boolean sleep() {
        return watch.sleep(Set.of(directory));
    }

    @Test
    void itIsLookedOnceMoreBeforeTheFirstSleep() {
        assertThat(sleep()).as("begins to watch, sleeps for no hour").isTrue();
    }

    @Test
    void aLineEndsTheSleep() throws Exception {
        Files.writeString(directory.resolve("access.log"), "a line\n");
        sleep();
        Thread sleeping = new Thread(this::sleep);
        sleeping.start();
        Files.writeString(directory.resolve("access.log"), "another line\n");
        sleeping.join(); // which would take an hour
        watch.found();

        assertThat(sleep()).as("watches again").isTrue();
    }

    @Test
    void whoeverIsNotAtRestDoesNotSleep() {
        sleep();

        assertThat(watch.sleep(Set.of())).isFalse();
        assertThat(sleep()).as("begins anew").isTrue();
    }

    @Test
    void besideAFileThatIsWrittenAllTheTimeNobodySleeps() throws IOException {
        for (long pause : new long[] {10, 20, 40, 60, 60}) {
            assertThat(sleep()).isTrue();
            Files.writeString(directory.resolve("error.log"), "something else, at " + now);
            assertThat(sleep()).as("is told").isTrue();
            now = now.plusSeconds(pause).minusMillis(1);
            assertThat(sleep()).as("looks as often as ever for %s s", pause).isFalse();
            now = now.plusMillis(1);
        }
    }

    @Test
    void whereNobodyTellsOfALineTheSourceLooksAsOftenAsEver() {
        sleep();
        watch.found();
        now = now.plus(Duration.ofHours(1)).minusMillis(1);
        assertThat(sleep()).isFalse();
        now = now.plusMillis(1);

        assertThat(sleep()).as("tries again").isTrue();
    }

    @Test
    void aSleepEndsByItself() {
        watch.close();
        sleepAtMost(Duration.ofMillis(1));
        sleep();

        assertThat(sleep()).as("nothing has changed").isTrue();
        assertThat(sleep()).as("sleeps on").isTrue();
    }

    @Test
    void aDirectoryThatIsGoneIsNotWatched() {
        assertThat(watch.sleep(Set.of(directory.resolve("gone")))).isFalse();
        assertThat(sleep()).as("nor is another one, for an hour").isFalse();
    }

    @Test
    void flumesInterruptEndsTheSleepAndIsKept() {
        sleep();
        Thread.currentThread().interrupt();

        assertThat(sleep()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }
}
