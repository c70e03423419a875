/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.mysql.KeepAlive;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Waits for calls that are under way, and shows the ledger's server meanwhile, once a second, that we are there: a session that
 * falls silent loses its lock. Who is stopped while calls are under way waits for their answers, for a bounded time, and begins no
 * further one; so only what is killed leaves calls of which nobody knows what became. Used once, by one thread.
 */
final class UnderWay {
    private static final long LOOK_MILLIS = 200;

    private final Connection ledger;
    private final LongSupplier nanos;
    private final AtomicBoolean stop;
    private final Duration most;
    private Optional<Throwable> failure = Optional.empty();
    private boolean stopped;
    private long stoppedAt;

    /**
     * For some calls.
     *
     * @param ledger holds the lock under which is sent
     * @param nanos a clock that only goes forward
     * @param stop set where no further call may begin
     * @param most how long who is stopped waits for answers
     */
    UnderWay(Connection ledger, LongSupplier nanos, AtomicBoolean stop, Duration most) {
        this.ledger = ledger;
        this.nanos = nanos;
        this.stop = stop;
        this.most = most;
    }

    /**
     * Waits for all, whatever becomes of one: behind this no call is under way, but those that were given up because of a stop.
     *
     * @throws SQLException the failure of one; the thread is interrupted behind this if it was before the end
     */
    void await(List<? extends Future<?>> calls) throws SQLException {
        KeepAlive alive = KeepAlive.of(ledger, nanos);
        for (Future<?> call : calls) {
            boolean done = false;
            while (!done) {
                done = isDone(call);
                sign(alive);
                if (stopped && nanos.getAsLong() - stoppedAt >= most.toNanos()) {
                    calls.forEach(other -> other.cancel(true));
                }
            }
        }
        if (stopped) {
            Thread.currentThread().interrupt();
        }
        fail();
    }

    private boolean isDone(Future<?> call) {
        try {
            call.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            failure = worse(failure, Optional.ofNullable(e.getCause()).orElse(e));
            return true;
        } catch (CancellationException e) {
            failure = worse(
                    failure,
                    new EndpointException(
                            "It was stopped, and the answers to calls under way were not waited for.", e));
            return true;
        } catch (InterruptedException e) {
            stop.set(true);
            stoppedAt = stopped ? stoppedAt : nanos.getAsLong();
            stopped = true;
            return false;
        }
    }

    /** When the ledger's server is gone, so is the lock, and no further call is begun. */
    private void sign(KeepAlive alive) {
        try {
            alive.work();
        } catch (SQLException e) {
            stop.set(true);
            failure = worse(failure, e);
        }
    }

    /** What an administrator must hear goes before what passes; else the first. */
    private static Optional<Throwable> worse(Optional<Throwable> one, Throwable other) {
        return one.isEmpty() || other instanceof EndpointRefusesException ? Optional.of(other) : one;
    }

    private void fail() throws SQLException {
        if (failure.isEmpty()) {
            return;
        }
        Throwable worst = failure.get();
        if (worst instanceof SQLException e) {
            throw e;
        }
        if (worst instanceof RuntimeException e) {
            throw e;
        }
        throw new EndpointException(String.valueOf(worst.getMessage()), worst);
    }
}
