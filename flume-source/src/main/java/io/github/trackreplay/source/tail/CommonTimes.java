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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The event times of common access logs: {@code [22/Nov/2026:10:00:00 +0100]} (Apache, nginx), {@code 2026-11-22T10:00:00Z}
 * and its variants (JSON; without a zone it is UTC, as W3C logs have it) and {@code 1795341600.123} (nginx {@code $msec}). The
 * first one within the first 4 KiB of the line counts. Stateless and thread-safe.
 */
public final class CommonTimes implements EventTimeFinder {
    private static final int LIMIT = 4096;
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final Pattern TIME = Pattern.compile("\\[(?<day>\\d{2})/(?<month>[A-Za-z]{3})/(?<year>\\d{4})"
            + ":(?<clf>\\d{2}:\\d{2}:\\d{2})(?<clffraction>[.,]\\d{1,9})? (?<clfzone>[+-]\\d{4})\\]"
            + "|(?<!\\d)(?<date>\\d{4}-\\d{2}-\\d{2})[T \\t](?<iso>\\d{2}:\\d{2}:\\d{2})(?<fraction>[.,]\\d{1,9})?"
            + "(?<zone>Z|[+-]\\d{2}:?\\d{2})?"
            + "|(?<![\\d.])(?<seconds>1\\d{9})\\.(?<millis>\\d{3})(?!\\d)");

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
        return OptionalLong.empty();
    }

    private static Optional<Long> time(Matcher m) {
        try {
            if (m.group("seconds") != null) {
                return Optional.of(Long.parseLong(m.group("seconds")) * 1000 + Long.parseLong(m.group("millis")));
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
