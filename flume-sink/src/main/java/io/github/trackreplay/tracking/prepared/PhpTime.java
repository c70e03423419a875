/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the times that people put into {@code cdt}: what PHP's {@code strtotime} makes of dates with or without a time and a
 * zone, of {@code @seconds} and of RFC 2822 mail dates. Words such as {@code yesterday} are read for whole days only. A time
 * without zone is UTC, as in Matomo's tracker.
 */
final class PhpTime {
    private static final Pattern DATE_AND_TIME = Pattern.compile("(\\d{4})[-/]?(\\d{1,2})[-/]?(\\d{1,2})"
            + "(?:(?:[Tt]|\\s+)(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,]\\d+)?)?)?"
            + "\\s*([Zz]|UTC|utc|GMT|gmt|[+-]\\d{1,2}(?::?\\d{2})?)?");
    private static final Pattern SECONDS = Pattern.compile("@(-?\\d{1,18})");
    private static final int LAST_SECOND = 59;

    private PhpTime() {}

    /** Seconds since 1970-01-01 UTC; nothing when it is no time. */
    static OptionalLong parse(String text, long now) {
        String trimmed = text.strip();
        Matcher seconds = SECONDS.matcher(trimmed);
        if (seconds.matches()) {
            return OptionalLong.of(Long.parseLong(seconds.group(1)));
        }
        Matcher matcher = DATE_AND_TIME.matcher(trimmed);
        if (matcher.matches()) {
            return dateAndTime(matcher);
        }
        return word(trimmed.toLowerCase(Locale.ROOT), now);
    }

    private static OptionalLong dateAndTime(Matcher m) {
        try {
            LocalDate firstOfMonth = LocalDate.of(number(m, 1), number(m, 2), 1);
            int day = number(m, 3);
            int hour = number(m, 4);
            int minute = number(m, 5);
            int second = number(m, 6);
            if (day > 31 || hour > 24 || minute > LAST_SECOND || second > LAST_SECOND) {
                return OptionalLong.empty();
            }
            LocalDateTime time = firstOfMonth.atStartOfDay().plusDays(day - 1L).plusHours(hour);
            return OptionalLong.of(time.plusMinutes(minute).plusSeconds(second).toEpochSecond(offset(m.group(7))));
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    private static int number(Matcher m, int group) {
        return m.group(group) == null ? 0 : Integer.parseInt(m.group(group));
    }

    private static ZoneOffset offset(String zone) {
        if (zone == null || Character.isLetter(zone.charAt(0))) {
            return ZoneOffset.UTC;
        }
        String digits = zone.substring(1).replace(":", "");
        int hours = Integer.parseInt(digits.length() > 2 ? digits.substring(0, digits.length() - 2) : digits);
        int minutes = digits.length() > 2 ? Integer.parseInt(digits.substring(digits.length() - 2)) : 0;
        int seconds = (hours * 60 + minutes) * 60;
        return ZoneOffset.ofTotalSeconds(zone.charAt(0) == '-' ? -seconds : seconds);
    }

    private static OptionalLong word(String word, long now) {
        LocalDate today = LocalDateTime.ofEpochSecond(now, 0, ZoneOffset.UTC).toLocalDate();
        return switch (word) {
            case "now" -> OptionalLong.of(now);
            case "today", "midnight" -> startOf(today);
            case "yesterday" -> startOf(today.minusDays(1));
            case "tomorrow" -> startOf(today.plusDays(1));
            default -> mailDate(word);
        };
    }

    private static OptionalLong startOf(LocalDate day) {
        return OptionalLong.of(day.toEpochSecond(LocalTime.MIDNIGHT, ZoneOffset.UTC));
    }

    private static OptionalLong mailDate(String lower) {
        try {
            DateTimeFormatter format = DateTimeFormatter.RFC_1123_DATE_TIME;
            StringBuilder named = new StringBuilder(lower);
            for (int i = 0; i < named.length(); i++) {
                boolean first = i == 0 || !Character.isLetter(named.charAt(i - 1));
                named.setCharAt(i, first ? Character.toUpperCase(named.charAt(i)) : named.charAt(i));
            }
            String text = named.toString().replace("Gmt", "GMT").replace("Utc", "GMT");
            return OptionalLong.of(ZonedDateTime.parse(text, format).toEpochSecond());
        } catch (DateTimeParseException e) {
            return OptionalLong.empty();
        }
    }
}
