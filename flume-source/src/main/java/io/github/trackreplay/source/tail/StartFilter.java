/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * Tells the lines that lie before a stream's start by their event times. A line without a readable time that may be a call of the
 * tracker is judged by its file: what was last written before the start lies before it, anything else is taken. Any other line
 * goes with the line before it. For one thread.
 */
final class StartFilter {
    /** So many calls without a time, and none with one, are no damaged lines. */
    private static final int UNTIMED = 100;

    private final OptionalLong skipBefore;
    private final EventTimeFinder times;
    private final Runnable untimed;
    private boolean timed;
    private boolean before;
    private int untimedCalls;

    StartFilter(OptionalLong skipBefore, EventTimeFinder times) {
        this(skipBefore, times, () -> {});
    }

    /** @param untimed run once, where no time is found in any of the first 100 lines that may be calls of the tracker */
    StartFilter(OptionalLong skipBefore, EventTimeFinder times, Runnable untimed) {
        this.skipBefore = skipBefore;
        this.times = times;
        this.untimed = untimed;
    }

    EventTimeFinder times() {
        return times;
    }

    boolean active() {
        return skipBefore.isPresent();
    }

    OptionalLong skipBefore() {
        return skipBefore;
    }

    /**
     * Whether a line lies before the start.
     *
     * @param writtenAt when its file was last written, milliseconds since 1970-01-01 UTC
     * @param isCall whether it may be a call of the tracker
     */
    boolean skips(byte[] bytes, int from, int to, long writtenAt, BooleanSupplier isCall) {
        if (skipBefore.isEmpty()) {
            return false;
        }
        long start = skipBefore.getAsLong();
        OptionalLong time = times.find(bytes, from, to);
        if (time.isPresent()) {
            timed = true;
            before = time.getAsLong() < start;
            return before;
        }
        if (isCall.getAsBoolean()) {
            noteUntimed();
            return writtenAt < start;
        }
        return timed ? before : writtenAt < start;
    }

    private void noteUntimed() {
        untimedCalls++;
        if (!timed && untimedCalls == UNTIMED) {
            untimed.run();
        }
    }
}
