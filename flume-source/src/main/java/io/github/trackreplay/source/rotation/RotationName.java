/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a log file says: the live file's name and the place in the rotation. {@code access.log.2.gz} is {@code
 * access.log}, two rotations back; {@code access.log-20261122} and {@code access-2026-11-22.log} were written on that day.
 *
 * @param base the live file's name
 * @param age how many rotations back, 0 for the live file; 0 also where a date says the age
 * @param date the digits of the date or of the seconds since 1970 in the name; empty without
 */
public record RotationName(String base, long age, String date) implements Comparable<RotationName> {
    private static final Pattern COMPRESSED = Pattern.compile("\\.(gz|bz2|xz|zst|Z|lz4)$");
    private static final Pattern DATE = Pattern.compile(
            "[-._]?((?:19|20)\\d{2}[-._]?[01]\\d[-._]?[0-3]\\d(?:[-._T]?[0-2]\\d(?:[-._:]?[0-5]\\d){0,2})?|1\\d{9})(?=\\.\\D|[-._]?$|\\.\\d+$)");
    private static final Pattern SHORT_DATE = Pattern.compile("(?<=_ex)(\\d{6,8})(?=\\.)");
    private static final int FEWEST_DIGITS_OF_A_DATE = 6;
    private static final Pattern OLD = Pattern.compile("([-._](old|bak|prev|orig|save|copy)|~)$");
    private static final Pattern NUMBER = Pattern.compile("\\.(\\d{1,5})$");
    private static final Comparator<RotationName> YOUNGER_LAST = Comparator.comparing(
                    (RotationName name) -> name.date.isEmpty() ? "\uffff" : name.date)
            .thenComparing(Comparator.comparingLong(RotationName::age).reversed());

    /** Takes a file's name apart. */
    public static RotationName of(String fileName) {
        String name = COMPRESSED.matcher(fileName).replaceFirst("");
        String digits = "";
        for (Optional<MatchResult> date = date(name); date.isPresent(); date = date(name)) {
            digits = date.get().group(1).replaceAll("\\D", "") + digits;
            name = name.substring(0, date.get().start())
                    + name.substring(date.get().end());
        }
        Matcher old = OLD.matcher(name);
        if (old.find()) {
            return new RotationName(name.substring(0, old.start()), 1, digits);
        }
        Matcher number = NUMBER.matcher(name);
        long age = 0;
        if (number.find()) {
            age = Long.parseLong(number.group(1));
            name = name.substring(0, number.start());
        }
        return new RotationName(name.isEmpty() ? fileName : name, digits.isEmpty() && age == 0 ? 0 : age, digits);
    }

    /** Whether it is the name under which a server writes. */
    public boolean isLive() {
        return age == 0 && date.isEmpty();
    }

    private static Optional<MatchResult> date(String name) {
        if (name.chars().filter(Character::isDigit).count() < FEWEST_DIGITS_OF_A_DATE) {
            return Optional.empty(); // most names, and names are read with each listing
        }
        Optional<MatchResult> date = DATE.matcher(name).results().findFirst();
        return date.isPresent() ? date : SHORT_DATE.matcher(name).results().findFirst();
    }

    /** Older files first. Only for names with the same base. */
    @Override
    public int compareTo(RotationName other) {
        return YOUNGER_LAST.compare(this, other);
    }
}
