/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import io.github.trackreplay.json.JsonText;
import io.github.trackreplay.json.JsonWriter;
import java.time.DateTimeException;
import java.time.Instant;

/** Event times in documents: {@code 2026-03-02T20:11:22.000Z}, always with milliseconds and in UTC. */
final class IsoTime {
    private static final long DAY = 86_400_000L;
    private static final long YEAR_10000 = 253_402_300_800_000L;

    private IsoTime() {}

    /** Writes the time as a JSON string; one before 1970 or beyond the year 9999 as a bare number of milliseconds. */
    static void write(JsonWriter out, long millis) {
        if (millis < 0 || millis >= YEAR_10000) {
            out.number(millis);
            return;
        }
        out.raw('"');
        date(out, millis / DAY);
        out.raw('T');
        int ofDay = (int) (millis % DAY);
        out.padded(ofDay / 3_600_000, 2);
        out.raw(':');
        out.padded(ofDay / 60_000 % 60, 2);
        out.raw(':');
        out.padded(ofDay / 1000 % 60, 2);
        out.raw('.');
        out.padded(ofDay % 1000, 3);
        out.raw('Z');
        out.raw('"');
    }

    /** The civil date of a day since 1970-01-01, counted in years that begin in March so that leap days come last. */
    private static void date(JsonWriter out, long day) {
        long shifted = day + 719_468;
        long era = shifted / 146_097;
        int dayOfEra = (int) (shifted % 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        out.padded((int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0), 4);
        out.raw('-');
        out.padded(month, 2);
        out.raw('-');
        out.padded(dayOfYear - (153 * marchMonth + 2) / 5 + 1, 2);
    }

    /** Reads what {@link #write} wrote as a string. */
    static long read(JsonText text) throws DateTimeException {
        return Instant.parse(text.string()).toEpochMilli();
    }
}
