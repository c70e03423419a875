/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import io.github.trackreplay.disk.DiskReserve;
import io.github.trackreplay.health.Arrivals;
import io.github.trackreplay.health.ChannelTrouble;
import io.github.trackreplay.health.ClosedChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flume.Channel;
import org.apache.flume.Event;
import org.apache.flume.instrumentation.SourceCounter;
import org.apache.flume.source.AbstractSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what shippers sent on a source's channels while their disks have more free than the reserve, and says once that these
 * refuse it, and once that they take it again. Thread-safe.
 */
final class ChannelPuts {
    private final AbstractSource source;
    private final SourceCounter counter;
    private final DiskReserve reserve;
    private final String bounds;
    private final Logger log;
    private final AtomicBoolean refuses = new AtomicBoolean();

    /** @param bounds the setting of the source that bounds a transaction */
    ChannelPuts(AbstractSource source, SourceCounter counter, DiskReserve reserve, String bounds) {
        this.source = source;
        this.counter = counter;
        this.reserve = reserve;
        this.bounds = bounds;
        this.log = LoggerFactory.getLogger(source.getClass());
    }

    /** Returns whether the channels have committed all of it; otherwise nothing was taken, and the shipper must keep it. */
    boolean put(List<Event> events) {
        long bytes = events.stream()
                .mapToLong(event -> DiskReserve.event(event.getBody().length))
                .sum();
        return reserve.allows(bytes) && putAll(events);
    }

    private boolean putAll(List<Event> events) {
        try {
            source.getChannelProcessor().processEventBatch(events);
            Arrivals.tell(source.getChannelProcessor().getSelector().getAllChannels());
        } catch (RuntimeException e) {
            counter.incrementChannelWriteFail();
            if (refuses.compareAndSet(false, true)) {
                log.warn(
                        "The channel of source {} takes no events just now, so shippers keep them; nothing is lost. {}",
                        source.getName(),
                        why(e));
            }
            return false;
        }
        if (refuses.compareAndSet(true, false)) {
            log.info("The channel of source {} takes events again.", source.getName());
        }
        return true;
    }

    /** Why nothing is taken, and what to do about it. */
    String why(RuntimeException failure) {
        List<Channel> channels = source.getChannelProcessor().getSelector().getAllChannels();
        return ChannelTrouble.of(failure, channels)
                .map(ClosedChannel::sentence)
                .orElseGet(() -> ChannelTrouble.refusal(
                        failure,
                        channels,
                        "see why its sink does not drain it, and whether " + bounds
                                + " is no more than its transactionCapacity"));
    }
}
