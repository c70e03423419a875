/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the names of plugins that may be left out. */
public final class AllowedPlugins {
    private static final Pattern ALLOWED = Pattern.compile("allowed\\s*:\\s*(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("\\w{1,100}");

    private AllowedPlugins() {}

    /**
     * Reads {@code allowed: A, B}.
     *
     * @throws IllegalArgumentException with a sentence where it is not of that form
     */
    public static Set<String> parse(String text) {
        Matcher allowed = ALLOWED.matcher(text.trim());
        if (!allowed.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not of the form allowed: NAME, NAME");
        }
        return names(allowed.group(1));
    }

    /**
     * Reads names with commas or blanks between them.
     *
     * @throws IllegalArgumentException with a sentence where one is no name of a plugin
     */
    public static Set<String> names(String list) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : list.trim().split("[\\s,]+")) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("'" + name + "' is not the name of a plugin of Matomo");
            }
            names.add(name);
        }
        return names;
    }
}
