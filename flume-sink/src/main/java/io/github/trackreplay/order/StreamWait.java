/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

/** Whether the order waits for a stream, and since when it has not moved. Mutable. */
final class StreamWait {
    private boolean retired;
    private boolean passed;
    private boolean behind;
    private long since;
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
        boolean again = passed && !behind;
        passed &= !again;
        return again;
    }

    /** It is waited for anew from now on, because the order has gone on in another way. */
    void begin(long now) {
        since = now;
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

    /** When it moved last, or was passed. */
    long since() {
        return since;
    }
}
