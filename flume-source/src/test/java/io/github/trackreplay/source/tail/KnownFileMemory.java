/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

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

/**
 * Counts, in a virtual machine of its own, what a reader and the last saved positions keep in memory of each log file, by what is gone without
 * them: directory, and as what the files are known.
 */
final class KnownFileMemory {
    private static final int LOGS = 10;
    private static final int FEW = 20;
    private static final int MANY = 220;

    private final Path directory;
    private Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
    private TailReader reader;
    private PositionStore store;

    /** As what log files are known. */
    enum Known {
        FINISHED,
        /** While other logs have their turns. */
        HALF_READ,
        /** Not read yet. */
        FOUND,
        /** From before a start. */
        RESTARTED
    }

    private KnownFileMemory(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] args) throws IOException {
        KnownFileMemory memory = new KnownFileMemory(Path.of(args[0]));
        memory.warmUp();
        Known known = Known.valueOf(args[1]);
        long few = memory.bytes(known, FEW);
        System.out.println((memory.bytes(known, MANY) - few) / (LOGS * (MANY - FEW)));
    }

    /** What is kept once for all is there before anything is counted. */
    private void warmUp() throws IOException {
        start(1);
        readAll();
        bytes();
    }

    private long bytes(Known known, int rotated) throws IOException {
        start(rotated);
        switch (known) {
            case FINISHED -> readAll();
            case HALF_READ -> readHalf(rotated);
            case FOUND -> find();
            case RESTARTED -> readBefore(rotated);
        }
        return bytes();
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
        if (reader.bytesLeft() != 0) {
            throw new IllegalStateException(reader.bytesLeft() + " bytes are left");
        }
    }

    private void readHalf(int rotated) throws IOException {
        do {
            reader.read(20, 2 << 20);
            reader.commit();
            now = now.plusSeconds(1);
        } while (finishedFiles() < LOGS * rotated / 2);
        store.save(reader.positions());
    }

    private long finishedFiles() {
        return reader.positions().streams().stream()
                .flatMap(stream -> stream.files().stream())
                .filter(FilePosition::finished)
                .count();
    }

    private void find() throws IOException {
        reader.read(1, 1);
        store.save(reader.positions());
    }

    private void readBefore(int rotated) throws IOException {
        readAll();
        reader.close();
        store = new PositionStore(store.file());
        restart(rotated);
        readAll();
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
}
