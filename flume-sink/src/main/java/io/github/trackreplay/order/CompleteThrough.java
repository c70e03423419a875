/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import java.util.Collection;

/**
 * How far everything is complete: the greatest event time T such that every request of all streams up to T has been applied. Each
 * stream has its share in it ({@link StreamCompleteness}), and the frontier has it. Never falls. Mutable.
 */
final class CompleteThrough {
    private long time = Long.MIN_VALUE;

    /** Sets what is stored. */
    void resume(long stored) {
        time = stored;
    }

    /**
     * Works it out, after the frontier has been moved.
     *
     * @param frontier its event time: all that is earlier has been applied
     * @param allReleased whether nothing is left that could be released; otherwise the frontier's own time is not done
     * @return milliseconds since 1970-01-01 UTC; {@link Long#MIN_VALUE} if nothing is complete
     */
    long advance(Collection<StreamOrder> streams, long frontier, boolean allReleased) {
        long whole = streams.stream().mapToLong(StreamOrder::wholeBefore).min().orElse(Long.MIN_VALUE);
        time = Math.max(time, through(whole, frontier, allReleased));
        return time;
    }

    private static long through(long whole, long frontier, boolean allReleased) {
        if (whole == Long.MAX_VALUE && allReleased) {
            return frontier;
        }
        long before = Math.min(whole, frontier);
        return before == Long.MIN_VALUE ? before : before - 1;
    }
}
