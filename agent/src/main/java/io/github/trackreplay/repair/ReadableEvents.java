/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.repair;

import io.github.trackreplay.channel.ChannelContent;
import io.github.trackreplay.channel.ChannelRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flume.ChannelException;
import org.apache.flume.Context;
import org.apache.flume.Transaction;
import org.apache.flume.channel.file.FileChannel;
import org.apache.flume.event.EventBuilder;

/** Puts what can still be read of a channel into a new one, as Flume's own file channel writes it. */
final class ReadableEvents {
    private static final int EVENTS_AT_ONCE = 100;
    private static final long BYTES_AT_ONCE = 8L << 20;
    private static final long MIN_CAPACITY = 1000;

    private final FileChannel channel = new FileChannel();
    private final List<ChannelRecord.Put> batch = new ArrayList<>();
    private long bytes;

    private ReadableEvents() {}

    /**
     * Writes a channel into directories that do not exist yet.
     *
     * @param number how many events wait
     * @throws IOException if the new channel cannot be written; the old one is as it was
     */
    static void write(ChannelContent content, long number, Path checkpoint, Path data) throws IOException {
        ReadableEvents events = new ReadableEvents();
        events.open(number, checkpoint, data);
        try {
            content.eachWaiting(events::add);
            events.put();
        } catch (ChannelException | IllegalStateException e) {
            throw new IOException("a new channel in " + data + " cannot be written: " + e.getMessage(), e);
        } finally {
            events.channel.stop();
        }
    }

    private void open(long number, Path checkpoint, Path data) throws IOException {
        channel.setName("repaired");
        channel.configure(new Context(Map.of(
                "checkpointDir", checkpoint.toString(),
                "dataDirs", data.toString(),
                "capacity", Long.toString(Math.min(Integer.MAX_VALUE, Math.max(MIN_CAPACITY, number))),
                "transactionCapacity", Integer.toString(EVENTS_AT_ONCE),
                "keep-alive", "0",
                "minimumRequiredSpace", "1048576")));
        channel.start();
        if (!channel.isOpen()) {
            throw new IOException("no new channel can be made in " + data + "; is there space enough?");
        }
    }

    private void add(ChannelRecord.Put put) {
        batch.add(put);
        bytes += put.body().length;
        if (batch.size() == EVENTS_AT_ONCE || bytes >= BYTES_AT_ONCE) {
            put();
        }
    }

    private void put() {
        Transaction transaction = channel.getTransaction();
        transaction.begin();
        boolean committed = false;
        try {
            batch.forEach(put -> channel.put(EventBuilder.withBody(put.body(), put.headers())));
            transaction.commit();
            committed = true;
        } finally {
            if (!committed) {
                transaction.rollback();
            }
            transaction.close();
        }
        batch.clear();
        bytes = 0;
    }
}
