/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/**
 * How long the logs of a source wait for files of which the first line's end is far away: until so much has been looked at of these, however
 * many they are. Mutable; for one thread.
 */
final class StrayPatience {
    private static final long MOST = 64L << 20;

    private long searched;

    /** So many bytes have been looked at. */
    void searched(long bytes) {
        searched += bytes;
    }

    /** Whether nobody waits for them any more. */
    boolean isOver() {
        return searched >= MOST;
    }

    /** There are none any more. */
    void renew() {
        searched = 0;
    }
}
