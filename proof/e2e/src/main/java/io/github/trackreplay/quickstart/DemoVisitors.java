/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.quickstart;

import com.google.common.util.concurrent.MoreExecutors;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Lets visitors come: writes a line of a {@link DemoTraffic} to a log at a steady pace, from {@link #come} until it is closed. Thread-safe. */
final class DemoVisitors implements AutoCloseable {
    private static final long MILLISECONDS_PER_LINE = 25;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final DemoTraffic traffic;
    private final LiveLog log;
    private volatile Optional<Exception> failure = Optional.empty();

    DemoVisitors(DemoTraffic traffic, LiveLog log) {
        this.traffic = traffic;
        this.log = log;
    }

    /** From now on; {@link #check} tells of what fails. */
    void come() {
        var unused = clock.scheduleAtFixedRate(this::write, 0, MILLISECONDS_PER_LINE, TimeUnit.MILLISECONDS);
    }

    private void write() {
        try {
            synchronized (traffic) {
                log.append(traffic.nextLine(Instant.now()));
            }
        } catch (RuntimeException e) {
            failure = Optional.of(e);
            clock.shutdown();
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
        failure.ifPresent(why -> {
            throw new IllegalStateException("The demo's log cannot be written.", why);
        });
    }

    @Override
    public void close() {
        MoreExecutors.shutdownAndAwaitTermination(clock, Duration.ofSeconds(5));
    }
}
