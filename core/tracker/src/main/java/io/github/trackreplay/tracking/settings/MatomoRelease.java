/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of Matomo, by the two numbers that its rules go by.
 *
 * @param major such as 5
 * @param minor such as 13
 */
public record MatomoRelease(int major, int minor) implements Comparable<MatomoRelease> {
    /** The first one that is supported. */
    public static final MatomoRelease OLDEST = new MatomoRelease(4, 0);

    /** The newest one whose tracker was compared with, or read. */
    public static final MatomoRelease NEWEST = new MatomoRelease(5, 13);

    private static final Pattern NUMBER = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:[.-].*)?");

    /** Reads {@code version_core}, for instance {@code 5.2.0-b5}; nothing where it is none. */
    public static Optional<MatomoRelease> of(String version) {
        Matcher number = NUMBER.matcher(version);
        return number.matches()
                ? Optional.of(new MatomoRelease(Integer.parseInt(number.group(1)), Integer.parseInt(number.group(2))))
                : Optional.empty();
    }

    /** Whether it is newer than the newest one that is known. */
    public boolean isUnknown() {
        return compareTo(NEWEST) > 0;
    }

    /** Such as {@code 5.13}. */
    public String shortName() {
        return major + "." + minor;
    }

    @Override
    public int compareTo(MatomoRelease other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }
}
