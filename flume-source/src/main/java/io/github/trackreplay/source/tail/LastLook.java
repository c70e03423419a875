/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/** When a stream's files were looked at last; times are milliseconds since 1970-01-01 UTC. For one thread. */
final class LastLook {
    private long at;
    private long logTime;
    private boolean any;
    private long listedAt;

    /** @param before when somebody looked last before the source was started; the present if nobody did */
    LastLook(long before) {
        at = before;
    }

    /** @param logTimeBefore the present time of the log, sampled before the files were looked at */
    void note(long now, long logTimeBefore) {
        at = now;
        logTime = logTimeBefore;
        any = true;
    }

    /** Files were listed, though perhaps not all. */
    void listed(long now) {
        listedAt = now;
    }

    /** When files were last listed, though perhaps not all. */
    long listedAt() {
        return listedAt;
    }

    /** When it was. */
    long at() {
        return at;
    }

    /** The present time of the log then. */
    long logTime() {
        return logTime;
    }

    /** Whether there has been one since the start. */
    boolean any() {
        return any;
    }
}
