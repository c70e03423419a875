/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.github.trackreplay.option.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.Sink;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.sink.AbstractSinkProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends to the first collector that works: a sink group's processor, {@code processor.priority.SINK} says which comes first.
 *
 * <p>Against Flume's own {@code failover}: a collector that is left alone because it failed is tried all the same before
 * everything waits; while none works, the wait is one second and not five; and what a dead collector got last goes to the
 * next one too (see {@link PromptAvroSink}). Each turn of events is announced once.
 *
 * <p>Not thread-safe: one runner calls it.
 */
public final class CollectorFailover extends AbstractSinkProcessor {
    private static final Logger log = LoggerFactory.getLogger(CollectorFailover.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Waits, and can be interrupted. */
    interface Sleep {
        void run(Duration time) throws InterruptedException;
    }

    private final LongSupplier nanoTime;
    private final Sleep sleep;
    private final List<Candidate> candidates = new ArrayList<>();
    private List<Event> orphans = List.of();
    private boolean noneWorks;

    /** As Flume makes it. */
    public CollectorFailover() {
        this(System::nanoTime, time -> Thread.sleep(time.toMillis()));
    }

    CollectorFailover(LongSupplier nanoTime, Sleep sleep) {
        this.nanoTime = nanoTime;
        this.sleep = sleep;
    }

    @Override
    public void configure(Context context) {
        Values values = CollectorFailoverOptions.OPTIONS.read("processor.", context.getParameters());
        if (!values.problems().isEmpty()) {
            throw new ConfigurationException(values.explanation());
        }
        Duration retryAtMost = values.get(CollectorFailoverOptions.RETRY_AT_MOST);
        candidates.clear();
        for (Sink sink : getSinks()) {
            candidates.add(new Candidate(sink, priority(context, sink.getName()), FIRST_RETRY, retryAtMost));
        }
        candidates.sort(Comparator.comparing(Candidate::priority).reversed().thenComparing(Candidate::name));
    }

    private static int priority(Context context, String sink) {
        String name = CollectorFailoverOptions.PRIORITY + sink;
        try {
            return context.getInteger(name, 0);
        } catch (NumberFormatException e) {
            throw new ConfigurationException("processor." + name + " must be a number.", e);
        }
    }

    /**
     * Has the first collector that works take what the channel holds.
     *
     * @return what its sink said, or {@code READY} after a pause if no collector took anything; it is back in the channel
     */
    @Override
    public Sink.Status process() throws EventDeliveryException {
        for (Candidate candidate : turn()) {
            try {
                candidate.repeat(orphans);
                orphans = List.of();
                Sink.Status status = candidate.sink().process();
                worked(candidate);
                return status;
            } catch (EventDeliveryException | RuntimeException e) {
                orphans = candidate.takeConfirmed();
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                failed(candidate, e);
            }
        }
        return pause();
    }

    /** Those that may be tried, the preferred one first; then those that should be left alone, for no other is left. */
    private List<Candidate> turn() {
        long now = nanoTime.getAsLong();
        List<Candidate> turn = new ArrayList<>(candidates);
        turn.sort(Comparator.comparing(candidate -> candidate.leftAlone(now)));
        return turn;
    }

    private void worked(Candidate candidate) {
        if (candidate.worked() || noneWorks) {
            log.info("The collector of sink {} takes what is sent.", candidate.name());
        }
        noneWorks = false;
    }

    private void failed(Candidate candidate, Exception failure) {
        if (candidate.failed(nanoTime.getAsLong())) {
            log.warn(
                    "The collector of sink {} does not take what is sent: {}. Another one gets it, if there is one.",
                    candidate.name(),
                    reason(failure));
        }
    }

    private Sink.Status pause() {
        if (!noneWorks) {
            noneWorks = true;
            log.error("No collector takes what is sent. Requests wait in the channel; they are sent when one is back.");
        }
        try {
            sleep.run(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Sink.Status.BACKOFF;
        }
        return Sink.Status.READY;
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
