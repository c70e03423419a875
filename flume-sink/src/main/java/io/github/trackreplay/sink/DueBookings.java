/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What was sent ahead and is to be booked by the sink's next transaction: the one who sent it waits here until it is committed.
 * What could not be booked is left out for a while, so that it holds up nothing else. Thread-safe.
 */
final class DueBookings {
    private static final long FIRST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

    private List<Delivery> due = List.of();
    private long pauseNanos;
    private long pausedAt;
    private boolean closed;

    /** From now on these are to be booked; there was nothing before. */
    synchronized void put(List<Delivery> deliveries) {
        due = deliveries;
        pauseNanos = 0;
    }

    /** What the next transaction is to book: the same until it is committed; nothing during a pause. */
    synchronized List<Delivery> due(long nanos) {
        return pauseNanos > 0 && nanos - pausedAt < pauseNanos ? List.of() : due;
    }

    /** A transaction that held them was not committed: it is tried again after a pause, which doubles each time. */
    synchronized void failed(long nanos) {
        pausedAt = nanos;
        pauseNanos = Math.min(LONGEST_PAUSE_NANOS, Math.max(FIRST_PAUSE_NANOS, 2 * pauseNanos));
    }

    /** A transaction that held them was committed. */
    synchronized void committed() {
        due = List.of();
        pauseNanos = 0;
        notifyAll();
    }

    /** Whether there is nothing to wait for any more; looks for so long at most. */
    synchronized boolean over(long millis) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = millis;
        while (left > 0 && !due.isEmpty() && !closed) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        }
        return due.isEmpty() || closed;
    }

    /** Nothing will be committed any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
