/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import org.jspecify.annotations.Nullable;

/** Text functions with PHP's meaning, because the stored values were made by PHP. */
public final class PhpText {
    private PhpText() {}

    public static String trim(String text) {
        return trim(text, " \t\n\r\0\u000B");
    }

    public static String trim(String text, String unwanted) {
        int from = 0;
        int to = text.length();
        while (from < to && unwanted.indexOf(text.charAt(from)) >= 0) from++;
        while (to > from && unwanted.indexOf(text.charAt(to - 1)) >= 0) to--;
        return text.substring(from, to);
    }

    /** PHP's empty(): absent, the empty text, or "0". */
    public static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty() || text.equals("0");
    }

    /** The text, or the other one where PHP's empty() holds: PHP's {@code ?:}. */
    public static String filled(@Nullable String text, String otherwise) {
        return text == null || isEmpty(text) ? otherwise : text;
    }

    /** PHP's (int) of a text: the number it begins with, else 0. */
    public static long toInt(String text) {
        int i = 0;
        while (i < text.length() && " \t\n\r\u000B\f".indexOf(text.charAt(i)) >= 0) i++;
        int sign = i;
        if (i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+')) i++;
        int from = i;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') i++;
        if (i == from) return 0;
        if (i - from > 17) return text.charAt(sign) == '-' ? Long.MIN_VALUE : Long.MAX_VALUE;
        return Long.parseLong(text.charAt(sign) == '+' ? text.substring(from, i) : text.substring(sign, i));
    }

    /** Lower case of ASCII letters only. */
    public static String lower(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 'A' && text.charAt(i) <= 'Z') return lowerFrom(text, i);
        }
        return text;
    }

    private static String lowerFrom(String text, int from) {
        char[] chars = text.toCharArray();
        for (int i = from; i < chars.length; i++) chars[i] = (char) ByteSet.lower(chars[i]);
        return new String(chars);
    }
}
