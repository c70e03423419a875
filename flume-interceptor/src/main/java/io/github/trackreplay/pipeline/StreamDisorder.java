/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.pipeline;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far event times run backwards within each stream, as far as that has been seen: at least what is configured, at most
 * {@link #MOST}. What was seen is forgotten by and by, an eighth for each hour of event time. Thread-safe.
 */
final class StreamDisorder {
    /** A line that lies further back is late, and no reason for all others to wait. */
    static final long MOST = 10 * 60_000L;

    private static final long HOUR = 3_600_000;
    private static final int MOST_STREAMS = 10_000;

    private final long least;
    private final Map<String, Seen> streams = new ConcurrentHashMap<>();

    StreamDisorder(long least) {
        this.least = least;
    }

    private record Seen(long greatest, long disorder, long since) {
        Seen and(long time) {
            if (time >= greatest) {
                boolean old = time - since > HOUR;
                return new Seen(time, old ? disorder - disorder / 8 : disorder, old ? time : since);
            }
            long back = greatest - time;
            return back > disorder && back <= MOST ? new Seen(greatest, back, greatest) : this;
        }
    }

    /** Notes a request's time. */
    void note(String stream, long time) {
        if (streams.containsKey(stream) || streams.size() < MOST_STREAMS) {
            streams.compute(stream, (name, seen) -> seen == null ? new Seen(time, 0, time) : seen.and(time));
        }
    }

    /** Milliseconds. */
    long of(String stream) {
        Seen seen = streams.get(stream);
        return seen == null ? least : Math.max(least, seen.disorder());
    }
}
