/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

/** The parts of one line's time, which a format may spread over several fields. For one line. */
final class TimeParts {
    private int year = -1;
    private int month = 1;
    private int day = 1;
    private int hour;
    private int minute;
    private int second;
    private long zone = Times.NONE;
    private long date = Times.NONE;
    private long ofDay = Times.NONE;
    private long fraction;
    private long whole = Times.NONE; // a complete time, to the second
    private long exact = Times.NONE; // a complete time that is known to the millisecond

    /** One directive of {@code strftime}; gives whether the bytes are of its form. */
    boolean set(char directive, byte[] b, int from, int to) {
        if (directive == '%') {
            return b[from] == '%';
        }
        if (directive == 'z') {
            zone = Times.zone(b, from, to);
            return zone != Times.NONE;
        }
        if (directive == 's') {
            return epoch(b, from, to);
        }
        if (directive == 'b' || directive == 'h') {
            month = Times.month(b, from);
            return month > 0;
        }
        int padded = directive == 'e' && b[from] == ' ' ? 1 : 0;
        int value = Times.digits(b, from + padded, to - from - padded);
        switch (directive) {
            case 'Y' -> year = value;
            case 'y' -> year = value < 69 ? 2000 + value : 1900 + value; // as POSIX has it
            case 'm' -> month = value;
            case 'd', 'e' -> day = value;
            case 'H' -> hour = value;
            case 'M' -> minute = value;
            default -> second = value;
        }
        return value >= 0;
    }

    boolean epoch(byte[] b, int from, int to) {
        long time = Times.epoch(b, from, to);
        if (time % 1000 != 0 || to - from > 10) {
            exact = time;
        }
        whole = time;
        return time != Times.NONE;
    }

    boolean whole(long time) {
        if (exact == Times.NONE) {
            whole = time;
        }
        return time != Times.NONE;
    }

    boolean date(long midnight) {
        date = midnight;
        return midnight != Times.NONE;
    }

    boolean ofDay(long millis) {
        ofDay = millis;
        return millis != Times.NONE;
    }

    boolean fraction(byte[] b, int from, int to) {
        fraction = Times.fraction(b, from, to);
        return fraction != Times.NONE;
    }

    /** The time, or {@link Times#NONE} if the parts do not make one. */
    long time() {
        if (exact != Times.NONE) {
            return exact;
        }
        if (whole != Times.NONE) {
            return whole % 1000 == 0 ? whole + fraction : whole;
        }
        if (date != Times.NONE && ofDay != Times.NONE) {
            return date + ofDay;
        }
        long civil = Times.civil(year, month, day);
        long inDay = Times.ofDay(hour, minute, second);
        return civil == Times.NONE || inDay == Times.NONE || zone == Times.NONE
                ? Times.NONE
                : civil + inDay - zone + fraction;
    }
}
