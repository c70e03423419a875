/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.github.trackreplay.health.ChannelTrouble;
import io.github.trackreplay.health.ChannelUse;
import io.github.trackreplay.health.ClosedChannel;
import io.github.trackreplay.option.Values;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.flume.Channel;
import org.apache.flume.ChannelException;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.api.RpcClient;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.sink.AvroSink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flume's Avro sink without its pauses: the hop from a frontend to a collector.
 *
 * <p>Flume's sink runner sleeps 1, 2, … 5 s after a sink has found its channel empty, and a file channel does not wait
 * for an event, so a stock Avro sink adds up to 5 s to every request of a quiet site. This one waits by itself, {@link
 * PromptAvroSinkOptions#IDLE_WAIT} at a time, and reports that it is ready. A failure is an exception, as Flume wants it.
 *
 * <p>It remembers what its collector has confirmed lately. A collector that dies keeps that in its channel until it runs
 * again, and the order of all requests would wait for it; so {@link CollectorFailover} has the next collector get it too.
 * What both have counts once.
 *
 * <p>It takes every setting of Flume's Avro sink, and a key store with which it shows a collector who it is. Why a collector
 * cannot be used is one sentence with host, port and cause, once a minute of each kind. Not thread-safe, as no Flume sink is: one runner calls it.
 *
 * <p>Why so: {@code docs/decisions/0005-own-avro-sink.md}.
 */
public final class PromptAvroSink extends AvroSink implements RepeatingSink {
    private static final Logger LOG = LoggerFactory.getLogger(PromptAvroSink.class);
    private static final long SAY_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final Map<HopFailure.Kind, Long> saidAt = new EnumMap<>(HopFailure.Kind.class);
    private Duration idleWait = Duration.ZERO;
    private Handover handover = new Handover(0, 0);
    private Optional<RepeatingClient> client = Optional.empty();
    private boolean insists;
    private OptionalLong channelSaidAt = OptionalLong.empty();
    private String host = "";
    private int port;

    @Override
    public void configure(Context context) {
        Values values =
                PromptAvroSinkOptions.OPTIONS.read("", PromptAvroSinkOptions.OPTIONS.own(context.getParameters()));
        if (!values.problems().isEmpty()) {
            throw new ConfigurationException(values.explanation());
        }
        idleWait = values.get(PromptAvroSinkOptions.IDLE_WAIT);
        handover = new Handover(
                values.get(PromptAvroSinkOptions.REPEAT_TIME).toNanos(),
                values.get(PromptAvroSinkOptions.REPEAT_BYTES));
        host = context.getString("hostname", "").trim();
        super.configure(context);
        port = context.getInteger("port", 0);
    }

    @Override
    protected RpcClient initializeRpcClient(Properties properties) {
        RepeatingClient made = new RepeatingClient(new HopClient(host, port, properties), handover, () -> insists);
        client = Optional.of(made);
        return made;
    }

    /**
     * Sends what the channel holds, or waits a moment if it holds nothing.
     *
     * @return {@code READY}, the wait has already happened; {@code BACKOFF} if the channel fails
     * @throws EventDeliveryException if the collector did not take the batch, which is back in the channel
     */
    @Override
    public Status process() throws EventDeliveryException {
        try {
            return attempt();
        } catch (EventDeliveryException e) {
            Optional<RuntimeException> ofTheChannel = WatchedChannel.failureIn(e);
            if (ofTheChannel.isEmpty()) {
                throw told(e);
            }
            sayWhy(ofTheChannel.get());
        } catch (ChannelException | IllegalStateException e) {
            sayWhy(e);
        }
        return Status.BACKOFF;
    }

    /** What Flume's sink takes from: it would print a trace for each failure, and go on as if the channel were empty. */
    @Override
    public synchronized @Nullable Channel getChannel() {
        Channel channel = super.getChannel();
        return channel == null ? null : new WatchedChannel(channel);
    }

    @Override
    public synchronized void start() {
        ChannelUse.take(List.of(super.getChannel()));
        super.start();
    }

    /** A channel that fails is no matter of the collector's: one sentence a minute, and an end where only a new start helps. */
    private void sayWhy(RuntimeException failure) {
        Optional<ClosedChannel> closed = ChannelTrouble.of(failure, List.of(super.getChannel()));
        long now = System.nanoTime();
        if (channelSaidAt.isEmpty() || now - channelSaidAt.getAsLong() >= SAY_EVERY_NANOS) {
            channelSaidAt = OptionalLong.of(now);
            LOG.error(
                    "The channel of sink {} gives no events. {}",
                    getName(),
                    closed.map(ClosedChannel::sentence)
                            .orElseGet(() -> ChannelTrouble.remedy(failure, List.of(super.getChannel()))));
        }
        LOG.debug("The attempt failed.", failure);
    }

    /** Without the trace of a failure that has a sentence; each kind of them is said once a minute. */
    private EventDeliveryException told(EventDeliveryException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof HopFailure failure) {
                long now = System.nanoTime();
                Long last = saidAt.get(failure.kind());
                if (last == null || now - last >= SAY_EVERY_NANOS) {
                    saidAt.put(failure.kind(), now);
                    LOG.warn("Sink {}: {} Requests wait in the channel.", getName(), failure.getMessage());
                }
                return failure;
            }
        }
        return e;
    }

    private Status attempt() throws EventDeliveryException {
        if (super.process() == Status.BACKOFF) {
            Optional<RepeatingClient> active = client.filter(RepeatingClient::isActive);
            if (active.isPresent()) {
                active.get().repeat();
            }
            try {
                Thread.sleep(idleWait.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Status.BACKOFF;
            }
        }
        return Status.READY;
    }

    @Override
    public void insist(boolean insist) {
        insists = insist;
    }

    @Override
    public long confirmed() {
        return handover.count();
    }

    @Override
    public List<Event> takeConfirmed() {
        return handover.takeAll();
    }

    @Override
    public void repeat(List<Event> events) {
        handover.repeat(events);
    }
}
