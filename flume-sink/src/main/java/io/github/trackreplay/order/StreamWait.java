/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import java.util.OptionalLong;

/** Whether the order waits for a stream, and since when it has not moved. Mutable. */
final class StreamWait {
    /**
     * For so long the order waits at most for a stream that works off what there was at its start while its watermark stands still: more
     * than a hundred GB of log are read in a day, and whoever may only bring packs stops nobody for longer.
     */
    static final long MOST_STANDING_MILLIS = 24 * 3_600_000L;

    private boolean retired;
    private boolean passed;
    private boolean behind;
    private long since;
    /** Since when its watermark stands still; empty if that has not been seen. */
    private OptionalLong standsSince = OptionalLong.empty();

    private Trailing trailing = new Trailing();

    /** Sets what is stored. */
    void describe(StoredStream.Waited row) {
        retired = row.retired();
        passed = row.passed() || row.behind();
        behind = row.behind();
    }

    /** Goes on observing where an older image of the same stream has. */
    void goOnFrom(StreamWait before) {
        trailing = before.trailing;
        standsSince = before.standsSince;
    }

    boolean retired() {
        return retired;
    }

    void retired(boolean now) {
        retired = now;
    }

    /** Whether the order has gone on without it. */
    boolean passed() {
        return passed;
    }

    /** Whether that was although it moves. */
    boolean behind() {
        return behind;
    }

    /** Whether the order waits for it. */
    boolean lasts() {
        return !retired && !passed;
    }

    /** It moves. Returns whether the order waits for it again. */
    boolean move(long now) {
        since = now;
        standsSince = OptionalLong.of(now);
        return waitAgain();
    }

    /** It is waited for anew from now on, because the order has gone on in another way. */
    void begin(long now) {
        since = now;
    }

    private boolean waitAgain() {
        boolean again = passed && !behind;
        passed &= !again;
        return again;
    }

    /** Another collector has moved it. */
    void movedElsewhere(long now) {
        since = now;
        standsSince = OptionalLong.of(now);
    }

    /**
     * Much of it comes of which the earliest is still to come: it is waited for, and need not come nearer to the others. Returns whether
     * the order waits for it again.
     */
    boolean worksOff(long now) {
        return renew(now) && waitAgain();
    }

    /** The same where another collector takes it, and has stored whether the order waits for it. */
    void worksOffElsewhere(long now) {
        renew(now);
    }

    private boolean renew(long now) {
        standsSince = OptionalLong.of(standsSince.orElse(now));
        if (now - standsSince.getAsLong() > MOST_STANDING_MILLIS) {
            return false;
        }
        since = now;
        trailing = new Trailing();
        return true;
    }

    /** The order goes on without it. */
    void pass() {
        passed = true;
    }

    /** The order goes on without it although it moves. */
    void passBehind() {
        passed = true;
        behind = true;
    }

    /** The order waits for it again. */
    void rejoin(long now) {
        passed = false;
        behind = false;
        since = now;
    }

    /** See {@link Trailing#look}. */
    boolean trails(long distance, long elapsed, long maxHold) {
        return trailing.look(distance, elapsed, maxHold);
    }

    /** A clock that was set back must not lengthen what is waited for. */
    void notAfter(long now) {
        since = Math.min(since, now);
        standsSince = standsSince.isPresent() ? OptionalLong.of(Math.min(standsSince.getAsLong(), now)) : standsSince;
    }

    /** When it moved last, or was passed. */
    long since() {
        return since;
    }
}
