/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import io.github.trackreplay.json.JsonText;
import io.github.trackreplay.json.JsonWriter;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;

/** Event times in documents: {@code 2026-03-02T20:11:22.000Z}, always with milliseconds and in UTC. */
final class IsoTime {
    private static final int LENGTH = 24;
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

    /** Reads what {@link #write} wrote as a string: exactly that form. */
    static long read(JsonText text) throws DateTimeException {
        byte[] b = text.bytes();
        int at = text.from();
        if (text.to() - at != LENGTH || b[at + 10] != 'T' || b[at + 19] != '.' || b[at + 23] != 'Z') {
            throw new DateTimeException("no time of this form");
        }
        long day = LocalDate.of(digits(b, at, 4), digits(b, at + 5, 2), digits(b, at + 8, 2))
                .toEpochDay();
        long second = LocalTime.of(digits(b, at + 11, 2), digits(b, at + 14, 2), digits(b, at + 17, 2))
                .toSecondOfDay();
        return day * DAY + second * 1000 + digits(b, at + 20, 3);
    }

    private static int digits(byte[] b, int at, int count) {
        int value = 0;
        for (int i = at; i < at + count; i++) {
            int digit = b[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new DateTimeException("no digits");
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
