/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import java.util.List;

/** Compares versions as PHP's version_compare does: number by number, with words such as beta before the number they qualify. */
public final class PhpVersion {
    private static final String NUMBER = "#N#";
    private static final List<String> WORDS = List.of("dev", "alpha", "a", "beta", "b", "RC", "rc", "#", "pl", "p");
    private static final int[] RANKS = {0, 1, 1, 2, 2, 3, 3, 4, 5, 5};

    private PhpVersion() {}

    /** Negative, zero or positive: {@code a} before, equal to or after {@code b}. */
    public static int compare(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) return Boolean.compare(!a.isEmpty(), !b.isEmpty());
        String[] left = parts(a);
        String[] right = parts(b);
        int common = Math.min(left.length, right.length);
        for (int i = 0; i < common; i++) {
            int order = comparePart(left[i], right[i]);
            if (order != 0) return order;
        }
        if (left.length > common) return beyond(left, common);
        if (right.length > common) return -beyond(right, common);
        return 0;
    }

    /** The order of a version that has further parts after an equal beginning. */
    private static int beyond(String[] parts, int from) {
        String next = parts[from];
        if (next.isEmpty()) return -1;
        return isDigit(next.charAt(0)) ? 1 : Integer.compare(rank(next), rank(NUMBER));
    }

    private static int comparePart(String a, String b) {
        boolean numberA = !a.isEmpty() && isDigit(a.charAt(0));
        boolean numberB = !b.isEmpty() && isDigit(b.charAt(0));
        if (numberA && numberB) return Long.compare(PhpText.toInt(a), PhpText.toInt(b));
        return Integer.compare(rank(numberA ? NUMBER : a), rank(numberB ? NUMBER : b));
    }

    private static int rank(String word) {
        for (int i = 0; i < WORDS.size(); i++) {
            if (word.startsWith(WORDS.get(i))) return RANKS[i];
        }
        return -1;
    }

    private static String[] parts(String version) {
        if (version.charAt(0) == '#') return new String[] {version};
        StringBuilder canonical = new StringBuilder().append(version.charAt(0));
        for (int i = 1; i < version.length(); i++) {
            char last = version.charAt(i - 1);
            char c = version.charAt(i);
            boolean separator = !isDigit(c) && !isLetter(c);
            boolean turn = !isSeparator(last) && isDigit(c) != isDigit(last) && c != '.' && last != '.';
            if ((separator || turn) && canonical.charAt(canonical.length() - 1) != '.') canonical.append('.');
            if (!separator) canonical.append(c);
        }
        return canonical.toString().split("\\.", -1);
    }

    private static boolean isSeparator(char c) {
        return c == '-' || c == '_' || c == '+';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
