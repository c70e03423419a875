/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.util.function.LongSupplier;

/**
 * What one client's request, or connection, holds of a {@link MemoryPool}, and how long its client has been waited for meanwhile. It belongs
 * to one thread, which alone changes it; only {@link #sendAway} is the pool's.
 */
final class MemoryShare implements AutoCloseable {
    private final MemoryPool pool;
    private final Runnable leave;
    private final LongSupplier nanos;
    private volatile long mine;
    private volatile long waited;
    private volatile long waitsSince;
    private volatile boolean waits;
    private volatile boolean sentAway;
    private boolean beyond;

    MemoryShare(MemoryPool pool, Runnable leave, LongSupplier nanos) {
        this.pool = pool;
        this.leave = leave;
        this.nanos = nanos;
    }

    /** Takes more; returns whether there is enough, for which it may wait some seconds. */
    boolean take(long bytes) {
        boolean enough = pool.take(this, bytes);
        beyond = !enough && pool.isBeyondAll(mine + bytes);
        grow(enough ? bytes : 0);
        return enough;
    }

    private void grow(long bytes) {
        long before = mine;
        if (before == 0 && bytes > 0) {
            waited = 0; // what was waited for the beginning took nothing from others
        }
        mine = before + bytes;
    }

    /** Whether what was asked for last is more than all may have together: it will never do. */
    boolean isBeyondAll() {
        return beyond;
    }

    /** Bytes. */
    long held() {
        return mine;
    }

    /** From now on its client is waited for. */
    void startWaiting() {
        waitsSince = nanos.getAsLong();
        waits = true;
    }

    void endWaiting() {
        waits = false;
        long before = waited;
        waited = before + nanos.getAsLong() - waitsSince;
    }

    /** For how many nanoseconds its client has been waited for since it held nothing, to the end of the last time. */
    long waited() {
        return waited;
    }

    /** Whether its client is waited for, and has been for longer than so many nanoseconds altogether. */
    boolean isWaitedFor(long longer) {
        long before = waited; // read first: a wait that ends meanwhile must not count twice
        return waits && !sentAway && before + nanos.getAsLong() - waitsSince > longer;
    }

    /** Whether others needed what it holds: it must give it back. */
    boolean isSentAway() {
        return sentAway;
    }

    void sendAway() {
        sentAway = true;
        leave.run();
    }

    /** Gives back all that it holds; it may take anew. */
    void giveBack() {
        pool.giveBack(this);
    }

    /** Returns how many bytes it held: it holds none now. */
    long release() {
        long bytes = mine;
        mine = 0;
        waited = 0;
        return bytes;
    }

    /** Gives back all, for good. */
    @Override
    public void close() {
        giveBack();
        pool.remove(this);
    }
}
