/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import io.github.trackreplay.channel.ChannelReserve;
import io.github.trackreplay.disk.DiskReserve;
import io.github.trackreplay.health.ChannelUse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.flume.Event;
import org.apache.flume.FlumeException;
import org.apache.flume.event.EventBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that Filebeat and Logstash write to ({@code output.logstash}, the lumberjack output): each document is an event's body, as
 * it came. It acknowledges a document after the channel has committed it, so that what is lost on the way is sent again; what
 * has been committed and could not be acknowledged is sent again too. While the channel is full the shippers wait.
 *
 * <p>Works in any agent and for any sink. Started and stopped by Flume; a thread for each connection.
 */
public final class BeatsSource extends ListeningSource {
    private static final Logger LOG = LoggerFactory.getLogger(BeatsSource.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private Optional<BeatsServer> server = Optional.empty();
    private volatile ChannelPuts puts;
    private CountDownLatch stopping = new CountDownLatch(1);

    public BeatsSource() {
        this(MemoryPool::ofHeap);
    }

    /** @param memory of all shippers, by how many there may be */
    BeatsSource(IntFunction<MemoryPool> memory) {
        super(BeatsSourceOptions::read, memory);
    }

    @Override
    public synchronized void start() {
        release();
        stopping = new CountDownLatch(1);
        CountDownLatch mine = stopping;
        ChannelUse.take(getChannelProcessor().getSelector().getAllChannels());
        DiskReserve reserve = ChannelReserve.of(
                values.get(BeatsSourceOptions.RESERVE),
                getChannelProcessor().getSelector().getAllChannels());
        puts = new ChannelPuts(this, counter, reserve, BeatsSourceOptions.BATCH_SIZE.name());
        try {
            server = Optional.of(BeatsServer.start(
                    values, getName(), memory.apply(values.get(BeatsSourceOptions.MAX_CONNECTIONS)), taking(mine)));
        } catch (BeatsServer.UnusableException e) {
            throw new FlumeException("The source " + getName() + " does not start. " + e.getMessage(), e);
        }
        OpenPort.warning(
                        values.get(BeatsSourceOptions.BIND),
                        BeatsSourceOptions.asks(values),
                        "ssl = true and clientAuth = required")
                .ifPresent(sentence -> LOG.warn("The source {}: {}", getName(), sentence));
        counter.start();
        super.start();
    }

    @Override
    void release() {
        stopping.countDown();
        if (server.isPresent()) {
            server.get().close();
            server = Optional.empty();
            counter.stop();
        }
    }

    /** The port it listens on; 0 while it does not. */
    synchronized int port() {
        return server.map(BeatsServer::port).orElse(0);
    }

    private BeatsConnection.Taking taking(CountDownLatch until) {
        return (documents, from) -> {
            List<Event> events = documents.stream().map(EventBuilder::withBody).toList();
            counter.incrementAppendBatchReceivedCount();
            counter.addToEventReceivedCount(events.size());
            while (!puts.put(events)) {
                if (until.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new InterruptedException("the source stops");
                }
                if (from.isClosed()) {
                    throw new IOException("the client has gone");
                }
            }
            counter.incrementAppendBatchAcceptedCount();
            counter.addToEventAcceptedCount(events.size());
        };
    }
}
