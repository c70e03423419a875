/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.github.trackreplay.option.Values;
import java.time.Duration;
import org.apache.flume.Context;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.sink.AvroSink;

/**
 * Flume's Avro sink without its pauses: the hop from a frontend to a collector.
 *
 * <p>Flume's sink runner sleeps 1, 2, … 5 s after a sink has found its channel empty, and a file channel does not wait
 * for an event, so a stock Avro sink adds up to 5 s to every request of a quiet site. This one waits by itself, {@link
 * PromptAvroSinkOptions#IDLE_WAIT} at a time, and reports that it is ready. A failure still reaches the runner as an
 * exception, so fail-over between collectors works as Flume documents it.
 *
 * <p>It takes every setting of Flume's Avro sink. Not thread-safe, as no Flume sink is: one runner calls it.
 */
public final class PromptAvroSink extends AvroSink {
    private Duration idleWait = Duration.ZERO;

    @Override
    public void configure(Context context) {
        Values values = PromptAvroSinkOptions.OWN.read("", PromptAvroSinkOptions.own(context.getParameters()));
        if (!values.problems().isEmpty()) {
            throw new ConfigurationException(values.explanation());
        }
        idleWait = values.get(PromptAvroSinkOptions.IDLE_WAIT);
        super.configure(context);
    }

    /**
     * Sends what the channel holds, or waits a moment if it holds nothing.
     *
     * @return always {@code READY}: the wait has already happened
     * @throws EventDeliveryException if the collector did not take the batch, which is back in the channel
     */
    @Override
    public Status process() throws EventDeliveryException {
        if (super.process() == Status.BACKOFF) {
            try {
                Thread.sleep(idleWait.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Status.BACKOFF;
            }
        }
        return Status.READY;
    }
}
