/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what {@code complete --through} was given into the last moment that must be complete. Pure. */
public final class ThroughOption {
    private static final Pattern UTC_OFFSET = Pattern.compile("UTC([+-])(\\d{1,2})(?:\\.(\\d{1,2}))?");

    private ThroughOption() {}

    /**
     * The last millisecond of a day in all of the zones, or a time itself.
     *
     * @param text {@code yesterday}, {@code today}, a date (2026-11-21) or a time with its zone (2026-11-21T22:00:00Z)
     * @param now what yesterday is counted from, in each zone by itself
     * @param zones where the day must have ended; at least one
     * @throws IllegalArgumentException if the text is none of these
     */
    public static Instant parse(String text, Instant now, Collection<ZoneId> zones) {
        return zones.stream()
                .map(zone -> parse(text, now, zone))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static Instant parse(String text, Instant now, ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        return switch (text) {
            case "yesterday" -> endOf(today.minusDays(1), zone);
            case "today" -> endOf(today, zone);
            default -> dateOrTime(text, zone);
        };
    }

    private static Instant dateOrTime(String text, ZoneId zone) {
        try {
            return text.indexOf('T') > 0 ? OffsetDateTime.parse(text).toInstant() : endOf(LocalDate.parse(text), zone);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' is neither yesterday nor a date such as 2026-11-21 nor a time with its zone such as "
                            + "2026-11-21T22:00:00Z.",
                    e);
        }
    }

    private static Instant endOf(LocalDate date, ZoneId zone) {
        return date.plusDays(1).atStartOfDay(zone).toInstant().minusMillis(1);
    }

    /** A zone as Matomo stores it for a site: a name, or an offset such as {@code UTC+5.5}. */
    public static ZoneId zone(String matomo) {
        Matcher offset = UTC_OFFSET.matcher(matomo);
        if (offset.matches()) {
            double hours =
                    Double.parseDouble(offset.group(2) + "." + (offset.group(3) == null ? "0" : offset.group(3)));
            int seconds = (int) Math.round(hours * 3600);
            return ZoneOffset.ofTotalSeconds(offset.group(1).equals("-") ? -seconds : seconds);
        }
        try {
            return ZoneId.of(matomo);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + matomo + "' is not a time zone that this Java knows.", e);
        }
    }
}
