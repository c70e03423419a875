/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Settings in PHP's ini syntax as Matomo's configuration files use it: sections, {@code name = value}, {@code name[] =
 * value}, comments from {@code ;} to the end of the line, single and double quotes (a quoted value may span lines), bare
 * {@code on}, {@code yes}, {@code true} as {@code 1} and {@code off}, {@code no}, {@code false}, {@code none}, {@code null} as
 * empty, HTML entities in values as Matomo writes them. Of a section that stands twice only the last one counts. Immutable. A line that is none of these is skipped: whether PHP
 * would refuse the file, {@link IniSyntax} says.
 */
public final class IniFile {
    /** No setting at all. */
    public static final IniFile EMPTY = new IniFile(Map.of(), Set.of());

    private static final Set<String> TRUE = Set.of("on", "yes", "true");
    private static final Set<String> FALSE = Set.of("off", "no", "false", "none", "null");

    private final Map<String, Map<String, List<String>>> sections;
    private final Set<String> repeated;

    private IniFile(Map<String, Map<String, List<String>>> sections, Set<String> repeated) {
        this.sections = sections;
        this.repeated = repeated;
    }

    /** Reads a whole file's text. */
    public static IniFile parse(String text) {
        Map<String, Map<String, List<String>>> sections = new LinkedHashMap<>();
        Map<String, List<String>> section = sections.computeIfAbsent("", name -> new LinkedHashMap<>());
        Set<String> repeated = new LinkedHashSet<>();
        Scanner scanner = new Scanner(text);
        while (scanner.more()) {
            String head = scanner.head();
            if (head.startsWith("[")) {
                int end = head.indexOf(']');
                String name = end < 0 ? head.substring(1) : head.substring(1, end);
                section = new LinkedHashMap<>();
                if (sections.put(name.trim(), section) != null) {
                    repeated.add(name.trim());
                }
                scanner.skipLine();
            } else if (scanner.atEquals()) {
                put(section, head, scanner.value());
            } else {
                scanner.skipLine();
            }
        }
        return new IniFile(sections, repeated);
    }

    private static void put(Map<String, List<String>> section, String name, String value) {
        int bracket = name.indexOf('[');
        if (bracket > 0) {
            section.computeIfAbsent(name.substring(0, bracket).trim(), key -> new ArrayList<>())
                    .add(value);
        } else {
            section.put(name, new ArrayList<>(List.of(value)));
        }
    }

    /** These settings, where {@code over} sets the same name replaced by its value, arrays as a whole. */
    public IniFile with(IniFile over) {
        Map<String, Map<String, List<String>>> merged = new LinkedHashMap<>();
        sections.forEach((name, section) -> merged.put(name, new LinkedHashMap<>(section)));
        over.sections.forEach((name, section) ->
                merged.computeIfAbsent(name, key -> new LinkedHashMap<>()).putAll(section));
        Set<String> all = new LinkedHashSet<>(repeated);
        all.addAll(over.repeated);
        return new IniFile(merged, all);
    }

    /** The value of a setting; of an array its last one. */
    public Optional<String> text(String section, String name) {
        List<String> values = list(section, name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    /** All values of an array; one of a plain setting; none where it is not set. */
    public List<String> list(String section, String name) {
        List<String> values = sections.getOrDefault(section, Map.of()).get(name);
        return values == null ? List.of() : List.copyOf(values);
    }

    /** The names that a section sets, in order. */
    public Set<String> names(String section) {
        return Collections.unmodifiableSet(
                sections.getOrDefault(section, Map.of()).keySet());
    }

    /** The names of all sections, in order. */
    public Set<String> sections() {
        return Collections.unmodifiableSet(sections.keySet());
    }

    /** Whether nothing at all is set, and no section is named. */
    boolean isEmpty() {
        return sections.values().stream().allMatch(Map::isEmpty)
                && sections.keySet().stream().allMatch(String::isEmpty);
    }

    /** Sections that stand several times in one file: of these only the last one counts, all of it, as in PHP. */
    public Set<String> repeatedSections() {
        return Collections.unmodifiableSet(repeated);
    }

    /** Walks over the text once. */
    private static final class Scanner {
        private final String text;
        private int at;

        Scanner(String text) {
            this.text = text;
        }

        boolean more() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return at < text.length();
        }

        /** What stands before {@code =}, {@code ;} or the line's end, trimmed. */
        String head() {
            int start = at;
            while (at < text.length() && "=;\n".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at).trim();
        }

        boolean atEquals() {
            return at < text.length() && text.charAt(at) == '=';
        }

        void skipLine() {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end + 1;
        }

        /** From {@code =} to the line's end. */
        String value() {
            at++;
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
            char first = at < text.length() ? text.charAt(at) : '\n';
            String value = first == '"' || first == '\'' ? quoted(first) : bare();
            skipLine();
            return value;
        }

        private String quoted(char quote) {
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != quote; at++) {
                boolean escape = quote == '"'
                        && text.charAt(at) == '\\'
                        && at + 1 < text.length()
                        && (text.charAt(at + 1) == '"' || text.charAt(at + 1) == '\\');
                if (escape) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            return decoded(value.toString());
        }

        private String bare() {
            int start = at;
            while (at < text.length() && text.charAt(at) != ';' && text.charAt(at) != '\n') {
                at++;
            }
            String value = text.substring(start, at).trim();
            String word = value.toLowerCase(Locale.ROOT);
            if (TRUE.contains(word)) {
                return "1";
            }
            return FALSE.contains(word) ? "" : decoded(value);
        }

        private static String decoded(String value) {
            if (value.indexOf('&') < 0) {
                return value;
            }
            return value.replace("&quot;", "\"")
                    .replace("&#36;", "$")
                    .replace("&#039;", "'")
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&amp;", "&");
        }
    }
}
