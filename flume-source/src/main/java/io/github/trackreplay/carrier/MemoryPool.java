/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The memory that all clients of a source may hold together: a quarter of the heap. Who holds no more than an equal part gets more even when
 * the others hold all of it, so all together hold half of the heap at most. Whoever needs more than that while there is none waits
 * three seconds for it at most; meanwhile those are sent away, the largest first, whose clients are waited for and have been for {@value #SLOW_SECONDS} s.
 * So nobody keeps others out by holding much and bringing little. Thread-safe.
 */
final class MemoryPool {
    static final int SLOW_SECONDS = 1;
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(SLOW_SECONDS);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long LOOK_MILLIS = 100;

    private final long most;
    private final long own;
    private final LongSupplier nanos;
    private final AtomicLong held = new AtomicLong();
    private final Set<MemoryShare> shares = new HashSet<>();

    /**
     * @param most bytes that all may hold
     * @param own bytes that each may hold in any case
     * @param nanos nanoseconds since any point, going on only
     */
    MemoryPool(long most, long own, LongSupplier nanos) {
        this.most = most;
        this.own = own;
        this.nanos = nanos;
    }

    /** Of a quarter of this process's heap, where there are so many clients at most. */
    static MemoryPool ofHeap(int clients) {
        return ofHeap(clients, System::nanoTime);
    }

    static MemoryPool ofHeap(int clients, LongSupplier nanos) {
        long most = Runtime.getRuntime().maxMemory() / 4;
        return new MemoryPool(most, most / clients, nanos);
    }

    /**
     * A client's share, empty, until it is closed.
     *
     * @param leave sends the client away: ends its thread's waiting for more of it. It must neither wait nor use the pool.
     */
    MemoryShare share(Runnable leave) {
        MemoryShare share = new MemoryShare(this, leave, nanos);
        synchronized (this) {
            shares.add(share);
        }
        return share;
    }

    /** What all hold now. */
    long held() {
        return held.get();
    }

    /** Whether one who held so much could never have it. */
    boolean isBeyondAll(long bytes) {
        return bytes > most;
    }

    /** Takes more for one who holds so much; returns whether there is enough, or soon was. */
    boolean take(MemoryShare share, long bytes) {
        return takeNow(share, bytes) || (!isBeyondAll(share.held() + bytes) && takeSoon(share, bytes));
    }

    private boolean takeNow(MemoryShare share, long bytes) {
        boolean small = share.held() + bytes <= own;
        long now = held.get();
        while (small || now + bytes <= most) {
            if (held.compareAndSet(now, now + bytes)) {
                return true;
            }
            now = held.get();
        }
        return false;
    }

    private synchronized boolean takeSoon(MemoryShare share, long bytes) {
        long begun = nanos.getAsLong();
        while (!takeNow(share, bytes)) {
            if (share.isSentAway() || nanos.getAsLong() - begun > PATIENCE_NANOS) {
                return false;
            }
            sendAway();
            try {
                wait(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** One at a time: the next one when that has gone and there is still not enough. */
    private void sendAway() {
        if (shares.stream().anyMatch(share -> share.isSentAway() && share.held() > 0)) {
            return;
        }
        Optional<MemoryShare> largest = shares.stream()
                .filter(share -> share.isWaitedFor(SLOW_NANOS))
                .max(Comparator.comparingLong(MemoryShare::held));
        largest.filter(share -> share.held() > 0).ifPresent(MemoryShare::sendAway);
    }

    /** One who waits for memory sees either what this share held, or that there is more. */
    synchronized void giveBack(MemoryShare share) {
        held.addAndGet(-share.release());
        notifyAll();
    }

    synchronized void remove(MemoryShare share) {
        shares.remove(share);
    }
}
