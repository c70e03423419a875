/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.github.trackreplay.health.Uninterrupted;
import java.util.Optional;
import org.apache.flume.Channel;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.lifecycle.LifecycleState;

/**
 * A channel whose failures to give an event can be told from those to send it, and which a stopping sink does not spoil
 * ({@link Uninterrupted}). As thread-safe as the channel is.
 */
final class WatchedChannel implements Channel {
    private final Channel channel;

    WatchedChannel(Channel channel) {
        this.channel = channel;
    }

    /** No event could be taken; the cause says why. */
    private static final class TakeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TakeException(RuntimeException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** What the channel threw, if that is what a failure is about. */
    static Optional<RuntimeException> failureIn(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof TakeException && t.getCause() instanceof RuntimeException cause) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }

    @Override
    public Event take() {
        try {
            return Uninterrupted.call(channel::take);
        } catch (RuntimeException e) {
            throw new TakeException(e);
        }
    }

    @Override
    public void put(Event event) {
        channel.put(event);
    }

    @Override
    public Transaction getTransaction() {
        Transaction transaction = channel.getTransaction();
        return new Transaction() {
            @Override
            public void begin() {
                Uninterrupted.run(transaction::begin);
            }

            @Override
            public void commit() {
                Uninterrupted.run(transaction::commit);
            }

            @Override
            public void rollback() {
                Uninterrupted.run(transaction::rollback);
            }

            @Override
            public void close() {
                transaction.close();
            }
        };
    }

    @Override
    public void start() {
        channel.start();
    }

    @Override
    public void stop() {
        channel.stop();
    }

    @Override
    public LifecycleState getLifecycleState() {
        return channel.getLifecycleState();
    }

    @Override
    public void setName(String name) {
        channel.setName(name);
    }

    @Override
    public String getName() {
        return channel.getName();
    }
}
