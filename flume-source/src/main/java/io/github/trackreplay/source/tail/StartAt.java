/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;

/** Where a stream begins that has no position yet. */
public sealed interface StartAt {
    /** With the first byte of its oldest file. */
    record Beginning() implements StartAt {}

    /** Behind what is there at the first look. Files that come later are read from their beginning. */
    record End() implements StartAt {}

    /**
     * With the requests of a time: lines with an earlier event time are skipped, wherever they stand.
     *
     * @param millis the time, milliseconds since 1970-01-01 UTC
     */
    record Time(long millis) implements StartAt {}

    /**
     * Reads {@code beginning}, {@code end} or an ISO 8601 time with its zone.
     *
     * @throws IllegalArgumentException with the remedy
     */
    static StartAt parse(String text) {
        return switch (text.trim().toLowerCase(Locale.ROOT)) {
            case "beginning" -> new Beginning();
            case "end" -> new End();
            default -> time(text.trim());
        };
    }

    private static StartAt time(String text) {
        try {
            return new Time(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException e) {
            try {
                return new Time(Instant.parse(text).toEpochMilli());
            } catch (DateTimeException e2) {
                e2.addSuppressed(e);
                throw new IllegalArgumentException(
                        "must be beginning, end, or a time with its zone such as 2026-11-22T06:00:00+01:00.", e2);
            }
        }
    }
}
