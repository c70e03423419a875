/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flume.Channel;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.MemoryChannel;

/** Channels for tests, an event at a time. */
final class MemoryChannels {
    private MemoryChannels() {}

    /** A channel that runs, and does not wait for events when it is empty. */
    static Channel started(String name) {
        MemoryChannel channel = new MemoryChannel();
        channel.setName(name);
        channel.configure(new Context(Map.of("keep-alive", "0")));
        channel.start();
        return channel;
    }

    static void put(Channel channel, Event event) {
        inTransaction(channel, () -> {
            channel.put(event);
            return Optional.empty();
        });
    }

    /** The next event; nothing when the channel is empty. */
    static Optional<Event> take(Channel channel) {
        return inTransaction(channel, () -> Optional.ofNullable(channel.take()));
    }

    private static Optional<Event> inTransaction(Channel channel, Supplier<Optional<Event>> work) {
        Transaction transaction = channel.getTransaction();
        transaction.begin();
        try {
            Optional<Event> result = work.get();
            transaction.commit();
            return result;
        } finally {
            transaction.close();
        }
    }
}
