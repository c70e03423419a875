/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.quickstart;

import com.google.common.util.concurrent.MoreExecutors;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Lets visitors come: writes a line of a {@link DemoTraffic} to a log at a steady pace until it is closed. Thread-safe. */
final class DemoVisitors implements AutoCloseable {
    private static final long MILLISECONDS_PER_LINE = 25;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> writing;
    private final DemoTraffic traffic;
    private final LiveLog log;
    private volatile Exception failure;

    DemoVisitors(DemoTraffic traffic, LiveLog log) {
        this.traffic = traffic;
        this.log = log;
        writing = clock.scheduleAtFixedRate(this::write, 0, MILLISECONDS_PER_LINE, TimeUnit.MILLISECONDS);
    }

    private void write() {
        try {
            synchronized (traffic) {
                log.append(traffic.nextLine(Instant.now()));
            }
        } catch (RuntimeException e) {
            failure = e;
            writing.cancel(false);
        }
    }

    long requests() {
        synchronized (traffic) {
            return traffic.requests();
        }
    }

    long visitors() {
        synchronized (traffic) {
            return traffic.visitors();
        }
    }

    /** Throws what stopped the visitors from writing, if anything did. */
    void check() {
        if (failure != null) {
            throw new IllegalStateException("The demo's log cannot be written.", failure);
        }
    }

    @Override
    public void close() {
        MoreExecutors.shutdownAndAwaitTermination(clock, Duration.ofSeconds(5));
    }
}
