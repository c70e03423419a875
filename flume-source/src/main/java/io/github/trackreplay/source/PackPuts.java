/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import io.github.trackreplay.disk.DiskReserve;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.RawPackCodec;
import io.github.trackreplay.event.ShownTimes;
import io.github.trackreplay.event.UndecidedFormatException;
import io.github.trackreplay.health.AgentExit;
import io.github.trackreplay.health.Arrivals;
import io.github.trackreplay.health.ChannelTrouble;
import io.github.trackreplay.health.ClosedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flume.Channel;
import org.apache.flume.ChannelException;
import org.apache.flume.Event;
import org.apache.flume.channel.ChannelProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the packs of a source on its channel, says once when it takes none and when it does again, and tells who waits for them. For one
 * thread but for {@link #refused}.
 */
final class PackPuts {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLogSource.class);

    /** What a line takes besides its text. */
    static final long LINE_BYTES = 512;

    private final String source;
    private final ChannelProcessor channels;
    private final ReadStreams read;
    private final AccessLogSourceCounter counter;
    private final UndisturbedPuts puts;
    private volatile boolean refused;

    PackPuts(AccessLogSource source, ReadStreams read, AccessLogSourceCounter counter) {
        this.source = source.getName();
        this.channels = source.getChannelProcessor();
        this.read = read;
        this.counter = counter;
        this.puts = new UndisturbedPuts(this.source + "-puts");
    }

    /** Is told which times the interceptor has found in a pack's lines; empty where it could read none. */
    interface Shown {
        void showed(RawPack pack, Optional<ShownTimes> times);
    }

    /** What packs take on the channel's disk at most: as documents lines grow, hardly ever to more than twice. */
    static long size(List<RawPack> packs) {
        long bytes = 0;
        for (RawPack pack : packs) {
            long body = 0;
            for (RawLine line : pack.lines()) {
                body += LINE_BYTES + 2L * line.bytes().length;
            }
            bytes += DiskReserve.event(body);
        }
        return bytes;
    }

    static boolean bringLines(List<RawPack> packs) {
        return packs.stream().anyMatch(pack -> !pack.lines().isEmpty());
    }

    /** Has the interceptor see events that it drops. */
    void show(List<Event> events) {
        puts.put(events, channels::processEventBatch);
    }

    /**
     * Puts packs in one transaction.
     *
     * @return whether the channel has taken them; of what it has not, nothing is lost
     * @throws UndecidedFormatException if nobody knows yet in which format a stream's lines are
     */
    boolean put(List<RawPack> packs, Shown shown) {
        List<Event> events = new ArrayList<>(packs.size());
        for (RawPack pack : packs) {
            Optional<String> format = read.format(pack.header().file().stream());
            events.add(new RawPackEvent(pack, RawPackCodec.keptHeaders(pack, format)));
        }
        counter.incrementAppendBatchReceivedCount();
        counter.addToEventReceivedCount(events.size());
        if (!isTaken(packs, events)) {
            return false;
        }
        learn(packs, events, shown);
        counter.incrementAppendBatchAcceptedCount();
        counter.addToEventAcceptedCount(events.size());
        return true;
    }

    private boolean isTaken(List<RawPack> packs, List<Event> events) {
        try {
            puts.put(events, channels::processEventBatch);
            tell(packs);
        } catch (UndecidedFormatException e) {
            throw e;
        } catch (RuntimeException e) {
            // thrown on, it would come back from Flume's runner twenty times a second, each time with its trace
            counter.incrementChannelWriteFail();
            if (!refused) {
                sayWhy(e);
            }
            refused = true;
            return false;
        }
        if (refused) {
            LOG.info("The channel of source {} takes events again.", source);
        }
        refused = false;
        return true;
    }

    /** Whether the channel takes nothing just now. May be called by any thread. */
    boolean refused() {
        return refused;
    }

    /** Heartbeats that nobody waits for wake nobody: the sink finds them when it looks. */
    private void tell(List<RawPack> packs) {
        if (!nobodyWaits() || bringLines(packs)) {
            Arrivals.tell(channels());
        }
    }

    boolean nobodyWaits() {
        return Arrivals.nobodyWaits(channels());
    }

    private List<Channel> channels() {
        return channels.getSelector().getAllChannels();
    }

    /**
     * The interceptor knows whether the format fits, and the lines' times; their order decides what may be promised of what is still to
     * come.
     */
    private void learn(List<RawPack> packs, List<Event> events, Shown shown) {
        for (int i = 0; i < packs.size(); i++) {
            Map<String, String> headers = events.get(i).getHeaders();
            String stream = packs.get(i).header().file().stream();
            RawPackCodec.toldFormat(headers).ifPresent(format -> read.note(stream, format));
            Optional<ShownTimes> times = ShownTimes.in(headers);
            if (!packs.get(i).lines().isEmpty() && (times.isPresent() || !ShownTimes.told(headers))) {
                shown.showed(packs.get(i), times);
            }
        }
    }

    /** A channel that was not opened at the start stays closed: the service manager, or the operator, starts the agent again. */
    private void sayWhy(RuntimeException failure) {
        if (failure instanceof ChannelException) {
            LOG.warn(
                    "The channel of source {} takes no events just now, so reading waits; nothing is lost. {}",
                    source,
                    ChannelTrouble.refusal(failure, channels(), "see why its sink does not drain it"));
            return;
        }
        Optional<ClosedChannel> closed = ChannelTrouble.of(failure, channels());
        if (closed.isEmpty()) {
            LOG.error(
                    "What source {} reads does not get into its channel, so reading waits; nothing is lost. {}",
                    source,
                    ChannelTrouble.remedy(failure, channels()),
                    failure);
            return;
        }
        LOG.error(
                "Source {}: {} Nothing is lost, the logs are read from where they were. {}",
                source,
                closed.get().sentence(),
                AgentExit.endsTheProcess() ? "The agent ends, so that it can be started again." : "Start Flume again.");
    }

    /** Lets the thread go. */
    void end() {
        puts.end();
    }
}
