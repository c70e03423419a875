/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Times as servers write them, read from bytes without making objects. Every method gives {@link #NONE} for other bytes. */
final class Times {
    static final long NONE = Long.MIN_VALUE;
    static final int CLF_LENGTH = 26;

    private static final int DATE_LENGTH = 10;
    private static final long DAY = 86_400_000L;

    private static final int SECONDS = 10;
    private static final int MILLISECONDS = 13;
    private static final int MICROSECONDS = 16;

    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private Times() {}

    /** {@code 02/Mar/2026:20:11:22 +0000}, perhaps with a fraction behind the second */
    static long clf(byte[] b, int from, int to) {
        int zoneAt = to - 6;
        if (zoneAt < from + 20 || b[from + 2] != '/' || b[from + 6] != '/' || b[from + 11] != ':' || b[zoneAt] != ' ') {
            return NONE;
        }
        long date = civil(digits(b, from + 7, 4), month(b, from + 3), digits(b, from, 2));
        long ofDay = ofDay(b, from + 12);
        long fraction = zoneAt == from + 20 ? 0 : clfFraction(b, from + 20, zoneAt);
        long time = sum(date, ofDay, zone(b, zoneAt + 1, to));
        return time == NONE || fraction == NONE ? NONE : time + fraction;
    }

    private static long clfFraction(byte[] b, int from, int to) {
        return b[from] == '.' || b[from] == ',' ? allDigits(b, from + 1, to) ? fraction(b, from + 1, to) : NONE : NONE;
    }

    private static boolean allDigits(byte[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(b[i])) {
                return false;
            }
        }
        return from < to;
    }

    /** {@code 2026-03-02T20:11:22.123+01:00}; a space instead of {@code T} is taken, a missing zone is not. */
    static long iso(byte[] b, int from, int to) {
        int behindTime = from + 19;
        if (to <= behindTime || (b[from + 10] != 'T' && b[from + 10] != ' ' && b[from + 10] != 't')) {
            return NONE;
        }
        int zoneAt = behindTime;
        long fraction = 0;
        if (b[zoneAt] == '.' || b[zoneAt] == ',') {
            int digits = behindTime + 1;
            zoneAt = digits;
            while (zoneAt < to && isDigit(b[zoneAt])) {
                zoneAt++;
            }
            fraction = fraction(b, digits, zoneAt);
        }
        long time = sum(date(b, from, from + DATE_LENGTH), ofDay(b, from + 11), zone(b, zoneAt, to));
        return time == NONE || fraction == NONE ? NONE : time + fraction;
    }

    /** {@code 2026-03-02} */
    static long date(byte[] b, int from, int to) {
        if (to - from != DATE_LENGTH || b[from + 4] != '-' || b[from + 7] != '-') {
            return NONE;
        }
        return civil(digits(b, from, 4), digits(b, from + 5, 2), digits(b, from + 8, 2));
    }

    /** {@code 20:11:22}, perhaps with a fraction */
    static long timeOfDay(byte[] b, int from, int to) {
        int end = from + 8;
        if (to < end) {
            return NONE;
        }
        long fraction = to == end ? 0 : b[end] == '.' ? fraction(b, end + 1, to) : NONE;
        long whole = ofDay(b, from);
        return fraction == NONE || whole == NONE ? NONE : whole + fraction;
    }

    private static long sum(long date, long ofDay, long zone) {
        return date == NONE || ofDay == NONE || zone == NONE ? NONE : date + ofDay - zone;
    }

    private static long ofDay(byte[] b, int at) {
        int hour = digits(b, at, 2);
        int minute = digits(b, at + 3, 2);
        int second = digits(b, at + 6, 2);
        if (b[at + 2] != ':' || b[at + 5] != ':') {
            return NONE;
        }
        return ofDay(hour, minute, second);
    }

    static long ofDay(int hour, int minute, int second) {
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
            return NONE;
        }
        return (hour * 3600L + minute * 60L + second) * 1000;
    }

    /** {@code Z}, {@code +0100}, {@code +01:00} or {@code +01}, in milliseconds. */
    static long zone(byte[] b, int from, int to) {
        int length = to - from;
        if (length == 1 && (b[from] == 'Z' || b[from] == 'z')) {
            return 0;
        }
        if (length < 3 || (b[from] != '+' && b[from] != '-') || length == 4 || length > 6) {
            return NONE;
        }
        int hours = digits(b, from + 1, 2);
        int minutes = length == 3 ? 0 : digits(b, to - 2, 2);
        if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59 || (length == 6 && b[from + 3] != ':')) {
            return NONE;
        }
        long zone = (hours * 60L + minutes) * 60_000;
        return b[from] == '-' ? -zone : zone;
    }

    /** Milliseconds of the digits behind a decimal point; further digits are cut off. */
    static long fraction(byte[] b, int from, int to) {
        if (from == to) {
            return NONE;
        }
        long value = 0;
        for (int i = 0; i < 3; i++) {
            int digit = from + i < to ? digits(b, from + i, 1) : 0;
            if (digit < 0) {
                return NONE;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /**
     * Seconds with or without fraction, whole milliseconds or microseconds since 1970, told apart by their number of digits, which is the same
     * from 2001 to 2286: a date written in digits ({@code 20260302201122}) is none of them.
     */
    static long epoch(byte[] b, int from, int to) {
        int point = from;
        long whole = 0;
        while (point < to && point - from <= MICROSECONDS && isDigit(b[point])) {
            whole = whole * 10 + b[point++] - '0';
        }
        int digits = point - from;
        if (digits == 0 || b[from] == '0') {
            return NONE;
        }
        if (point < to) {
            long fraction = b[point] == '.' && digits == SECONDS ? fraction(b, point + 1, to) : NONE;
            return fraction == NONE ? NONE : whole * 1000 + fraction;
        }
        return switch (digits) {
            case SECONDS -> whole * 1000;
            case MILLISECONDS -> whole;
            case MICROSECONDS -> whole / 1000;
            default -> NONE;
        };
    }

    /** Whether it would be a time if it only said its zone. */
    static boolean lacksZone(byte[] b, int from, int to) {
        boolean clf = to - from == CLF_LENGTH - 6 && b[from + 2] == '/';
        byte[] zone = (clf ? " +0000" : "Z").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(Arrays.copyOfRange(b, from, to), to - from + zone.length);
        System.arraycopy(zone, 0, whole, to - from, zone.length);
        return any(whole, 0, whole.length) != NONE;
    }

    /** Whatever of these forms it is. */
    static long any(byte[] b, int from, int to) {
        int length = to - from;
        if (length >= CLF_LENGTH && b[from + 2] == '/') {
            return clf(b, from, to);
        }
        return length > 4 && b[from + 4] == '-' ? iso(b, from, to) : epoch(b, from, to);
    }

    /** Midnight UTC of a civil date, counted in years that begin in March so that leap days come last. */
    static long civil(int year, int month, int day) {
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) {
            return NONE;
        }
        int marchYear = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(marchYear, 400);
        int yearOfEra = marchYear - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return (era * 146_097L + dayOfEra - 719_468) * DAY;
    }

    private static int daysIn(int year, int month) {
        if (month == 2) {
            return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /** The number of an English month's first three letters; -1 for other bytes. */
    static int month(byte[] b, int at) {
        for (int i = 0; i < MONTHS.length(); i += 3) {
            if (b[at] == MONTHS.charAt(i) && b[at + 1] == MONTHS.charAt(i + 1) && b[at + 2] == MONTHS.charAt(i + 2)) {
                return i / 3 + 1;
            }
        }
        return -1;
    }

    /** The value of exactly {@code count} digits; negative for other bytes. */
    static int digits(byte[] b, int at, int count) {
        int value = 0;
        for (int i = at; i < at + count; i++) {
            int digit = b[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
