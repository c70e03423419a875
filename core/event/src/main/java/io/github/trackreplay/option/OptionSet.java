/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.option;

import com.google.common.base.Ascii;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All settings of one component. Immutable.
 *
 * @param title what the settings belong to, for the reference page
 * @param options in the order in which people should read them
 * @param reserved settings that belong to Flume ({@code type}, {@code channels}); one that ends in a dot stands for all
 *     settings below it
 */
public record OptionSet(String title, List<Option<?>> options, List<String> reserved) {
    public OptionSet {
        options = List.copyOf(options);
        reserved = List.copyOf(reserved);
    }

    /**
     * Reads and checks settings. Never throws on what a user wrote: everything wrong comes back as problems, all at once.
     *
     * @param prefix what stands before a setting's name in the file, with its dot, for messages ({@code a.sources.log.})
     * @param settings names without the prefix, and their texts
     */
    public Values read(String prefix, Map<String, String> settings) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Object> values = new HashMap<>();
        for (Option<?> option : options) {
            String text = settings.get(option.name());
            if (text == null || text.isBlank()) {
                missing(option, text != null, prefix).ifPresent(problems::add);
                text = option.fallback().orElse(null);
            }
            if (text != null) {
                parse(option, prefix, text.trim(), values, problems);
            }
        }
        for (String name : new TreeMap<>(settings).keySet()) {
            if (!known(name)) {
                problems.add(new Problem(
                        prefix + name,
                        "is not a setting of " + title + "."
                                + nearest(name)
                                        .map(n -> " Did you mean " + prefix + n + "?")
                                        .orElse("")));
            }
        }
        return new Values(prefix, values, problems);
    }

    private static Optional<Problem> missing(Option<?> option, boolean set, String prefix) {
        if (option.required()) {
            return Optional.of(new Problem(prefix + option.name(), "is missing. Set it: " + option.doc()));
        }
        return set && option.filled()
                ? Optional.of(new Problem(
                        prefix + option.name(),
                        "is set to nothing. Set it, or leave it out; a variable that it names may be empty: "
                                + option.doc()))
                : Optional.empty();
    }

    /** Only those settings that are declared here, for a component that passes on the others. */
    public Map<String, String> own(Map<String, String> settings) {
        Map<String, String> own = new HashMap<>();
        for (Option<?> option : options) {
            if (settings.containsKey(option.name())) {
                own.put(option.name(), settings.get(option.name()));
            }
        }
        return own;
    }

    /** The settings of a component that has those of another one, too. */
    public OptionSet with(OptionSet inherited) {
        List<Option<?>> all = new ArrayList<>(options);
        all.addAll(inherited.options());
        List<String> names = new ArrayList<>(reserved);
        names.addAll(inherited.reserved());
        return new OptionSet(title, all, names);
    }

    private static void parse(
            Option<?> option, String prefix, String text, Map<String, Object> values, List<Problem> problems) {
        try {
            values.put(option.name(), option.parse(text));
        } catch (IllegalArgumentException | ArithmeticException e) {
            problems.add(new Problem(prefix + option.name(), "'" + option.shown(text) + "' " + e.getMessage()));
        }
    }

    private boolean known(String name) {
        return options.stream().anyMatch(o -> o.name().equals(name))
                || reserved.stream().anyMatch(r -> r.endsWith(".") ? name.startsWith(r) : name.equals(r));
    }

    /** The known name that is nearest to a misspelt one, if any is near. */
    public Optional<String> nearest(String name) {
        return options.stream()
                .map(Option::name)
                .filter(n -> distance(Ascii.toLowerCase(n), Ascii.toLowerCase(name)) <= Math.max(2, name.length() / 3))
                .min(Comparator.comparingInt(n -> distance(Ascii.toLowerCase(n), Ascii.toLowerCase(name))));
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
