/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

/**
 * Tells a stream that drains a backlog from one whose clock is behind: both move, but only the first comes nearer to what
 * the others have reached. Mutable.
 *
 * <p>Why so: {@code docs/decisions/0023-a-clock-that-is-behind.md}.
 */
final class Trailing {
    /** Of ten milliseconds that pass, a backlog makes up one at least; a clock that is behind makes up none. */
    private static final long SHARE = 10;

    /** Of a pause between two looks only so much counts: what piled up in it is still on its way. */
    private static final long MOST_PAUSE_SHARE = 10;

    private boolean trails;
    private long observed;
    private long distanceBefore;

    /**
     * Looks at the stream.
     *
     * @param distance by how many milliseconds of event time it lies behind what another stream has reached
     * @param elapsed milliseconds since the last look
     * @param maxHold most distance, and for how long more is waited for without coming nearer
     * @return whether it lies further behind than that, and has not come nearer for so long
     */
    boolean look(long distance, long elapsed, long maxHold) {
        if (distance <= maxHold) {
            trails = false;
            return false;
        }
        if (!trails) {
            begin(distance);
            return false;
        }
        observed += Math.max(0, Math.min(elapsed, maxHold / MOST_PAUSE_SHARE));
        if (observed <= maxHold) {
            return false;
        }
        boolean nearer = distanceBefore - distance >= observed / SHARE;
        begin(distance);
        return !nearer;
    }

    private void begin(long distance) {
        trails = true;
        observed = 0;
        distanceBefore = distance;
    }
}
