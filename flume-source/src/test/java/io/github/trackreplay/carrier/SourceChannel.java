/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.Source;
import org.apache.flume.Transaction;
import org.apache.flume.channel.ChannelProcessor;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.channel.ReplicatingChannelSelector;

/** The channel behind a source, and what the source has put on it. */
final class SourceChannel {
    private SourceChannel() {}

    /**
     * Starts a channel and puts it behind a source.
     *
     * @param transaction how many events one may have
     */
    static void join(Source source, MemoryChannel channel, int capacity, int transaction) {
        channel.setName("c");
        channel.configure(new Context(Map.of(
                "capacity",
                String.valueOf(capacity),
                "transactionCapacity",
                String.valueOf(transaction),
                "keep-alive",
                "0")));
        channel.start();
        ReplicatingChannelSelector selector = new ReplicatingChannelSelector();
        selector.setChannels(List.of(channel));
        source.setChannelProcessor(new ChannelProcessor(selector));
    }

    /** What lies on it, taken in one transaction: no more than a number of events. */
    static List<String> take(MemoryChannel channel, int most) {
        return take(channel, most, SourceChannel::body);
    }

    /** The same by what each event says. */
    static List<String> take(MemoryChannel channel, int most, Function<Event, String> says) {
        List<String> all = new ArrayList<>();
        Transaction transaction = channel.getTransaction();
        transaction.begin();
        try {
            Event event = channel.take();
            while (event != null) {
                all.add(says.apply(event));
                event = all.size() < most ? channel.take() : null;
            }
            transaction.commit();
        } finally {
            transaction.close();
        }
        return all;
    }

    static String body(Event event) {
        return new String(event.getBody(), UTF_8);
    }
}
