/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.github.trackreplay.health.Deliveries;
import io.github.trackreplay.option.Values;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.flume.Context;
import org.apache.flume.conf.ConfigurationException;
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
 * <p>It takes every setting of Flume's Avro source. A refusal changes nothing: the batch is still the frontend's. Called by
 * many threads.
 */
public final class CollectorSource extends AvroSource {
    private static final Logger log = LoggerFactory.getLogger(CollectorSource.class);

    private final LongSupplier nanoTime;
    private final AtomicBoolean refusing = new AtomicBoolean();
    private volatile Duration refuseAfter = Duration.ZERO;

    /** Used by Flume. */
    public CollectorSource() {
        this(System::nanoTime);
    }

    CollectorSource(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public void configure(Context context) {
        Values values =
                CollectorSourceOptions.OPTIONS.read("", CollectorSourceOptions.OPTIONS.own(context.getParameters()));
        if (!values.problems().isEmpty()) {
            throw new ConfigurationException("Source " + getName() + " cannot be used: " + values.explanation());
        }
        refuseAfter = values.get(CollectorSourceOptions.REFUSE_AFTER);
        super.configure(context);
    }

    @Override
    public Status append(AvroFlumeEvent event) {
        return mayTake(List.of(event)) ? super.append(event) : Status.FAILED;
    }

    @Override
    public Status appendBatch(List<AvroFlumeEvent> events) {
        return mayTake(events) ? super.appendBatch(events) : Status.FAILED;
    }

    private boolean mayTake(List<AvroFlumeEvent> events) {
        boolean insisted = Insistence.takeOff(events);
        boolean trouble = !refuseAfter.isZero() && inVain() >= refuseAfter.toNanos();
        if (refusing.compareAndSet(!trouble, trouble)) {
            announce(trouble);
        }
        return insisted || !trouble;
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
