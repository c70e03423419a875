/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import java.util.List;
import org.apache.flume.Event;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.api.RpcClient;

/** A connection that notes what the collector confirms, and sends what is to be repeated before anything else. */
final class RepeatingClient implements RpcClient {
    private final RpcClient client;
    private final Handover handover;

    RepeatingClient(RpcClient client, Handover handover) {
        this.client = client;
        this.handover = handover;
    }

    @Override
    public int getBatchSize() {
        return client.getBatchSize();
    }

    @Override
    public void append(Event event) throws EventDeliveryException {
        appendBatch(List.of(event));
    }

    @Override
    public void appendBatch(List<Event> events) throws EventDeliveryException {
        repeat();
        client.appendBatch(events);
        handover.confirmed(System.nanoTime(), events);
    }

    /** Sends what is to be repeated. */
    void repeat() throws EventDeliveryException {
        for (List<Event> batch = next(); !batch.isEmpty(); batch = next()) {
            client.appendBatch(batch);
            handover.repeated(System.nanoTime(), batch.size());
        }
    }

    private List<Event> next() {
        return handover.next(client.getBatchSize());
    }

    @Override
    public boolean isActive() {
        return client.isActive();
    }

    @Override
    public void close() {
        client.close();
    }
}
