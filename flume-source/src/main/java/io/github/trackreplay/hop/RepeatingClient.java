/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.flume.Event;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.api.RpcClient;

/**
 * A connection that notes what the collector confirms, sends what is to be repeated before anything else, and knows a refusal
 * from a failure.
 */
record RepeatingClient(RpcClient client, Handover handover, BooleanSupplier insists) implements RpcClient {
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
        send(events);
        handover.confirmed(System.nanoTime(), events);
    }

    /** Sends what is to be repeated. */
    void repeat() throws EventDeliveryException {
        for (List<Event> batch = next(); !batch.isEmpty(); batch = next()) {
            send(batch);
            handover.repeated(System.nanoTime(), batch.size());
        }
    }

    private void send(List<Event> batch) throws EventDeliveryException {
        try {
            client.appendBatch(insists.getAsBoolean() ? Insistence.mark(batch) : batch);
        } catch (EventDeliveryException e) {
            throw CollectorRefusedException.isAnswer(e) ? new CollectorRefusedException() : e;
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
