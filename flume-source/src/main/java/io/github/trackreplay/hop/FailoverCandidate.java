/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import java.time.Duration;
import java.util.List;
import org.apache.flume.Event;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.Sink;

/** One sink of a {@link CollectorFailover}, and for how long it should be left alone because it failed or refused. */
final class FailoverCandidate {
    private final Sink sink;
    private final int priority;
    private final long firstRetryNanos;
    private final long mostRetryNanos;
    private long pauseNanos;
    private long notBefore;
    private boolean refused;
    private boolean full;

    /** What came of a turn of a candidate that did not fail. */
    record Turn(Sink.Status status, boolean delivered) {}

    FailoverCandidate(Sink sink, int priority, Duration firstRetry, Duration mostRetry) {
        this.sink = sink;
        this.priority = priority;
        this.firstRetryNanos = firstRetry.toNanos();
        this.mostRetryNanos = Math.max(1, mostRetry.toNanos());
    }

    String name() {
        return sink.getName();
    }

    /** The greatest comes first. */
    int priority() {
        return priority;
    }

    /**
     * Has its sink take what the channel holds.
     *
     * @param insist whether the collector shall take it although it refused lately
     */
    Turn process(boolean insist) throws EventDeliveryException {
        if (sink instanceof RepeatingSink repeating) {
            long before = repeating.confirmed();
            repeating.insist(insist);
            return new Turn(repeating.process(), repeating.confirmed() > before);
        }
        Sink.Status status = sink.process();
        return new Turn(status, status == Sink.Status.READY);
    }

    boolean leftAlone(long now) {
        return failing() && now - notBefore < 0;
    }

    /** Whether it has not taken anything since it failed. */
    boolean failing() {
        return pauseNanos > 0;
    }

    /** Whether it lives, but refused last. */
    boolean refuses() {
        return failing() && refused;
    }

    /** Whether it refused even when it was told that nobody else takes it. */
    boolean full() {
        return full;
    }

    /** Returns whether it had failed before. */
    boolean worked() {
        boolean news = failing();
        pauseNanos = 0;
        full = false;
        return news;
    }

    /** Leaves it alone for a while, longer each time; returns whether it had worked before. */
    boolean failed(long now, boolean refusal) {
        boolean news = !failing();
        refused = refusal;
        full = false;
        pauseNanos = Math.min(mostRetryNanos, news ? firstRetryNanos : 2 * pauseNanos);
        notBefore = now + pauseNanos;
        return news;
    }

    /** Notes that it took what nobody else does. */
    void kept() {
        full = false;
    }

    /** Notes that it took nothing although it was told that nobody else does. */
    void failedAlthoughInsisted(boolean refusal) {
        refused = refusal;
        full = refusal;
    }

    /** Has events sent before anything else, if its sink can. */
    void repeat(List<Event> events) {
        if (sink instanceof RepeatingSink repeating && !events.isEmpty()) {
            repeating.repeat(events);
        }
    }

    /** What another collector must get because this one is dead or refuses. */
    List<Event> takeConfirmed() {
        return sink instanceof RepeatingSink repeating ? repeating.takeConfirmed() : List.of();
    }
}
