/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

/** Functions of PHP 8 that know ASCII only, on byte strings: other bytes are never touched. */
public final class Ascii {
    private Ascii() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isAlphabetic(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** A to Z in either case or 0 to 9. */
    public static boolean isLetterOrDigit(char c) {
        return isAlphanumeric(c);
    }

    static boolean isAlphanumeric(char c) {
        return isDigit(c) || isAlphabetic(c);
    }

    static boolean isHexDigit(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    /** White space of C's {@code isspace} and of PHP's numeric strings: space, {@code \t \n \v \f \r}. */
    static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /** PHP's {@code trim}: spaces, {@code \t \n \r \v} and NUL bytes go from both ends ({@code \f} stays). */
    public static String trim(String bytes) {
        int start = 0;
        int end = bytes.length();
        while (start < end && isTrimmed(bytes.charAt(start))) {
            start++;
        }
        while (end > start && isTrimmed(bytes.charAt(end - 1))) {
            end--;
        }
        return bytes.substring(start, end);
    }

    private static boolean isTrimmed(char c) {
        return c == ' ' || (c >= '\t' && c <= '\u000B') || c == '\r' || c == 0;
    }

    /** PHP 8's {@code strtolower}: A to Z only. */
    public static String lower(String bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            if (isUpper(bytes.charAt(i))) {
                return lowerFrom(bytes, i);
            }
        }
        return bytes;
    }

    private static String lowerFrom(String bytes, int from) {
        char[] out = bytes.toCharArray();
        for (int i = from; i < out.length; i++) {
            out[i] = lower(out[i]);
        }
        return new String(out);
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    static char lower(char c) {
        return isUpper(c) ? (char) (c + 32) : c;
    }

    /** PHP's {@code strcasecmp(a, b) === 0}. */
    public static boolean equalsIgnoreCase(String a, String b) {
        return a.length() == b.length() && indexOfIgnoreCase(a, b) == 0;
    }

    /** Where a character stands first within a part of a text; the part's end where it does not. */
    public static int indexWithin(String text, char c, int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) != c) {
            at++;
        }
        return at;
    }

    /** PHP 8's {@code stripos}: the first position of a part, letters A to Z in any case; -1 when there is none. */
    public static int indexOfIgnoreCase(String bytes, String part) {
        for (int at = 0; at + part.length() <= bytes.length(); at++) {
            if (startsWithIgnoreCase(bytes, part, at)) {
                return at;
            }
        }
        return -1;
    }

    /** Whether a byte string begins with a prefix, letters A to Z in any case. */
    public static boolean startsWithIgnoreCase(String bytes, String prefix) {
        return startsWithIgnoreCase(bytes, prefix, 0);
    }

    private static boolean startsWithIgnoreCase(String bytes, String part, int at) {
        if (at + part.length() > bytes.length()) {
            return false;
        }
        for (int i = 0; i < part.length(); i++) {
            if (lower(bytes.charAt(at + i)) != lower(part.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Takes some bytes out of a byte string, in which they hardly ever are. */
    public static String without(String bytes, String unwanted) {
        int first = bytes.length();
        for (int i = 0; i < unwanted.length(); i++) {
            int at = bytes.indexOf(unwanted.charAt(i)); // Java looks at many at once
            if (at >= 0 && at < first) {
                first = at;
            }
        }
        return first == bytes.length() ? bytes : withoutFrom(bytes, unwanted, first);
    }

    private static String withoutFrom(String bytes, String unwanted, int from) {
        StringBuilder out = new StringBuilder(bytes.length()).append(bytes, 0, from);
        for (int i = from; i < bytes.length(); i++) {
            if (unwanted.indexOf(bytes.charAt(i)) < 0) {
                out.append(bytes.charAt(i));
            }
        }
        return out.toString();
    }

    /** PHP's {@code empty} for a string: nothing, or the digit 0. */
    public static boolean isEmpty(String bytes) {
        return bytes.isEmpty() || bytes.equals("0");
    }
}
