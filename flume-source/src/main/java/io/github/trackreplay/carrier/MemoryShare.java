/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.util.concurrent.atomic.AtomicLong;

/** What one request holds of the memory that all together may hold. Belongs to one thread; what is shared is thread-safe. */
final class MemoryShare implements AutoCloseable {
    private final AtomicLong all;
    private final long most;
    private long mine;

    /** @param all bytes that all of them hold now */
    MemoryShare(AtomicLong all, long most) {
        this.all = all;
        this.most = most;
    }

    /** Takes more; returns whether there is enough. */
    boolean take(long bytes) {
        mine += bytes;
        return all.addAndGet(bytes) <= most;
    }

    /** Whether this request alone is larger than all may be together: it will never do. */
    boolean isBeyondAll() {
        return mine > most;
    }

    @Override
    public void close() {
        all.addAndGet(-mine);
        mine = 0;
    }
}
