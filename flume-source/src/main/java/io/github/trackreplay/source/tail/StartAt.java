/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.takeover.OtherTail;
import io.github.trackreplay.takeover.TakeOver;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;

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

    /** Where another tail has stopped. */
    record TakenOver(TakeOver from) implements StartAt {}

    /**
     * Reads {@code beginning}, {@code end}, an ISO 8601 time with its zone, or another tail and its positions, such as {@code
     * filebeat:/var/lib/filebeat/registry}.
     *
     * @throws IllegalArgumentException with the remedy
     */
    static StartAt parse(String text) {
        return switch (text.trim().toLowerCase(Locale.ROOT)) {
            case "beginning" -> new Beginning();
            case "end" -> new End();
            default -> other(text.trim()).orElseGet(() -> time(text.trim()));
        };
    }

    private static Optional<StartAt> other(String text) {
        int colon = text.indexOf(':');
        return OtherTail.of(colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT))
                .map(tail -> new TakenOver(
                        new TakeOver(tail, Path.of(text.substring(colon + 1).trim()))));
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
                        "must be beginning, end, a time with its zone such as 2026-11-22T06:00:00+01:00, or where another"
                                + " tail has stopped: taildir:FILE, filebeat:DIRECTORY, logstash:FILE.",
                        e2);
            }
        }
    }
}
