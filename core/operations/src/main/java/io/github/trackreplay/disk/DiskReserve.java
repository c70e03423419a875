/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.disk;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the channel's disks from filling up: below its own limit a file channel can neither be filled nor drained. Asks for
 * the free space once a second, and before a batch that what was free then would not be enough for. Thread-safe.
 */
public final class DiskReserve {
    private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);
    private static final long ASK_EVERY_NANOS = 1_000_000_000L;
    private static final long EVENT_BYTES = 2048;

    private final long reserve;
    private final List<File> directories;
    private final ToLongFunction<File> free;
    private long askedAt = System.nanoTime() - ASK_EVERY_NANOS;
    private boolean allows = true;
    private long least = Long.MAX_VALUE;
    private File scarcest = new File("");

    public DiskReserve(long reserve, List<File> directories, ToLongFunction<File> free) {
        this.reserve = reserve;
        this.directories = List.copyOf(directories);
        this.free = free;
    }

    /** @param directories of the channels */
    public static DiskReserve on(long reserve, List<Path> directories) {
        return new DiskReserve(reserve, directories.stream().map(Path::toFile).toList(), DiskReserve::usable);
    }

    /** What an event takes of a channel's disk at most: its body, its headers, and what the channel adds. */
    public static long event(long bodyBytes) {
        return EVENT_BYTES + bodyBytes;
    }

    /** Free bytes of the disk that a directory is on, or will be on once the channel has made it. */
    public static long usable(Path directory) {
        return usable(directory.toFile());
    }

    private static long usable(File directory) {
        File existing = directory.getAbsoluteFile();
        while (existing.getParentFile() != null && !existing.exists()) {
            existing = existing.getParentFile();
        }
        return existing.getUsableSpace();
    }

    /**
     * Whether there is space enough to put so much more on the channel. What was allowed since the disks were asked is taken
     * off what they had, and they are asked anew before anything is refused.
     *
     * @param bytes what the batch takes
     */
    public synchronized boolean allows(long bytes) {
        if (reserve <= 0) {
            return true;
        }
        if (System.nanoTime() - askedAt >= ASK_EVERY_NANOS || least - bytes < reserve) {
            ask();
        }
        boolean enough = least - bytes >= reserve;
        report(enough);
        allows = enough;
        least -= enough ? bytes : 0;
        return enough;
    }

    private void ask() {
        askedAt = System.nanoTime();
        least = Long.MAX_VALUE;
        for (File directory : directories) {
            long space = free.applyAsLong(directory);
            if (space < least) {
                least = space;
                scarcest = directory;
            }
        }
    }

    private void report(boolean enough) {
        if (!enough && allows) {
            LOG.warn(
                    "The disk of {} has less than {} bytes free, or would have. Nothing more is put on the channel until there is"
                            + " more space or it has been drained; nothing is lost while the logs are kept.",
                    scarcest,
                    reserve);
        } else if (enough && !allows) {
            LOG.info("There is space enough for the channel again.");
        }
    }
}
