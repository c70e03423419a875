/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of a plugin, as its option {@code version_<plugin>} has it; what follows the third number does not count.
 *
 * @param major first number
 * @param minor second number
 * @param patch third number; 0 where there is none
 */
public record PluginRelease(int major, int minor, int patch) implements Comparable<PluginRelease> {
    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?(?![\\d.]).*");

    private static final Comparator<PluginRelease> ORDER = Comparator.comparingInt(PluginRelease::major)
            .thenComparingInt(PluginRelease::minor)
            .thenComparingInt(PluginRelease::patch);

    /** Reads {@code 5.0.2}, {@code 5.1.0-b1} and the like; nothing where it is none of these. */
    public static Optional<PluginRelease> of(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int patch = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        return Optional.of(
                new PluginRelease(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), patch));
    }

    @Override
    public int compareTo(PluginRelease other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
