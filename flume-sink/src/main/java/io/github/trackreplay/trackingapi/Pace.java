/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import java.time.Duration;
import java.util.Optional;

/**
 * How many lanes send at a time, and when the next attempt may be made. A success adds a lane, up to the most; a server that is
 * overloaded, or does not answer, halves them, and each failure in a row doubles the pause. Thread-safe; pure: the time is a
 * parameter, in milliseconds.
 */
final class Pace {
    private static final int FIRST_LANES = 4;
    private static final long FIRST_PAUSE = 250;
    private static final long LONGEST_PAUSE = 60_000;
    private static final long LONGEST_ASKED = 3_600_000;
    /** By how much the times of two threads may be in another order than the calls. */
    private static final long APART = 1_000;

    private final int mostLanes;
    private int lanes;
    private int failures;
    private long failedAt = Long.MIN_VALUE;
    private long notBefore = Long.MIN_VALUE;
    private String why = "";

    Pace(int mostLanes) {
        this.mostLanes = mostLanes;
        this.lanes = Math.min(FIRST_LANES, mostLanes);
    }

    synchronized int lanes() {
        return lanes;
    }

    /** Everything was answered. */
    synchronized void succeeded() {
        lanes = Math.min(mostLanes, lanes + 1);
        answered();
    }

    /** One call was answered as it should be. */
    synchronized void answered() {
        failures = 0;
    }

    /**
     * An attempt failed.
     *
     * @param asked how long the server asks to be left alone
     */
    synchronized void failed(long now, Optional<Duration> asked, String reason) {
        lanes = Math.max(1, lanes / 2);
        long pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(failures, 10));
        failures++;
        long wanted = asked.map(Duration::toMillis)
                .map(millis -> Math.min(LONGEST_ASKED, Math.max(0, millis)))
                .orElse(pause);
        boolean setBack = isSetBack(now);
        notBefore = Math.max(setBack ? now : notBefore, now + Math.max(pause, wanted));
        failedAt = setBack ? now : Math.max(failedAt, now);
        why = reason;
    }

    /** How long the pause lasts yet. */
    synchronized Duration left(long now) {
        boolean over = notBefore == Long.MIN_VALUE || notBefore <= now || isSetBack(now);
        return over ? Duration.ZERO : Duration.ofMillis(notBefore - now);
    }

    /** A clock that was set back must not stop us. */
    private boolean isSetBack(long now) {
        return failedAt != Long.MIN_VALUE && now < failedAt - APART;
    }

    /** @throws EndpointException before the pause is over */
    synchronized void check(long now) throws EndpointException {
        long left = left(now).toMillis();
        if (left > 0) {
            throw new EndpointException(why + " It is tried again in " + (left + 999) / 1000 + " s; nothing is lost.");
        }
    }
}
