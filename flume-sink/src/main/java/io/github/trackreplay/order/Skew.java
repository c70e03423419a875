/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.Elapsed;
import java.util.OptionalLong;

/**
 * By how much the times that a stream brings lie behind the present: the least of a while, so that what waited on its way
 * does not count. Requests say more than heartbeats, which another clock may have stamped. Mutable.
 */
final class Skew {
    /** For how many milliseconds the least is taken. */
    static final long WINDOW = 20_000;

    /** Least skew worth a word, in milliseconds. */
    static final long LEAST = 60_000;

    /** By how much it may differ from window to window where it is a clock; a backlog makes up more. */
    private static final long STEADY = WINDOW / 4;

    private static final long NONE = Long.MAX_VALUE;

    private long begun = NONE;
    private long byRequests = NONE;
    private long byHeartbeats = NONE;
    private long before = NONE;
    private long measuredAt;
    private boolean announced;

    /**
     * Notes what a pack shows.
     *
     * @param behind present time less the newest event time, milliseconds; negative where that lies in the future
     * @param requests whether requests show it, otherwise a heartbeat
     * @return the skew, when it turns out to be steady for the first time
     */
    OptionalLong note(long behind, boolean requests, long now) {
        OptionalLong news = begun != NONE && Elapsed.since(begun, now, WINDOW) ? close(now) : OptionalLong.empty();
        begun = begun == NONE ? now : begun;
        if (requests) {
            byRequests = Math.min(byRequests, behind);
        } else {
            byHeartbeats = Math.min(byHeartbeats, behind);
        }
        return news;
    }

    private OptionalLong close(long now) {
        long measured = byRequests != NONE ? byRequests : byHeartbeats;
        boolean steady = before != NONE && Math.abs(measured - before) <= STEADY;
        before = measured;
        measuredAt = now;
        begun = NONE;
        byRequests = NONE;
        byHeartbeats = NONE;
        if (Math.abs(measured) < LEAST) {
            announced = false;
        } else if (steady && !announced) {
            announced = true;
            return OptionalLong.of(measured);
        }
        return OptionalLong.empty();
    }

    /** The last measure in milliseconds; empty until there is one. */
    OptionalLong measured() {
        return before == NONE ? OptionalLong.empty() : OptionalLong.of(before);
    }

    /** When that was. */
    long measuredAt() {
        return measuredAt;
    }
}
