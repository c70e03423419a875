/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.github.trackreplay.option.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.flume.Context;
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
 * everything waits; while none works, the wait is one second and not five; and what a collector got last before it failed
 * goes to the next one too (see {@link RepeatingSink}). A collector that refuses because it cannot reach the database (see
 * {@link CollectorSource}) is told to keep everything when no other one takes it, and asked again when it has been left alone
 * long enough. Each turn of events is announced once.
 *
 * <p>Not thread-safe: one runner calls it.
 *
 * <p>Why so: {@code docs/decisions/0008-own-failover.md}.
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
    private final List<FailoverCandidate> candidates = new ArrayList<>();
    private State state = State.TAKEN;

    /** What becomes of what is sent, for the log. */
    private enum State {
        TAKEN,
        KEPT,
        STUCK
    }

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
            candidates.add(new FailoverCandidate(sink, priority(context, sink.getName()), FIRST_RETRY, retryAtMost));
        }
        candidates.sort(
                Comparator.comparing(FailoverCandidate::priority).reversed().thenComparing(FailoverCandidate::name));
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
     * Has the first collector that works take what the channel holds: one that need not be left alone; else one that
     * refused, which is told to keep it; else one that failed.
     *
     * @return what its sink said, or {@code READY} after a pause if no collector took anything; it is back in the channel
     */
    @Override
    public Sink.Status process() throws EventDeliveryException {
        long now = nanoTime.getAsLong();
        List<FailoverCandidate> rested = select(candidate -> !candidate.leftAlone(now));
        List<FailoverCandidate> dead = select(candidate -> candidate.leftAlone(now) && !candidate.refuses());
        Optional<Sink.Status> status = first(rested, false);
        if (status.isEmpty()) {
            status = first(refusing(), true);
        }
        if (status.isEmpty()) {
            status = first(dead, false);
        }
        return status.isPresent() ? status.get() : pause();
    }

    private List<FailoverCandidate> select(Predicate<FailoverCandidate> condition) {
        return candidates.stream().filter(condition).toList();
    }

    /** Those that live but refuse; those that refused even to keep anything come last. */
    private List<FailoverCandidate> refusing() {
        return candidates.stream()
                .filter(FailoverCandidate::refuses)
                .sorted(Comparator.comparing(FailoverCandidate::full))
                .toList();
    }

    private Optional<Sink.Status> first(List<FailoverCandidate> turn, boolean insist) throws EventDeliveryException {
        for (FailoverCandidate candidate : turn) {
            try {
                FailoverCandidate.Turn result = candidate.process(insist);
                if (result.delivered()) {
                    delivered(candidate, insist);
                }
                if (!candidate.failing()) {
                    handOver(candidate);
                }
                return Optional.of(result.status());
            } catch (EventDeliveryException | RuntimeException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                failed(candidate, insist, e);
            }
        }
        return Optional.empty();
    }

    /** What those that fail confirmed last may be stuck there, so a collector that works gets it too. */
    private void handOver(FailoverCandidate working) {
        for (FailoverCandidate candidate : candidates) {
            if (candidate.failing()) {
                working.repeat(candidate.takeConfirmed());
            }
        }
    }

    private void delivered(FailoverCandidate candidate, boolean insist) {
        if (insist) {
            candidate.kept();
            if (state != State.KEPT) {
                log.warn(
                        "No collector reaches the database. The one of sink {} keeps what is sent until then.",
                        candidate.name());
            }
            state = State.KEPT;
        } else {
            if (candidate.worked() || state != State.TAKEN) {
                log.info("The collector of sink {} takes what is sent.", candidate.name());
            }
            state = State.TAKEN;
        }
    }

    private void failed(FailoverCandidate candidate, boolean insist, Exception failure) {
        boolean refusal = CollectorRefusedException.isCauseOf(failure);
        if (insist) {
            candidate.failedAlthoughInsisted(refusal);
        } else if (candidate.failed(nanoTime.getAsLong(), refusal)) {
            log.warn(
                    "The collector of sink {} does not take what is sent: {}. Another one gets it, if there is one.",
                    candidate.name(),
                    reason(failure));
        }
    }

    private Sink.Status pause() {
        if (state != State.STUCK) {
            state = State.STUCK;
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
