/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.health;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * For how long the sinks of a channel have been trying in vain. A sink notes its attempts here, a source that fills the same
 * channel asks. Sinks that note nothing are not known, so never in trouble. Times are of {@link System#nanoTime}.
 * Thread-safe.
 */
public final class Deliveries {
    private static final Attempt DELIVERED = new Attempt(false, 0);

    private final Map<String, Attempt> lastBySink = new ConcurrentHashMap<>();

    /** What a sink did last; {@code since} counts while it has not succeeded. */
    private record Attempt(boolean open, long since) {}

    Deliveries() {}

    /** What is known of a channel's sinks: the same for everybody in this agent who has the same channel. */
    public static Deliveries of(Object channel) {
        return SharedByChannel.of(channel).deliveries();
    }

    /** Notes that a sink tries to deliver; an attempt that is open already goes on. */
    public void trying(String sink, long nanos) {
        lastBySink.merge(sink, new Attempt(true, nanos), (known, begun) -> known.open() ? known : begun);
    }

    /** Notes that a sink has delivered what it had. */
    public void delivered(String sink) {
        lastBySink.put(sink, DELIVERED);
    }

    /** Notes that a sink stops. One that stops in trouble stays in trouble: a start that failed is begun again and again. */
    public void stopped(String sink) {
        lastBySink.computeIfPresent(sink, (name, known) -> known.open() ? known : null);
    }

    /** For how many nanoseconds no sink of the channel has delivered although each of them tried; 0 when one has. */
    public long inVain(long nanos) {
        return lastBySink.values().stream()
                .mapToLong(attempt -> attempt.open() ? Math.max(0, nanos - attempt.since()) : 0)
                .min()
                .orElse(0);
    }
}
