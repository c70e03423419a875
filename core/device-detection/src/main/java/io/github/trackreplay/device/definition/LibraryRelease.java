/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.definition;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of the upstream library: its definitions go with its short codes and with the rules that are not in them. */
public record LibraryRelease(int major, int minor, int patch) implements Comparable<LibraryRelease> {
    /** What is assumed of definitions whose release cannot be told. */
    public static final LibraryRelease NEWEST = new LibraryRelease(6, 5, 2);

    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");

    public static LibraryRelease parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.lookingAt()) throw new IllegalArgumentException("not a release: " + text);
        return new LibraryRelease(number(matcher, 1), number(matcher, 2), number(matcher, 3));
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    /** Whether a rule that came with that release applies. */
    public boolean atLeast(int otherMajor, int otherMinor, int otherPatch) {
        return compareTo(new LibraryRelease(otherMajor, otherMinor, otherPatch)) >= 0;
    }

    @Override
    public int compareTo(LibraryRelease o) {
        if (major != o.major) return Integer.compare(major, o.major);
        return minor != o.minor ? Integer.compare(minor, o.minor) : Integer.compare(patch, o.patch);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d.%d.%d", major, minor, patch);
    }
}
