/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import java.util.HashMap;
import java.util.Map;

/** Some minutes, a bit each where they are dense. Not thread-safe. */
final class Minutes {
    private static final long MINUTE = 60_000;

    private final Map<Long, Long> hours = new HashMap<>();
    /** Most times come in order, thousands of a minute. */
    private long latest = Long.MIN_VALUE;

    /** Adds the minute of a time, in milliseconds since 1970-01-01 UTC. */
    void add(long time) {
        long minute = Math.floorDiv(time, MINUTE);
        if (minute != latest) {
            hours.merge(minute >> 6, 1L << minute, (some, one) -> some | one);
            latest = minute;
        }
    }

    boolean isEmpty() {
        return hours.isEmpty();
    }

    /** Whether the minute of a time, or one beside it, has been added. */
    boolean isNear(long time) {
        long minute = Math.floorDiv(time, MINUTE);
        return has(minute - 1) || has(minute) || has(minute + 1);
    }

    /** Whether one of these lies near one of others. */
    boolean areNear(Minutes others) {
        for (Map.Entry<Long, Long> hour : hours.entrySet()) {
            for (long rest = hour.getValue(); rest != 0; rest &= rest - 1) {
                if (others.isNear(((hour.getKey() << 6) + Long.numberOfTrailingZeros(rest)) * MINUTE)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean has(long minute) {
        return (hours.getOrDefault(minute >> 6, 0L) & (1L << minute)) != 0;
    }
}
