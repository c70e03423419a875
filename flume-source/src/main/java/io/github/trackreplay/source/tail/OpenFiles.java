/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * How many files of one source are open, over all its streams, and whether more may stay so: the process needs some for its
 * channel, its positions and its connections, and other sources theirs. How many the whole process has open it is asked when the
 * source has opened some more. Mutable; for one thread.
 */
public final class OpenFiles {
    /** What a process may open where the system does not tell. */
    private static final long USUAL = 1_024;

    private static final int LEAST = 8;
    /** Removed files keep their room on the disk as long as they are open. */
    private static final int MOST_WAITING = 1_000;

    private final long most;
    private final LongSupplier process;
    private int open;
    /** Of which any is open. */
    private int streams;
    /** When so many are open, the process is asked again. */
    private long askAt;

    private boolean full;
    private Fullness fullness = Fullness.NEVER;

    /** Whether as many have ever been open as may be. */
    private enum Fullness {
        NEVER,
        UNTOLD,
        TOLD
    }

    private OpenFiles(long most, LongSupplier process) {
        this.most = most;
        this.process = process;
        this.askAt = step();
    }

    /** So many of this process' files as leave it the other half. */
    public static OpenFiles ofProcess() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? of(system.getMaxFileDescriptorCount(), system::getOpenFileDescriptorCount)
                : of(USUAL, () -> 0);
    }

    /**
     * @param limit how many files the process may open
     * @param process how many it has open; less than the source has where nobody knows
     */
    public static OpenFiles of(long limit, LongSupplier process) {
        return new OpenFiles(Math.max(LEAST, limit / 2), process);
    }

    private long step() {
        return Math.max(LEAST / 2, most / 16);
    }

    /** @param first whether it is the only one of its stream, which is what the server writes or what is read */
    void opened(boolean first) {
        open++;
        streams += first ? 1 : 0;
        if (open >= askAt) {
            ask();
        }
        if ((full || open >= most) && fullness == Fullness.NEVER) {
            fullness = Fullness.UNTOLD;
        }
    }

    private void ask() {
        askAt = open + step();
        full = isFull();
    }

    /** To count its files the process opens a directory: where it has no handle left for that, it has none left for more files. */
    private boolean isFull() {
        try {
            return process.getAsLong() >= most;
        } catch (InternalError e) {
            return true;
        }
    }

    /** The files have been listed: others of the process that had most open may have closed them. */
    void listed() {
        if (full) {
            ask();
        }
    }

    /** @param last whether its stream has none any more */
    void closed(boolean last) {
        open--;
        streams -= last ? 1 : 0;
        if (open < askAt - 2 * step()) {
            askAt = open + step();
            full = false;
        }
    }

    /** Whether as many have been open as may be, and nobody has been told; who asks is told. */
    boolean tellFull() {
        boolean untold = fullness == Fullness.UNTOLD;
        fullness = untold ? Fullness.TOLD : fullness;
        return untold;
    }

    /** How many are open. */
    int count() {
        return open;
    }

    /** How many leave the process enough for the rest. */
    long most() {
        return most;
    }

    /** Whether one that is not read yet may wait open, so that it stays within reach if it is removed. */
    boolean mayWait() {
        return !full && open - streams <= Math.min(MOST_WAITING, most / 4);
    }
}
