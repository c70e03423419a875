/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The event times of common access logs: {@code [22/Nov/2026:10:00:00 +0100]} (Apache, nginx), {@code 2026-11-22T10:00:00Z}
 * and its variants (JSON; without a zone it is UTC, as W3C logs have it), and seconds with or without decimals, milliseconds
 * or microseconds since 1970: {@code 1795341600.123} (nginx {@code $msec}), {@code 1795341600123} (Apache {@code %{msec}t}).
 * Such a number counts as the value of a JSON member whose name says that it is a time, in brackets or as a field of its own,
 * between the years 2001 and 2100; none within a URL does. The first one within the first 4 KiB of the line counts; whole
 * seconds as a field, which may be any number, and fields between other signs than blanks only where there is no other. Stateless and thread-safe.
 *
 * <p>The cost is linear: nothing in the pattern that has no limit is tried twice.
 */
public final class CommonTimes implements EventTimeFinder {
    private static final int LIMIT = 4096;
    /** The first millisecond of 2100. */
    private static final long LATEST = 4_102_444_800_000L;

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    /** Names of JSON members that are times and do not say so in full, in lower case. */
    private static final Set<String> TIME_NAMES = Set.of("ts", "t", "msec", "sec", "usec", "date", "datetime", "epoch");

    private static final String KEY = "[\"'\\[(]?+(?:[A-Za-z_]{1,16}+[=:])?+[\"'\\[(]?+";
    private static final String BEHIND_FIELD = "(?![^\\s\"'\\])|;,])";
    private static final Pattern TIME =
            Pattern.compile("(?<![\\d/])(?<day>\\d{2})/(?<month>[A-Za-z]{3})/(?<year>\\d{4})"
                    + ":(?<clf>\\d{2}:\\d{2}:\\d{2})(?<clffraction>[.,]\\d{1,9})? (?<clfzone>[+-]\\d{4})(?!\\d)"
                    + "|(?<!\\d)(?<date>\\d{4}-\\d{2}-\\d{2})[T \\t](?<iso>\\d{2}:\\d{2}:\\d{2})(?<fraction>[.,]\\d{1,9})?"
                    + "(?<zone>Z|[+-]\\d{2}:?\\d{2})?"
                    + "|\"(?<name>[@\\w.-]{1,40}+)\\\\{0,7}+\"\\s{0,8}+:\\s{0,8}+(?:\\\\{0,7}+\")?+"
                    + "(?<value>\\d{10}|\\d{13}|\\d{16})(?!\\d)(?:\\.(?<valuedecimals>\\d++))?+"
                    + "|(?:^|\\t|(?<!:) )" + KEY
                    + "(?:(?<seconds>\\d{10})\\.(?<decimals>\\d++)|(?<units>\\d{13}|\\d{16}))" + BEHIND_FIELD);
    /** What may be any number too, or stands between signs that a URL may hold as well. */
    private static final Pattern FIELD = Pattern.compile("(?:^|[\\t|;,]|(?<!:) )" + KEY
            + "(?<value>\\d{10}|\\d{13}|\\d{16})(?:\\.(?<valuedecimals>\\d++))?+" + BEHIND_FIELD);

    @Override
    public OptionalLong find(byte[] bytes, int from, int to) {
        // Latin 1 maps every byte to a character, so no input is malformed.
        String line = new String(bytes, from, Math.min(to - from, LIMIT), StandardCharsets.ISO_8859_1);
        Matcher m = TIME.matcher(line);
        while (m.find()) {
            Optional<Long> time = time(m);
            if (time.isPresent()) {
                return OptionalLong.of(time.get());
            }
        }
        Matcher field = FIELD.matcher(line);
        while (field.find()) {
            Optional<Long> time = epoch(field.group("value"), of(field, "valuedecimals"));
            if (time.isPresent()) {
                return OptionalLong.of(time.get());
            }
        }
        return OptionalLong.empty();
    }

    private static Optional<Long> time(Matcher m) {
        try {
            if (m.group("name") != null) {
                return saysTime(m.group("name")) ? epoch(m.group("value"), of(m, "valuedecimals")) : Optional.empty();
            }
            if (m.group("seconds") != null) {
                return epoch(m.group("seconds"), of(m, "decimals"));
            }
            if (m.group("units") != null) {
                return epoch(m.group("units"), Optional.empty());
            }
            if (m.group("date") != null) {
                return Optional.of(
                        millis(LocalDate.parse(m.group("date")), m.group("iso"), of(m, "fraction"), of(m, "zone")));
            }
            int month = 1 + MONTHS.indexOf(m.group("month").toLowerCase(Locale.ROOT));
            LocalDate date = LocalDate.of(Integer.parseInt(m.group("year")), month, Integer.parseInt(m.group("day")));
            return Optional.of(millis(date, m.group("clf"), of(m, "clffraction"), of(m, "clfzone")));
        } catch (DateTimeException e) {
            return Optional.empty(); // looks like a time and is none: 31/Feb
        }
    }

    private static boolean saysTime(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("time") || TIME_NAMES.contains(lower);
    }

    /** Told apart by their length: seconds have ten digits from 2001 to 2286. */
    private static Optional<Long> epoch(String digits, Optional<String> decimals) {
        long whole = Long.parseLong(digits);
        long millis = digits.length() == 10 ? whole * 1000 : digits.length() == 13 ? whole : whole / 1000;
        if (digits.length() == 10 && decimals.isPresent()) {
            millis += Long.parseLong((decimals.get() + "00").substring(0, 3));
        }
        return digits.charAt(0) == '0' || millis >= LATEST ? Optional.empty() : Optional.of(millis);
    }

    private static Optional<String> of(Matcher m, String group) {
        return Optional.ofNullable(m.group(group));
    }

    private static long millis(LocalDate date, String time, Optional<String> fraction, Optional<String> zone) {
        String nanos = fraction.map(digits -> "." + digits.substring(1)).orElse("");
        LocalDateTime local = LocalDateTime.parse(date + "T" + time + nanos);
        ZoneOffset offset = zone.map(ZoneOffset::of).orElse(ZoneOffset.UTC);
        return local.toInstant(offset).toEpochMilli();
    }
}
