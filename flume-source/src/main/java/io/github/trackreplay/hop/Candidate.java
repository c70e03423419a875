/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import java.time.Duration;
import java.util.List;
import org.apache.flume.Event;
import org.apache.flume.Sink;

/** One sink of a {@link CollectorFailover}, and for how long it should be left alone because it failed. */
final class Candidate {
    private final Sink sink;
    private final int priority;
    private final long firstRetryNanos;
    private final long mostRetryNanos;
    private long pauseNanos;
    private long notBefore;

    Candidate(Sink sink, int priority, Duration firstRetry, Duration mostRetry) {
        this.sink = sink;
        this.priority = priority;
        this.firstRetryNanos = firstRetry.toNanos();
        this.mostRetryNanos = Math.max(1, mostRetry.toNanos());
    }

    Sink sink() {
        return sink;
    }

    String name() {
        return sink.getName();
    }

    /** The greatest comes first. */
    int priority() {
        return priority;
    }

    boolean leftAlone(long now) {
        return pauseNanos > 0 && now - notBefore < 0;
    }

    /** Returns whether it had failed before. */
    boolean worked() {
        boolean news = pauseNanos > 0;
        pauseNanos = 0;
        return news;
    }

    /** Leaves it alone for a while, longer each time; returns whether it had worked before. */
    boolean failed(long now) {
        boolean news = pauseNanos == 0;
        pauseNanos = Math.min(mostRetryNanos, news ? firstRetryNanos : 2 * pauseNanos);
        notBefore = now + pauseNanos;
        return news;
    }

    /** Has events sent before anything else, if its sink can. */
    void repeat(List<Event> events) {
        if (sink instanceof PromptAvroSink prompt) {
            prompt.repeat(events);
        }
    }

    /** What another collector must get because this one is dead. */
    List<Event> takeConfirmed() {
        return sink instanceof PromptAvroSink prompt ? prompt.takeConfirmed() : List.of();
    }
}
