/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.RawPack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listing is not made again while no name changes, the less the longer it takes; and nothing is missed for that. */
class RestTest {
    /** How long a listing takes here. */
    private long slow = 50;

    @TempDir
    Path directory;

    private final List<RawPack> packs = new ArrayList<>();
    private long now = System.currentTimeMillis();
    private int listings;
    private TestLog log;
    private TailReader reader;

    private final class SlowFinder implements FileFinder {
        private final GlobFinder finder = new GlobFinder(List.of(directory + "/access.log*"));

        @Override
        public Listing find() {
            listings++;
            now += slow;
            return finder.find();
        }

        @Override
        public boolean sameNames() {
            return finder.sameNames();
        }

        @Override
        public Set<Path> directories() {
            return finder.directories();
        }
    }

    @BeforeEach
    void start() throws IOException {
        log = new TestLog(directory);
        log.append("access.log.1", TestLog.call(1) + "\n");
        Files.setLastModifiedTime(log.path("access.log.1"), FileTime.fromMillis(now - 3_600_000));
        log.append("access.log", TestLog.call(2) + "\n");
        reader = new TailReader(
                new TailReaderConfig(
                        "web1",
                        new SlowFinder(),
                        new StartAt.Beginning(),
                        TailSettings.defaults("test"),
                        () -> Instant.ofEpochMilli(now),
                        new CommonTimes(),
                        TailListener.SILENT),
                Optional.empty());
        restingDirectory();
        for (int i = 0; i < 20; i++) {
            poll();
        }
        assertThat(TestLog.lines(packs)).containsExactly(TestLog.call(1), TestLog.call(2));
        packs.clear();
        listings = 0;
    }

    @AfterEach
    void stop() {
        reader.close();
    }

    /** Nothing has come or gone for longer than the coarsest clock of a file system ticks. */
    private void restingDirectory() throws IOException {
        Files.setLastModifiedTime(directory, FileTime.fromMillis(System.currentTimeMillis() - 60_000));
    }

    private void poll() {
        step(1_000);
    }

    private void step(long millis) {
        now += millis;
        for (List<RawPack> batch = reader.read(10, 1 << 20); !batch.isEmpty(); batch = reader.read(10, 1 << 20)) {
            packs.addAll(batch);
            reader.commit();
        }
    }

    @Test
    void whatIsFinishedIsNotListedAgainAndAgain() {
        for (int i = 0; i < 60; i++) {
            poll();
        }

        assertThat(listings).isBetween(1, 8);
        assertThat(packs).as("heartbeats").hasSizeGreaterThan(50);
        assertThat(packs)
                .allSatisfy(pack -> assertThat(pack.header().watermark()).isPresent());
    }

    @Test
    void whatIsAtRestSaysWhereSomethingHasToChange() throws IOException {
        reader.unawaited(true);
        assertThat(reader.atRest()).as("20 s after the last line").containsExactly(directory);

        reader.unawaited(false);
        assertThat(reader.atRest()).as("somebody waits").isEmpty();

        reader.unawaited(true);
        log.append("access.log", TestLog.call(3) + "\n");
        poll();
        assertThat(reader.atRest()).as("a line has come").isEmpty();
    }

    @Test
    void whereALinkLeadsIsNotKnown() throws IOException {
        reader.unawaited(true);
        Files.createSymbolicLink(log.path("access.log.9"), log.path("access.log.1"));
        for (int i = 0; i < 60; i++) {
            poll();
        }

        assertThat(reader.atRest()).isEmpty();
    }

    @Test
    void filesWithoutALineKeepNobodyAwake() throws IOException {
        Files.write(log.path("access.log.2.gz"), TestLog.gzipped(new byte[0]));
        byte[] whole = TestLog.gzipped((TestLog.call(8) + "\n").getBytes(StandardCharsets.UTF_8));
        Files.write(log.path("access.log.3.gz"), Arrays.copyOf(whole, 40));
        log.append("access.log.4", "#Version: 1.0\n#Date: 2026-03-01\n");
        for (String file : List.of("access.log.2.gz", "access.log.3.gz", "access.log.4")) {
            Files.setLastModifiedTime(log.path(file), FileTime.fromMillis(now - 7_200_000));
        }
        restingDirectory();
        for (int i = 0; i < 60; i++) {
            poll();
        }
        listings = 0;
        packs.clear();

        for (int i = 0; i < 60; i++) {
            poll();
        }

        assertThat(listings).isBetween(1, 8);
        assertThat(packs)
                .hasSizeGreaterThan(50)
                .allSatisfy(pack -> assertThat(pack.header().watermark()).isPresent());
    }

    @Test
    void anArchiveThatWasCutIsReadOnceItIsWhole() throws IOException {
        byte[] whole = TestLog.gzipped((TestLog.call(8) + "\n").getBytes(StandardCharsets.UTF_8));
        Files.write(log.path("access.log.3.gz"), Arrays.copyOf(whole, 40));
        Files.setLastModifiedTime(log.path("access.log.3.gz"), FileTime.fromMillis(now - 7_200_000));
        restingDirectory();
        for (int i = 0; i < 60; i++) {
            poll();
        }
        Files.write(log.path("access.log.3.gz"), whole);
        for (int i = 0; i < 60; i++) {
            poll();
        }

        assertThat(TestLog.lines(packs)).containsExactly(TestLog.call(8));
    }

    @Test
    void aQuickListingIsNotMadeEachTimeEither() {
        slow = 0;
        step(1_000);
        listings = 0;
        for (int i = 0; i < 100; i++) {
            step(100);
        }

        assertThat(listings).as("in ten seconds").isBetween(5, 12);
    }

    @Test
    void heartbeatsThatNobodyWaitsForAreRare() {
        for (int i = 0; i < 15; i++) {
            poll();
        }
        packs.clear();
        reader.unawaited(true);
        for (int i = 0; i < 50; i++) {
            poll();
        }
        assertThat(packs).hasSizeBetween(8, 12);

        packs.clear();
        reader.unawaited(false);
        poll();
        poll();
        assertThat(packs).as("as soon as somebody waits").isNotEmpty();
    }

    @Test
    void linesOfTheLiveLogAreReadWithoutAListing() {
        poll();
        int before = listings;
        for (int i = 3; i < 6; i++) {
            log.append("access.log", TestLog.call(i) + "\n");
            poll();
            assertThat(TestLog.lines(packs)).last().isEqualTo(TestLog.call(i));
        }
        assertThat(listings - before).isLessThan(2);
    }

    @Test
    void aRotationIsNoticedAtOnce() throws IOException {
        poll();
        log.rename("access.log", "access.log.2");
        log.append("access.log", TestLog.call(3) + "\n");
        poll();
        now += 6_000;
        poll();
        poll();

        assertThat(TestLog.lines(packs)).containsExactly(TestLog.call(3));
    }

    @Test
    void anEmptyLiveLogIsLookedAtEachTime() throws IOException {
        log.rename("access.log", "access.log.2");
        log.append("access.log", "");
        restingDirectory();
        for (int i = 0; i < 20; i++) {
            poll();
        }
        packs.clear();
        log.append("access.log", TestLog.call(3) + "\n");
        poll();

        assertThat(TestLog.lines(packs)).containsExactly(TestLog.call(3));
    }

    @Test
    void whatIsAppendedToAFinishedFileIsFoundByTheNextListing() {
        log.append("access.log.1", TestLog.call(7) + "\n");
        for (int i = 0; i < 40; i++) {
            poll();
        }

        assertThat(TestLog.lines(packs)).containsExactly(TestLog.call(7));
    }

    @Test
    void aListingThatTakesVeryLongLeavesTimeForReading() {
        slow = 1_000;
        log.append("access.log.3", TestLog.call(1) + "\n" + TestLog.call(8)); // a line without its end: nothing rests
        poll();
        now += 5_000;
        poll();
        listings = 0;
        for (int i = 0; i < 20; i++) {
            poll();
        }

        assertThat(listings).as("of a second, in 20 polls a second apart").isBetween(1, 6);
    }
}
