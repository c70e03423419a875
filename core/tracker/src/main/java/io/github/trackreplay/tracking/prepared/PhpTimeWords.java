/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The forms of dates and times that PHP's {@code strtotime} knows: at each place of a text the longest form that fits counts.
 * Rare ones (Roman months, ordinals such as {@code third}, {@code first day of}) are not read.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/Request::getCustomTimestamp}.
 */
final class PhpTimeWords {
    private static final String MONTHS =
            "(january|february|march|april|may|june|july|august|september|october|november|december"
                    + "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)";
    private static final String DAYS = "(sunday|monday|tuesday|wednesday|thursday|friday|saturday"
            + "|sun|mon|tues|tue|wednes|wed|thurs|thur|thu|fri|satur|sat)";
    private static final String HOUR = "(2[0-4]|[01]?[0-9])";
    private static final String HOUR2 = "([01][0-9]|2[0-4])";
    private static final String TWO = "([0-5][0-9])";
    private static final String MINUTE = "([0-5]?[0-9])";
    private static final String SECOND = "(60|[0-5]?[0-9])";
    private static final String DAY = "(3[01]|[0-2]?[0-9])";
    private static final String MONTH = "(1[0-2]|0?[0-9])";
    private static final String MONTH2 = "(0[0-9]|1[0-2])";
    private static final String DAY2 = "(0[0-9]|[1-2][0-9]|3[01])";
    private static final String MERIDIAN = "([ap])\\.?m\\.?(?=[ \\t]|$)";
    private static final String UNIT =
            "(msec|millisecond|ms|usec|microsecond|µs|sec|second|min|minute|hour|day|fortnight"
                    + "|forthnight|month|year|week|weeks|weekdays?)s?";
    private static final Map<String, Integer> ZONES = Map.ofEntries(
            Map.entry("utc", 0),
            Map.entry("gmt", 0),
            Map.entry("z", 0),
            Map.entry("wet", 0),
            Map.entry("west", 60),
            Map.entry("bst", 60),
            Map.entry("cet", 60),
            Map.entry("cest", 120),
            Map.entry("eet", 120),
            Map.entry("eest", 180),
            Map.entry("msk", 180),
            Map.entry("ist", 120),
            Map.entry("jst", 540),
            Map.entry("aest", 600),
            Map.entry("aedt", 660),
            Map.entry("est", -300),
            Map.entry("edt", -240),
            Map.entry("cst", -360),
            Map.entry("cdt", -300),
            Map.entry("mst", -420),
            Map.entry("mdt", -360),
            Map.entry("pst", -480),
            Map.entry("pdt", -420));
    private static final List<Form> FORMS = forms();

    private PhpTimeWords() {}

    private record Form(Pattern pattern, Meaning meaning) {}

    private interface Meaning {
        boolean apply(Matcher m, PhpTime time);
    }

    /** Reads a text; false when a part of it has no meaning or contradicts another. */
    static boolean read(String text, PhpTime time) {
        String words = text.strip();
        if (words.isEmpty()) {
            return false;
        }
        int at = 0;
        while (at < words.length()) {
            Form form = null;
            Matcher found = null;
            for (Form candidate : FORMS) {
                Matcher m = candidate.pattern().matcher(words).region(at, words.length());
                m.useTransparentBounds(true).useAnchoringBounds(false);
                if (m.lookingAt() && (found == null || m.end() > found.end())) {
                    form = candidate;
                    found = m;
                }
            }
            if (form == null || found == null || !form.meaning().apply(found, time)) {
                return false;
            }
            at = found.end();
        }
        return true;
    }

    private static List<Form> forms() {
        List<Form> forms = new ArrayList<>();
        words(forms);
        times(forms);
        numericDates(forms);
        namedDates(forms);
        combined(forms);
        shifts(forms);
        add(forms, "(?:gmt)?([+-])" + HOUR + ":?" + MINUTE + "?", (m, t) -> t.setZone(offset(m, 1)));
        add(
                forms,
                "(?:gmt)?([+-])" + HOUR2 + "(?::" + TWO + ":" + TWO + "|" + TWO + TWO + ")",
                (m, t) -> t.setZone(offsetWithSeconds(m)));
        add(forms, "([a-z]+(?:[_/][a-z]+)+)|\\(?([a-z]{1,6})\\)?", PhpTimeWords::zone);
        add(forms, "[ .,\\t]", (m, t) -> true);
        return List.copyOf(forms);
    }

    private static void add(List<Form> forms, String pattern, Meaning meaning) {
        forms.add(new Form(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), meaning));
    }

    private static void words(List<Form> forms) {
        add(forms, "@(-?\\d{1,18})(?:\\.\\d{0,6})?", (m, t) -> {
            t.shift(0, 0, Long.parseLong(m.group(1)));
            return t.setDate(1970, 1, 1) && t.setTime(0, 0, 0) && t.setZone(ZoneOffset.UTC);
        });
        add(forms, "now", (m, t) -> true);
        add(forms, "noon", (m, t) -> t.setTime(12, 0, 0));
        add(forms, "today|midnight", (m, t) -> midnight(t, 0));
        add(forms, "yesterday", (m, t) -> midnight(t, -1));
        add(forms, "tomorrow", (m, t) -> midnight(t, 1));
    }

    private static boolean midnight(PhpTime time, int days) {
        time.atMidnight();
        time.shift(0, days, 0);
        return true;
    }

    private static void times(List<Form> forms) {
        add(
                forms,
                "(1[0-2]|0?[1-9])(?:[:.]" + TWO + "(?:[:.]([0-5][0-9]|60))?)?[ \\t]*" + MERIDIAN,
                (m, t) -> t.setTime(
                        number(m, 1) % 12 + ("p".equalsIgnoreCase(m.group(4)) ? 12 : 0), number(m, 2), number(m, 3)));
        add(
                forms,
                "t?" + HOUR + "[:.]" + MINUTE + "(?:[:.]" + SECOND + "(?:[.]\\d+)?)?",
                (m, t) -> t.setTime(number(m, 1), number(m, 2), number(m, 3)));
        add(forms, "t" + HOUR, (m, t) -> t.setTime(number(m, 1), 0, 0));
        add(
                forms,
                "t?" + HOUR2 + TWO + "([0-5][0-9]|60)?",
                (m, t) -> (m.end() - m.start() == 4 && t.hasTime())
                        ? t.setYear(Integer.parseInt(m.group()))
                        : t.setTime(number(m, 1), number(m, 2), number(m, 3)));
        add(forms, "\\d{4}", (m, t) -> t.setYear(Integer.parseInt(m.group())));
    }

    private static void numericDates(List<Form> forms) {
        add(forms, MONTH + "/" + DAY + "/(\\d{1,4})", (m, t) -> t.setDate(year(m, 3), number(m, 1), number(m, 2)));
        add(forms, MONTH + "/" + DAY, (m, t) -> t.setDateOfThisYear(number(m, 1), number(m, 2)));
        add(forms, "([+-]?\\d{4})-" + MONTH2 + "-" + DAY2, PhpTimeWords::yearMonthDay);
        add(forms, "(\\d{4})/" + MONTH + "/" + DAY + "/?", PhpTimeWords::yearMonthDay);
        add(forms, "(\\d{1,4})-" + MONTH + "-" + DAY, PhpTimeWords::yearMonthDay);
        add(forms, "(\\d{4})-" + MONTH, (m, t) -> t.setDate(year(m, 1), number(m, 2), 1));
        add(forms, "(\\d{4})" + MONTH2 + DAY2, PhpTimeWords::yearMonthDay);
        add(forms, DAY + "[.\\t-]" + MONTH + "[.-](\\d{4})", PhpTimeWords::dayMonthYear);
        add(forms, DAY + "[.\\t]" + MONTH + "\\.(\\d{2})", PhpTimeWords::dayMonthYear);
        add(
                forms,
                "(\\d{4})[.-]?(00[1-9]|0[1-9][0-9]|[12][0-9][0-9]|3[0-5][0-9]|36[0-6])",
                (m, t) -> t.setDate(year(m, 1), 1, number(m, 2)));
        add(forms, "(\\d{4})-?W(0[1-9]|[1-4][0-9]|5[0-3])(?:-?([0-7]))?", (m, t) -> {
            LocalDate first = LocalDate.of(number(m, 1), 1, 4).with(IsoFields.WEEK_OF_WEEK_BASED_YEAR, 1);
            LocalDate monday = first.with(DayOfWeek.MONDAY).plusWeeks(number(m, 2) - 1L);
            LocalDate day = monday.plusDays(m.group(3) == null ? 0 : number(m, 3) - 1L);
            return t.setDate(day.getYear(), day.getMonthValue(), day.getDayOfMonth());
        });
    }

    private static boolean yearMonthDay(Matcher m, PhpTime t) {
        return t.setDate(year(m, 1), number(m, 2), number(m, 3));
    }

    private static boolean dayMonthYear(Matcher m, PhpTime t) {
        return t.setDate(year(m, 3), number(m, 2), number(m, 1));
    }

    private static void namedDates(List<Form> forms) {
        add(
                forms,
                DAY + "(?:st|nd|rd|th)?[ \\t.-]*" + MONTHS + "[ \\t.-]*(\\d{1,4})",
                (m, t) -> t.setDate(year(m, 3), month(m, 2), number(m, 1)));
        add(
                forms,
                MONTHS + "[ .\\t-]*" + DAY + "[,.stndrh\\t ]+(\\d{1,4})",
                (m, t) -> t.setDate(year(m, 3), month(m, 1), number(m, 2)));
        add(forms, MONTHS + "-" + DAY2 + "-(\\d{1,4})", (m, t) -> t.setDate(year(m, 3), month(m, 1), number(m, 2)));
        add(
                forms,
                MONTHS + "[ .\\t-]*" + DAY + "[,.stndrh\\t ]*t?" + HOUR + "[:.]" + MINUTE + "(?:[:.]" + SECOND
                        + "(?:[.]\\d+)?)?",
                (m, t) -> t.setDateOfThisYear(month(m, 1), number(m, 2)) && clock(m, 3, t));
        add(forms, "(\\d{1,4})-" + MONTHS + "-" + DAY2, (m, t) -> t.setDate(year(m, 1), month(m, 2), number(m, 3)));
        add(forms, MONTHS + "[ .\\t-]*(\\d{4})", (m, t) -> t.setDate(year(m, 2), month(m, 1), 1));
        add(forms, "(\\d{4})[ .\\t-]*" + MONTHS, (m, t) -> t.setDate(year(m, 1), month(m, 2), 1));
        add(
                forms,
                MONTHS + "[ .\\t-]*" + DAY + "[,.stndrh\\t ]*",
                (m, t) -> t.setDateOfThisYear(month(m, 1), number(m, 2)));
        add(
                forms,
                DAY + "(?:st|nd|rd|th)?[ .\\t-]*" + MONTHS,
                (m, t) -> t.setDateOfThisYear(month(m, 2), number(m, 1)));
    }

    private static void combined(List<Form> forms) {
        String clock = HOUR2 + ":" + TWO + ":([0-5][0-9]|60)";
        add(
                forms,
                DAY + "/" + MONTHS + "/(\\d{4}):" + clock + "[ \\t]+(?:gmt)?([+-])" + HOUR + ":?" + MINUTE + "?",
                (m, t) ->
                        t.setDate(year(m, 3), month(m, 2), number(m, 1)) && clock(m, 4, t) && t.setZone(offset(m, 7)));
        add(forms, "(\\d{4}):" + MONTH2 + ":" + DAY2 + " " + clock, (m, t) -> yearMonthDay(m, t) && clock(m, 4, t));
        add(
                forms,
                "(\\d{4})" + MONTH2 + DAY2 + "t" + HOUR + ":?" + TWO + ":?([0-5][0-9]|60)",
                (m, t) -> yearMonthDay(m, t) && clock(m, 4, t));
        add(
                forms,
                "(\\d{4})" + MONTH2 + DAY2 + HOUR2 + TWO + "([0-5][0-9]|60)",
                (m, t) -> yearMonthDay(m, t) && clock(m, 4, t));
    }

    private static boolean clock(Matcher m, int group, PhpTime time) {
        return time.setTime(number(m, group), number(m, group + 1), number(m, group + 2));
    }

    private static void shifts(List<Form> forms) {
        add(forms, "([+-]*)[ \\t]*(\\d{1,9})[ \\t]*" + UNIT + "([ \\t]+ago)?\\b", (m, t) -> {
            long minus = m.group(1).chars().filter(c -> c == '-').count() + (m.group(4) == null ? 0 : 1);
            return shift(t, m.group(3), (minus % 2 == 0 ? 1 : -1) * Long.parseLong(m.group(2)));
        });
        add(forms, "(next|last|previous|this)[ \\t]+" + UNIT + "\\b", (m, t) -> shift(t, m.group(2), step(m.group(1))));
        add(
                forms,
                "(next|last|previous|this)[ \\t]+" + DAYS + "\\b",
                (m, t) -> weekday(t, m.group(2), step(m.group(1))));
        add(forms, DAYS + "\\b", (m, t) -> weekday(t, m.group(1), 0));
    }

    private static int step(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "next" -> 1;
            case "this" -> 0;
            default -> -1;
        };
    }

    private static boolean weekday(PhpTime time, String name, int shift) {
        String letters = name.substring(0, 3).toLowerCase(Locale.ROOT);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().toLowerCase(Locale.ROOT).startsWith(letters)) {
                time.onWeekday(day, shift);
            }
        }
        return true;
    }

    private static boolean shift(PhpTime time, String unit, long number) {
        String name = unit.toLowerCase(Locale.ROOT);
        if (name.startsWith("weekday")) {
            return false;
        }
        switch (name) {
            case "sec", "second" -> time.shift(0, 0, number);
            case "min", "minute" -> time.shift(0, 0, number * 60);
            case "hour" -> time.shift(0, 0, number * 3600);
            case "day" -> time.shift(0, number, 0);
            case "week", "weeks" -> time.shift(0, number * 7, 0);
            case "fortnight", "forthnight" -> time.shift(0, number * 14, 0);
            case "month" -> time.shift(number, 0, 0);
            case "year" -> time.shift(number * 12, 0, 0);
            default -> {
                return true; // less than a second
            }
        }
        return true;
    }

    private static boolean zone(Matcher m, PhpTime time) {
        if (m.group(1) != null) {
            Optional<String> id = ZoneId.getAvailableZoneIds().stream()
                    .filter(m.group(1)::equalsIgnoreCase)
                    .findFirst();
            return id.isPresent() && time.setZone(ZoneId.of(id.get()));
        }
        Integer minutes = ZONES.get(m.group(2).toLowerCase(Locale.ROOT));
        return minutes != null && time.setZone(ZoneOffset.ofTotalSeconds(minutes * 60));
    }

    private static ZoneOffset offset(Matcher m, int group) {
        int seconds = (number(m, group + 1) * 60 + number(m, group + 2)) * 60;
        return ZoneOffset.ofTotalSeconds(m.group(group).equals("-") ? -seconds : seconds);
    }

    private static ZoneOffset offsetWithSeconds(Matcher m) {
        int group = m.group(3) == null ? 5 : 3;
        int seconds = (number(m, 2) * 60 + number(m, group)) * 60 + number(m, group + 1);
        return ZoneOffset.ofTotalSeconds(m.group(1).equals("-") ? -seconds : seconds);
    }

    private static int month(Matcher m, int group) {
        String letters = m.group(group).substring(0, 3).toLowerCase(Locale.ROOT);
        return "janfebmaraprmayjunjulaugsepoctnovdec".indexOf(letters) / 3 + 1;
    }

    /** Two digits stand for 1970 to 2069. */
    private static int year(Matcher m, int group) {
        int year = number(m, group);
        return m.group(group).length() > 3 || year > 99 ? year : year < 70 ? year + 2000 : year + 1900;
    }

    private static int number(Matcher m, int group) {
        return m.group(group) == null ? 0 : Integer.parseInt(m.group(group));
    }
}
