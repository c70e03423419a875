/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.sink.LeftOut;
import io.github.trackreplay.source.tail.PackTimes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * The time of which requests are imported; the others are left out. Immutable.
 *
 * @param from its first moment, milliseconds since 1970-01-01 UTC
 * @param until the first moment behind it
 */
public record TimeWindow(long from, long until) implements LeftOut {
    /** The reason by which the others are counted. */
    public static final String REASON = "outside-window";

    /** All time. */
    public static final TimeWindow ALL = new TimeWindow(Long.MIN_VALUE, Long.MAX_VALUE);

    /**
     * Reads a time with its zone.
     *
     * @throws IllegalArgumentException with a sentence, to stand behind the option's name
     */
    public static long parse(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' is not a time with its zone, such as 2026-11-21T22:00:00Z or 2026-11-21T23:00:00+01:00.",
                    e);
        }
    }

    @Override
    public Optional<String> reason(LogFile file, TrackingRequest request) {
        return request.time() >= from && request.time() < until ? Optional.empty() : Optional.of(REASON);
    }

    /** Whether any of these times may lie in it. */
    boolean touches(PackTimes.Span times) {
        boolean none = times.least() > times.greatest();
        return none || (times.greatest() >= from && times.least() < until);
    }

    /** As people read it. */
    @Override
    public String toString() {
        String begin = from == Long.MIN_VALUE ? "" : " from " + Instant.ofEpochMilli(from);
        return (begin + (until == Long.MAX_VALUE ? "" : " until " + Instant.ofEpochMilli(until))).trim();
    }
}
