/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.source.tail.TailReaderConfig.Clocks;
import io.github.trackreplay.source.tail.TailReaderConfig.FileAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many logs there are, only so many are open at once; none is lost for that, and it is said. */
class OpenFilesTest {
    private static final int LIMIT = 40;

    @TempDir
    Path directory;

    private final List<String> happened = new ArrayList<>();
    private long others;
    private boolean uncounted;
    private final OpenFiles openFiles = OpenFiles.of(LIMIT, this::ofProcess);
    private final List<RawPack> packs = new ArrayList<>();
    private Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
    private int most;
    private TailReader reader;

    @AfterEach
    void close() {
        reader.close();
        assertThat(openFiles.count()).isZero();
    }

    @Test
    void rotatedFilesOfManyLogsWaitClosed() throws IOException {
        write(8, 5);
        read();

        assertThat(TestLog.lines(packs)).hasSize(48).doesNotHaveDuplicates();
        assertThat(most).isLessThanOrEqualTo(LIMIT / 2 + 2);
        assertThat(happened).isEmpty();
    }

    @Test
    void moreLiveLogsThanHalfOfTheLimitAreSaidOnce() throws IOException {
        write(30, 1);
        read();

        assertThat(TestLog.lines(packs)).hasSize(60).doesNotHaveDuplicates();
        assertThat(happened).containsExactly("too many open: " + LIMIT / 2);
    }

    /** Other sources of the process, and whatever else it has open, count as well. */
    @Test
    void fewerAreSaidWhereOthersHaveMostOpen() throws IOException {
        others = LIMIT / 2;
        write(8, 5);
        read();

        assertThat(TestLog.lines(packs)).hasSize(48).doesNotHaveDuplicates();
        assertThat(most).isLessThan(LIMIT / 2);
        assertThat(happened).containsExactly("too many open: " + LIMIT / 2);
    }

    /** The system cannot say how many are open where it takes a file that may not be opened any more. */
    @Test
    void readingGoesOnWhereNoneIsLeftToCountThem() throws IOException {
        uncounted = true;
        write(8, 5);
        read();

        assertThat(TestLog.lines(packs)).hasSize(48).doesNotHaveDuplicates();
        assertThat(happened).containsExactly("too many open: " + LIMIT / 2);
    }

    @Test
    void filesMayWaitOpenAgainOnceOthersHaveClosedTheirs() throws IOException {
        write(1, 0);
        others = LIMIT / 2;
        OpenFiles files = OpenFiles.of(LIMIT, this::ofProcess);
        for (int i = 0; i < 4; i++) {
            files.opened(false);
        }
        assertThat(files.mayWait()).isFalse();
        files.listed();
        assertThat(files.mayWait()).isFalse();

        others = 0;
        files.listed();

        assertThat(files.mayWait()).isTrue();
    }

    private long ofProcess() {
        if (uncounted) {
            throw new InternalError("errno: 24 error: Unable to open directory /proc/self/fd");
        }
        return others + openFiles.count();
    }

    private void write(int logs, int rotated) {
        TestLog log = new TestLog(directory);
        for (int i = 0; i < logs; i++) {
            for (int turn = rotated; turn >= 0; turn--) {
                log.append("site" + i + ".log" + (turn == 0 ? "" : "." + turn), TestLog.call(100 * turn + i) + "\n");
            }
        }
        reader = new TailReader(
                new TailReaderConfig(
                        "%{basename}",
                        new FileAccess(new GlobFinder(List.of(directory + "/site*")), Disk.REAL, openFiles),
                        new StartAt.Beginning(),
                        TailSettings.defaults("test"),
                        new Clocks(clock(), clock()),
                        new CommonTimes(),
                        new Listener()),
                Optional.empty());
    }

    private InstantSource clock() {
        return () -> now;
    }

    /** Reads until all is final. */
    private void read() {
        for (int turn = 0; turn < 20; turn++) {
            now = now.plus(Tail.FINAL);
            for (List<RawPack> batch = batch(); !batch.isEmpty(); batch = batch()) {
                packs.addAll(batch);
                reader.commit();
            }
        }
    }

    private List<RawPack> batch() {
        List<RawPack> batch = reader.read(4, 1 << 16);
        most = Math.max(most, openFiles.count());
        return batch;
    }

    private final class Listener implements TailListener {
        @Override
        public void tooManyOpen(long count) {
            happened.add("too many open: " + count);
        }

        @Override
        public void unreadable(Path path, String why) {
            happened.add(path + " unreadable: " + why);
        }
    }
}
