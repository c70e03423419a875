/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import org.jspecify.annotations.Nullable;

/**
 * PHP's reading of a query string or form body into an array ({@code $_GET}, {@code $_POST}, {@code parse_str}): pairs parted
 * by {@code &}, names and values URL-decoded, brackets open nested arrays, a later name replaces an earlier one, {@code .}
 * and space in a name become {@code _}. At most {@value #MAX_VARIABLES} pairs and {@value #MAX_NESTING} levels, PHP's defaults.
 */
public final class QueryString {
    /** PHP's default of {@code max_input_vars}. */
    public static final int MAX_VARIABLES = 1000;

    private static final int MAX_NESTING = 64;

    /** About what a pair takes in a query of many. */
    private static final int OF_PAIR = 20;

    private static final int MOST_EXPECTED = 40;

    private static final int LONGEST_KEPT = 40;
    private static final String[] NAMES = new String[1024];

    /** Values as long as those that many requests have in common: numbers, switches, times of day, resolutions, languages. */
    private static final int LONGEST_SHARED = 4;

    private static final String[] VALUES = new String[2048];

    private QueryString() {}

    /** Reads a byte string, not decoded. */
    public static PhpArray parse(String query) {
        PhpArray result = PhpArray.ofAbout(Math.min(query.length() / OF_PAIR, MOST_EXPECTED));
        int count = 0;
        int at = 0;
        while (at < query.length()) {
            int end = query.indexOf('&', at);
            end = end < 0 ? query.length() : end;
            if (end > at) {
                if (++count > MAX_VARIABLES) {
                    break;
                }
                pair(result, query, at, end);
            }
            at = end + 1;
        }
        return result;
    }

    private static void pair(PhpArray result, String query, int start, int end) {
        int equals = Ascii.indexWithin(query, '=', start, end);
        String value = equals < end ? value(query, equals + 1, end) : "";
        int place = place(query, start, equals, NAMES.length);
        String seen = NAMES[place];
        if (seen != null && seen.length() == equals - start && query.startsWith(seen, start)) {
            result.put(seen, value);
            return;
        }
        String raw = query.substring(start, equals);
        if (raw.length() <= LONGEST_KEPT && isItself(raw)) {
            NAMES[place] = raw; // any thread's will do
        }
        register(result, UrlCoding.decode(raw), value);
    }

    /** A value, decoded: of a short one that has just come before, the same text, for thousands of requests wait in memory. */
    private static String value(String query, int start, int end) {
        if (end - start > LONGEST_SHARED) {
            return UrlCoding.decode(query.substring(start, end));
        }
        int place = place(query, start, end, VALUES.length);
        String seen = VALUES[place];
        if (seen != null && seen.length() == end - start && query.startsWith(seen, start)) {
            return seen;
        }
        String raw = query.substring(start, end);
        if (!isItself(raw)) {
            return UrlCoding.decode(raw);
        }
        VALUES[place] = raw; // any thread's will do
        return raw;
    }

    /** Where a text is kept: most come again and again, and are taken from the last requests that had them. */
    private static int place(String query, int start, int end, int places) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + query.charAt(i);
        }
        return (hash ^ hash >>> 16) & places - 1;
    }

    /** Whether a name that is not decoded is that of a variable as it stands, and a value its own. */
    private static boolean isItself(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (!Ascii.isAlphanumeric(c) && c != '_' && c != '-') {
                return false;
            }
        }
        return !raw.isEmpty();
    }

    private static void register(PhpArray result, String rawName, String value) {
        int nul = rawName.indexOf(0);
        String name = nul < 0 ? rawName : rawName.substring(0, nul);
        int start = 0;
        while (start < name.length() && name.charAt(start) == ' ') {
            start++;
        }
        int bracket = name.indexOf('[', start);
        if (bracket == start || start == name.length()) {
            return;
        }
        if (bracket < 0) {
            result.put(plainName(name, start, name.length()), value);
        } else {
            nested(result, name, plainName(name, start, bracket), bracket, value);
        }
    }

    private static String plainName(String name, int start, int end) {
        for (int i = start; i < end; i++) {
            if (name.charAt(i) == '.' || name.charAt(i) == ' ') {
                return name.substring(start, end).replace('.', '_').replace(' ', '_');
            }
        }
        return name.substring(start, end);
    }

    /** Walks {@code name[index][index]…}; an index of null stands for the next free number. */
    private static void nested(PhpArray result, String name, String variable, int bracket, String value) {
        PhpArray target = result;
        @Nullable String index = variable;
        int open = bracket;
        int level = 0;
        while (true) {
            if (++level > MAX_NESTING) {
                return;
            }
            int from = open + 1;
            int search = from < name.length() && Ascii.isSpace(name.charAt(from)) ? from + 1 : from;
            int close = name.indexOf(']', search);
            if (close < 0) {
                set(target, unterminated(name, index, open, level), value);
                return;
            }
            target = step(target, index);
            index = close == search ? null : name.substring(from, close);
            open = close + 1;
            if (open >= name.length() || name.charAt(open) != '[') {
                set(target, index, value);
                return;
            }
        }
    }

    /** Only the first bracket of a name becomes part of it when it is not closed; later ones are cut off. */
    private static @Nullable String unterminated(String name, @Nullable String index, int open, int level) {
        return level > 1
                ? index
                : index + "_" + plainName(name, open + 1, name.length()).replace('[', '_');
    }

    private static PhpArray step(PhpArray target, @Nullable String index) {
        if (index != null && target.get(index) instanceof PhpArray existing) {
            return existing;
        }
        PhpArray created = new PhpArray();
        set(target, index, created);
        return created;
    }

    private static void set(PhpArray target, @Nullable String index, Object value) {
        if (index == null) {
            target.add(value);
        } else {
            target.put(index, value);
        }
    }
}
