/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.source.checkpoint.FilePosition;
import io.github.trackreplay.source.checkpoint.PositionStore;
import io.github.trackreplay.source.checkpoint.Positions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader and the last saved positions keep in memory of each log file, counted by what is gone without them. */
class KnownFileMemoryTest {
    private static final int LOGS = 10;
    private static final int FEW = 20;
    private static final int MANY = 220;
    private static final long MOST_BYTES_A_FILE = 650;
    /** A little more is kept of what was read back from the positions file. */
    private static final long MOST_BYTES_OF_ONE_FROM_BEFORE = 720;
    /** A thousand wait open, and of what is not compressed it is remembered how it ends. */
    private static final long MOST_BYTES_OF_ONE_THAT_WAITS = 800;

    @TempDir
    Path directory;

    private Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
    private TailReader reader;
    private PositionStore store;

    /** What is kept once for all is there before anything is counted. */
    @BeforeEach
    void warmUp() throws IOException {
        start(1);
        readAll();
        bytes();
    }

    /** A reader of logs with so many rotated files each, half of them compressed. */
    private void start(int rotated) throws IOException {
        Path logs = Files.createDirectories(directory.resolve("logs" + rotated));
        for (int log = 0; log < LOGS; log++) {
            for (int age = 0; age <= rotated; age++) {
                byte[] line = (TestLog.call(1_000 * log + age) + "\n").getBytes(StandardCharsets.UTF_8);
                boolean packed = age > 0 && age % 2 == 0;
                String name = "site" + log + ".log" + (age == 0 ? "" : "." + age) + (packed ? ".gz" : "");
                Path file = Files.write(logs.resolve(name), packed ? TestLog.gzipped(line) : line);
                Files.setLastModifiedTime(file, FileTime.from(now.minusSeconds(3_600L * (age + 1))));
            }
        }
        store = new PositionStore(directory.resolve("positions" + rotated));
        restart(rotated);
    }

    private void restart(int rotated) throws IOException {
        Optional<Positions> saved = store.load();
        reader = new TailReader(
                new TailReaderConfig(
                        "%{basename}",
                        new GlobFinder(List.of(directory + "/logs" + rotated + "/site*")),
                        new StartAt.Beginning(),
                        TailSettings.defaults("test"),
                        () -> now,
                        new CommonTimes(),
                        TailListener.SILENT),
                saved);
    }

    private void readAll() throws IOException {
        for (int empty = 0; empty < 20; now = now.plusSeconds(1)) {
            List<RawPack> packs = reader.read(100, 2 << 20);
            empty = packs.stream().allMatch(pack -> pack.lines().isEmpty()) ? empty + 1 : 0;
            reader.commit();
        }
        store.save(reader.positions());
        assertThat(reader.bytesLeft()).isZero();
    }

    /** Of four full collections in a row one at least leaves no gaps. */
    private static long liveBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /** What is gone from memory without the reader and what it has saved. */
    private long bytes() {
        long with = liveBytes();
        reader.close();
        reader = null;
        store = null;
        return with - liveBytes();
    }

    private static long bytesAFile(long few, long many) {
        return (many - few) / (LOGS * (MANY - FEW));
    }

    @Test
    void aFinishedFileTakesAFewHundredBytes() throws Exception {
        assertThat(bytesAFile(finished(FEW), finished(MANY))).isLessThan(MOST_BYTES_A_FILE);
    }

    private long finished(int rotated) throws IOException {
        start(rotated);
        readAll();
        return bytes();
    }

    @Test
    void soDoesOneWhileOtherLogsHaveTheirTurns() throws Exception {
        assertThat(bytesAFile(halfRead(FEW), halfRead(MANY))).isLessThan(MOST_BYTES_OF_ONE_THAT_WAITS);
    }

    private long halfRead(int rotated) throws IOException {
        start(rotated);
        do {
            reader.read(20, 2 << 20);
            reader.commit();
            now = now.plusSeconds(1);
        } while (finishedFiles() < LOGS * rotated / 2);
        store.save(reader.positions());
        return bytes();
    }

    private long finishedFiles() {
        return reader.positions().streams().stream()
                .flatMap(stream -> stream.files().stream())
                .filter(FilePosition::finished)
                .count();
    }

    @Test
    void soDoesOneThatIsNotReadYet() throws Exception {
        assertThat(bytesAFile(found(FEW), found(MANY))).isLessThan(MOST_BYTES_OF_ONE_THAT_WAITS);
    }

    private long found(int rotated) throws IOException {
        start(rotated);
        reader.read(1, 1);
        store.save(reader.positions());
        return bytes();
    }

    @Test
    void soDoesOneThatIsKnownFromBeforeAStart() throws Exception {
        assertThat(bytesAFile(restarted(FEW), restarted(MANY))).isLessThan(MOST_BYTES_OF_ONE_FROM_BEFORE);
    }

    private long restarted(int rotated) throws IOException {
        start(rotated);
        readAll();
        reader.close();
        store = new PositionStore(store.file());
        restart(rotated);
        readAll();
        return bytes();
    }
}
