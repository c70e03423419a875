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
    private boolean awaited;
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

    /** After a look at the present time, while nobody waits. */
    private boolean sleep() {
        return sleep(now);
    }

    private boolean sleep(Instant looked) {
        return watch.sleep(Set.of(directory), looked.toEpochMilli(), () -> !awaited);
    }

    private void begin() {
        assertThat(sleep()).as("only begins to watch").isFalse();
        now = now.plusMillis(1);
    }

    @Test
    void theLogsAreLookedAtOnceMoreBeforeTheFirstSleep() throws IOException {
        Instant before = now;
        begin();
        Files.writeString(directory.resolve("access.log"), "a line\n");

        assertThat(sleep(before)).as("looked at before it was watched").isFalse();
        assertThat(sleep()).as("is told").isTrue();
    }

    @Test
    void whoWaitsForTheSourceEndsTheSleep() {
        begin();
        awaited = true;

        assertThat(sleep()).as("sleeps for no hour").isTrue();
    }

    @Test
    void aLineEndsTheSleep() throws Exception {
        Path log = Files.writeString(directory.resolve("access.log"), "a line\n");
        begin();
        Thread sleeping = new Thread(this::sleep);
        sleeping.start();
        Files.writeString(log, "another line\n");
        sleeping.join(); // which would take an hour
        watch.found();

        begin();
        Files.writeString(log, "a third line\n");
        assertThat(sleep()).as("watches again").isTrue();
    }

    @Test
    void whoeverIsNotAtRestDoesNotSleep() throws IOException {
        begin();

        assertThat(watch.sleep(Set.of(), now.toEpochMilli(), () -> true)).isFalse();
        Files.writeString(directory.resolve("access.log"), "a line\n");
        begin();
        Files.writeString(directory.resolve("access.log"), "another line\n");
        assertThat(sleep()).isTrue();
    }

    @Test
    void besideAFileThatIsWrittenAllTheTimeNobodySleeps() throws IOException {
        for (long pause : new long[] {10, 20, 40, 60, 60}) {
            begin();
            Files.writeString(directory.resolve("error.log"), "something else, at " + now);
            assertThat(sleep()).as("is told").isTrue();
            Instant told = now;
            now = told.plusSeconds(pause).minusMillis(1);
            assertThat(sleep()).as("looks as often as ever for %s s", pause).isFalse();
            assertThat(sleep()).as("and does not watch").isFalse();
            now = told.plusSeconds(pause);
        }
    }

    @Test
    void whereNobodyTellsOfALineTheSourceLooksAsOftenAsEver() throws IOException {
        begin();
        watch.found();
        Instant found = now;
        now = found.plus(Duration.ofHours(1)).minusMillis(1);
        assertThat(sleep()).isFalse();
        assertThat(sleep()).isFalse();
        now = found.plus(Duration.ofHours(1));

        begin();
        Files.writeString(directory.resolve("access.log"), "a line\n");
        assertThat(sleep()).as("tries again").isTrue();
    }

    @Test
    void aSleepEndsByItself() {
        watch.close();
        sleepAtMost(Duration.ofMillis(1));
        begin();

        assertThat(sleep()).as("nothing has changed").isTrue();
        assertThat(sleep()).as("sleeps on").isTrue();
    }

    @Test
    void aDirectoryThatIsGoneIsNotWatched() {
        Set<Path> gone = Set.of(directory.resolve("gone"));
        for (int i = 0; i < 3; i++) {
            assertThat(watch.sleep(gone, now.toEpochMilli(), () -> true)).isFalse();
            now = now.plusSeconds(1);
        }
    }

    @Test
    void flumesInterruptEndsTheSleepAndIsKept() {
        begin();
        Thread.currentThread().interrupt();

        assertThat(sleep()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }
}
