/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one client's request, or connection, holds of the memory that all together may hold: a quarter of the heap. Who holds little gets
 * more even when the others hold all of it, so that some large or slow clients do not keep the rest out; all together then hold half of the
 * heap at most. Belongs to one thread; what is shared is thread-safe.
 */
final class MemoryShare implements AutoCloseable {
    private final AtomicLong all;
    private final long most;
    private final long own;
    private long mine;

    /**
     * @param all bytes that all of them hold now
     * @param most bytes that all may hold
     * @param own bytes that this one may hold in any case
     */
    MemoryShare(AtomicLong all, long most, long own) {
        this.all = all;
        this.most = most;
        this.own = own;
    }

    /** Of a quarter of this process's heap, where there are so many clients at most. */
    static MemoryShare of(AtomicLong all, int clients) {
        long most = Runtime.getRuntime().maxMemory() / 4;
        return new MemoryShare(all, most, most / clients);
    }

    /** Takes more; returns whether there is enough. */
    boolean take(long bytes) {
        mine += bytes;
        return all.addAndGet(bytes) <= most || mine <= own;
    }

    /** Whether this request alone is larger than all may be together: it will never do. */
    boolean isBeyondAll() {
        return mine > most;
    }

    /** Gives back all that it holds; it may take anew. */
    @Override
    public void close() {
        all.addAndGet(-mine);
        mine = 0;
    }
}
