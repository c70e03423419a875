/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A time that is being put together from the words of a text, as PHP's {@code strtotime} does it: what the text does not say is
 * taken from the present, or is midnight once the text names a day; shifts such as {@code -2 days} come last. A time without
 * zone is UTC, as in Matomo's tracker. Not thread-safe.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/Request::getCustomTimestamp}.
 */
final class PhpTime {
    /** A year that stands for the present one. */
    private static final int THIS_YEAR = -100_000;

    private @Nullable LocalDate date;
    private int dayOfThisYear;
    private @Nullable LocalTime time;
    private long overflow;
    private ZoneId zone = ZoneOffset.UTC;
    private boolean hasZone;
    private boolean atMidnight;
    private long months;
    private long days;
    private long seconds;
    private @Nullable DayOfWeek weekday;
    private long weekdayShift;

    PhpTime() {}

    /** Seconds since 1970-01-01 UTC; nothing when the text is no time that PHP reads. */
    static OptionalLong parse(String text, long now) {
        try {
            PhpTime time = new PhpTime();
            return PhpTimeWords.read(text, time) ? OptionalLong.of(time.seconds(now)) : OptionalLong.empty();
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Names a day; a day that the month does not have runs over into the next. False when one is named already. */
    boolean setDate(int year, int month, int day) {
        if (date != null) {
            return false;
        }
        LocalDate first = month == 0 ? LocalDate.of(year, 1, 1).minusMonths(1) : LocalDate.of(year, month, 1);
        date = first.plusDays(day - 1L);
        return true;
    }

    /** Names a day of the present year. */
    boolean setDateOfThisYear(int month, int day) {
        if (date != null) {
            return false;
        }
        date = LocalDate.of(THIS_YEAR, Math.max(1, month), 1);
        dayOfThisYear = day - (month == 0 ? 31 : 0);
        return true;
    }

    /** Names a time of day, up to 24 hours and 60 seconds. False when one is named already. */
    boolean setTime(int hour, int minute, int second) {
        if (time != null) {
            return false;
        }
        time = LocalTime.MIDNIGHT;
        overflow = hour * 3600L + minute * 60L + second;
        return true;
    }

    /** Whether a time of day is named. */
    boolean hasTime() {
        return time != null;
    }

    /** Names the year of a day that has none. */
    boolean setYear(int year) {
        if (date == null || date.getYear() != THIS_YEAR) {
            return false;
        }
        date = date.withYear(year).plusDays(dayOfThisYear - 1L);
        return true;
    }

    /** Names a zone. False when one is named already. */
    boolean setZone(ZoneId named) {
        if (hasZone) {
            return false;
        }
        zone = named;
        hasZone = true;
        return true;
    }

    /** The time is midnight unless one is named. */
    void atMidnight() {
        atMidnight = true;
    }

    /** Shifts the time by months, days and seconds. */
    void shift(long byMonths, long byDays, long bySeconds) {
        months += byMonths;
        days += byDays;
        seconds += bySeconds;
    }

    /**
     * Moves on to a day of the week.
     *
     * @param shift 0 the present day counts, 1 it does not, -1 the last one before
     */
    void onWeekday(DayOfWeek day, int shift) {
        weekday = day;
        weekdayShift = shift;
        atMidnight = true;
    }

    private long seconds(long now) {
        LocalDateTime present = LocalDateTime.ofEpochSecond(now, 0, ZoneOffset.UTC);
        LocalTime ofDay = time != null ? time : date != null || atMidnight ? LocalTime.MIDNIGHT : present.toLocalTime();
        LocalDateTime start = day(present).atTime(ofDay).plusSeconds(overflow);
        LocalDateTime shifted = plusMonths(start).plusDays(days);
        DayOfWeek named = weekday;
        LocalDateTime day = named == null ? shifted : shifted.with(before -> moved(before, named));
        return day.atZone(zone).toEpochSecond() + seconds;
    }

    private LocalDate day(LocalDateTime present) {
        if (date == null) {
            return present.toLocalDate();
        }
        return date.getYear() == THIS_YEAR ? date.withYear(present.getYear()).plusDays(dayOfThisYear - 1L) : date;
    }

    /** A day that the month does not have runs over. */
    private LocalDateTime plusMonths(LocalDateTime start) {
        LocalDateTime first = start.withDayOfMonth(1).plusMonths(months);
        return first.plusDays(start.getDayOfMonth() - 1L);
    }

    private java.time.temporal.Temporal moved(java.time.temporal.Temporal day, DayOfWeek to) {
        int ahead = Math.floorMod(to.getValue() - DayOfWeek.from(day).getValue(), 7);
        if (weekdayShift < 0) {
            return day.minus(ahead == 0 ? 7 : 7 - ahead, ChronoUnit.DAYS);
        }
        return day.plus(weekdayShift > 0 && ahead == 0 ? 7 : ahead, ChronoUnit.DAYS);
    }
}
