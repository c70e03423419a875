/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.github.trackreplay.channel.ChannelReserve;
import io.github.trackreplay.disk.DiskReserve;
import io.github.trackreplay.health.Arrivals;
import io.github.trackreplay.health.ChannelTrouble;
import io.github.trackreplay.health.ChannelUse;
import io.github.trackreplay.health.ClosedChannel;
import io.github.trackreplay.health.Deliveries;
import io.github.trackreplay.option.Values;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.FlumeException;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.instrumentation.SourceCounter;
import org.apache.flume.lifecycle.LifecycleState;
import org.apache.flume.source.AvroSource;
import org.apache.flume.source.avro.AvroFlumeEvent;
import org.apache.flume.source.avro.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flume's Avro source that refuses what frontends send while the sink behind its channel cannot reach the database, so that
 * they use another collector: what lay in this one's channel would hold up the order of all requests. When every collector
 * refuses, frontends insist, and it takes and keeps what they send, as Flume's source does.
 *
 * <p>It takes every setting of Flume's Avro source, and has a server of its own ({@link HopServer}), because Flume's asks no
 * client for a certificate and believes every length that one names. A refusal changes nothing: the batch is still the
 * frontend's. Called by many threads.
 *
 * <p>Why so: {@code docs/decisions/0013-collectors-that-refuse.md}.
 */
public final class CollectorSource extends AvroSource {
    private static final Logger log = LoggerFactory.getLogger(CollectorSource.class);

    private final LongSupplier nanoTime;
    private final AtomicBoolean refusing = new AtomicBoolean();
    private final AtomicBoolean channelRefuses = new AtomicBoolean();
    private volatile Optional<DiskReserve> reserve = Optional.empty();
    private long reserved;
    private volatile Duration refuseAfter = Duration.ZERO;
    private volatile LifecycleState state = LifecycleState.IDLE;
    private SourceCounter counter;
    private HopServer.Settings settings;
    private Optional<HopServer> server = Optional.empty();

    /** Used by Flume. */
    public CollectorSource() {
        this(System::nanoTime);
    }

    CollectorSource(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public void configure(Context context) {
        Values values = CollectorSourceOptions.read(
                "", CollectorSourceOptions.OPTIONS.own(context.getParameters()), context.getBoolean("ssl", false));
        if (!values.problems().isEmpty()) {
            throw new ConfigurationException("Source " + getName() + " cannot be used: " + values.explanation());
        }
        refuseAfter = values.get(CollectorSourceOptions.REFUSE_AFTER);
        reserved = values.get(CollectorSourceOptions.RESERVE);
        settings = HopServer.Settings.of(values, context);
        Context others = new Context(context.getParameters());
        others.put("ssl", "false"); // Flume would open the key store only to say that it cannot
        super.configure(others);
        counter = counter == null ? new SourceCounter(getName()) : counter;
    }

    @Override
    public synchronized void start() {
        release();
        ChannelUse.take(getChannelProcessor().getSelector().getAllChannels());
        reserve = Optional.of(
                ChannelReserve.of(reserved, getChannelProcessor().getSelector().getAllChannels()));
        try {
            server = Optional.of(HopServer.start(settings, this, nanoTime));
        } catch (HopServer.UnusableException e) {
            throw new FlumeException("The source " + getName() + " does not start. " + e.getMessage(), e);
        }
        counter.start();
        state = LifecycleState.START;
    }

    @Override
    public synchronized void stop() {
        release();
        state = LifecycleState.STOP;
    }

    private void release() {
        Optional<HopServer> stopping = server;
        server = Optional.empty();
        if (stopping.isPresent()) {
            HopServer closing = stopping.get();
            try (closing) {
                counter.stop();
            }
        }
    }

    @Override
    public synchronized LifecycleState getLifecycleState() {
        return state;
    }

    /** The port it listens on; 0 while it does not. */
    synchronized int port() {
        return server.map(HopServer::port).orElse(0);
    }

    @Override
    public Status append(AvroFlumeEvent event) {
        return appendBatch(List.of(event));
    }

    @Override
    public Status appendBatch(List<AvroFlumeEvent> events) {
        counter.incrementAppendBatchReceivedCount();
        counter.addToEventReceivedCount(events.size());
        if (!mayTake(events) || !put(events)) {
            return Status.FAILED;
        }
        counter.incrementAppendBatchAcceptedCount();
        counter.addToEventAcceptedCount(events.size());
        return Status.OK;
    }

    /** What does not get into the channel is still the frontend's, which sends it again: one sentence is enough. */
    private boolean put(List<AvroFlumeEvent> events) {
        try {
            getChannelProcessor()
                    .processEventBatch(
                            events.stream().map(CollectorSource::event).toList());
            Arrivals.tell(getChannelProcessor().getSelector().getAllChannels());
        } catch (RuntimeException e) {
            counter.incrementChannelWriteFail();
            if (channelRefuses.compareAndSet(false, true)) {
                sayWhy(e);
            }
            return false;
        }
        if (channelRefuses.compareAndSet(true, false)) {
            log.info("The channel of source {} takes events again.", getName());
        }
        return true;
    }

    private void sayWhy(RuntimeException failure) {
        Optional<ClosedChannel> closed =
                ChannelTrouble.of(failure, getChannelProcessor().getSelector().getAllChannels());
        log.warn(
                "The channel of source {} takes no events just now, so frontends keep them or use another collector; nothing is"
                        + " lost. {}",
                getName(),
                closed.map(ClosedChannel::sentence)
                        .orElseGet(() -> ChannelTrouble.refusal(
                                failure,
                                getChannelProcessor().getSelector().getAllChannels(),
                                "see why its sink does not drain it")));
    }

    private static Event event(AvroFlumeEvent avro) {
        Map<String, String> headers = new HashMap<>();
        avro.getHeaders().forEach((name, value) -> headers.put(name.toString(), value.toString()));
        ByteBuffer body = avro.getBody();
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return EventBuilder.withBody(bytes, headers);
    }

    private boolean mayTake(List<AvroFlumeEvent> events) {
        boolean insisted = Insistence.takeOff(events);
        boolean trouble = !refuseAfter.isZero() && inVain() >= refuseAfter.toNanos();
        if (refusing.compareAndSet(!trouble, trouble)) {
            announce(trouble);
        }
        boolean room = reserve.isEmpty()
                || reserve.get().allows(size(events)); // without it the channel would never drain again
        return room && (insisted || !trouble);
    }

    private static long size(List<AvroFlumeEvent> events) {
        return events.stream()
                .mapToLong(event -> DiskReserve.event(event.getBody().remaining()))
                .sum();
    }

    /** For how long the sinks of one of our channels have been trying in vain, the longest. */
    private long inVain() {
        long now = nanoTime.getAsLong();
        return getChannelProcessor().getSelector().getAllChannels().stream()
                .mapToLong(channel -> Deliveries.of(channel).inVain(now))
                .max()
                .orElse(0);
    }

    private void announce(boolean trouble) {
        if (trouble) {
            log.warn(
                    "Nothing has reached the database from here for {} s, so this collector refuses what frontends send and"
                            + " they use another one. What no other one takes is kept here.",
                    refuseAfter.toSeconds());
        } else {
            log.info("The database is reached again: this collector takes what frontends send.");
        }
    }
}
