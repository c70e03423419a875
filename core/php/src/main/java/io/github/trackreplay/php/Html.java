/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * PHP's HTML escaping with quotes included, as HTML 4.01 in UTF-8, and Matomo's cleaning of request values that is made of
 * it. On byte strings.
 */
public final class Html {
    private static final Map<String, String> NAMED = named();
    private static final String ESCAPED = "&\"'<>";

    /** Whether a byte stays as it is, and no reference can begin with it; each request's texts are looked through by this. */
    private static final boolean[] PLAIN = plain();

    private Html() {}

    /**
     * Matomo's {@code Common::sanitizeInputValues} of a string: a number stays; otherwise character references are decoded,
     * NUL bytes go, and the five special characters are escaped. Bytes that are not UTF-8 are read as Latin-1.
     */
    public static String sanitize(String bytes) {
        return isPlain(bytes) || Numbers.isNumeric(bytes) ? bytes : sanitizeText(bytes);
    }

    /** Matomo's {@code Common::sanitizeInputValue}: line breaks go, then as {@link #sanitize}, numbers included. */
    public static String sanitizeLine(String bytes) {
        return isPlain(bytes) ? bytes : sanitizeText(Ascii.without(bytes, "\n\r"));
    }

    /** The same for every string of an array, keys included; a key that changes moves to the end. */
    public static PhpArray sanitize(PhpArray array) {
        PhpArray changed = new PhpArray();
        PhpArray result = new PhpArray();
        for (Map.Entry<Object, Object> entry : array.entries()) {
            String name = entry.getKey().toString();
            String clean = entry.getKey() instanceof String ? sanitize(name) : name;
            (clean.equals(name) ? result : changed).put(clean, sanitizeValue(entry.getValue()));
        }
        changed.entries().forEach(entry -> result.put(entry.getKey().toString(), entry.getValue()));
        return result;
    }

    /** The same for a string or an array; numbers, booleans and null stay. */
    public static Object sanitizeValue(Object value) {
        if (value instanceof PhpArray array) {
            return sanitize(array);
        }
        return value instanceof String string ? sanitize(string) : value;
    }

    /** Matomo's {@code Common::unsanitizeInputValue}: the five special characters in any of their escaped forms. */
    public static String unsanitize(String bytes) {
        return bytes.indexOf('&') < 0 ? bytes : decode(bytes, false);
    }

    /** PHP's {@code html_entity_decode}. */
    public static String decodeEntities(String bytes) {
        return bytes.indexOf('&') < 0 ? bytes : decode(bytes, true);
    }

    private static boolean isPlain(String bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            if (c >= PLAIN.length || !PLAIN[c]) {
                return false;
            }
        }
        return true;
    }

    private static boolean[] plain() {
        boolean[] plain = new boolean['~' + 1];
        for (char c = 1; c < plain.length; c++) {
            plain[c] = c != '\n' && c != '\r' && ESCAPED.indexOf(c) < 0;
        }
        return plain;
    }

    private static String sanitizeText(String bytes) {
        String decoded = Ascii.without(decodeEntities(bytes), "\0");
        return escape(Utf8.isValid(decoded) ? decoded : Utf8.fromLatin1(decoded));
    }

    /** PHP's {@code htmlspecialchars} of valid UTF-8. */
    public static String escape(String bytes) {
        StringBuilder out = null;
        for (int i = 0; i < bytes.length(); i++) {
            String escape = escapeOf(bytes.charAt(i));
            if (escape != null && out == null) {
                out = new StringBuilder(bytes.length() + 32).append(bytes, 0, i);
            }
            if (escape != null && out != null) {
                out.append(escape);
            } else if (out != null) {
                out.append(bytes.charAt(i));
            }
        }
        return out == null ? bytes : out.toString();
    }

    private static @Nullable String escapeOf(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '"' -> "&quot;";
            case '\'' -> "&#039;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            default -> null;
        };
    }

    private static String decode(String bytes, boolean all) {
        StringBuilder out = new StringBuilder(bytes.length());
        int at = 0;
        while (at < bytes.length()) {
            int end = bytes.charAt(at) == '&' ? referenceEnd(bytes, at + 1) : -1;
            String character = end < 0 ? null : character(bytes, at + 1, end, all);
            if (character == null) {
                out.append(bytes.charAt(at++));
            } else {
                out.append(character);
                at = end + 1;
            }
        }
        return out.toString();
    }

    /** Position of the semicolon that ends the reference whose text begins at a position; -1 when none does. */
    private static int referenceEnd(String bytes, int start) {
        int at = start < bytes.length() && bytes.charAt(start) == '#' ? start + 1 : start;
        while (at < bytes.length() && Ascii.isAlphanumeric(bytes.charAt(at))) {
            at++;
        }
        return at < bytes.length() && bytes.charAt(at) == ';' ? at : -1;
    }

    private static @Nullable String character(String bytes, int start, int end, boolean all) {
        if (end == start) {
            return null;
        }
        if (bytes.charAt(start) != '#') {
            return named(bytes.substring(start, end), all);
        }
        int cp = number(bytes, start + 1, end);
        if (cp < 0 || (all ? !isAllowed(cp) : cp > '>' || ESCAPED.indexOf(cp) < 0)) {
            return null;
        }
        return utf8(cp);
    }

    private static @Nullable String named(String name, boolean all) {
        String character = NAMED.get(name);
        return character == null || (!all && ESCAPED.indexOf(character.charAt(0)) < 0) ? null : character;
    }

    private static int number(String bytes, int start, int end) {
        boolean hexadecimal = start < end && (bytes.charAt(start) | 0x20) == 'x';
        int first = hexadecimal ? start + 1 : start;
        int radix = hexadecimal ? 16 : 10;
        int value = 0;
        for (int i = first; i < end; i++) {
            int digit = Character.digit(bytes.charAt(i), radix);
            if (digit < 0) {
                return -1;
            }
            value = Math.min(value * radix + digit, Character.MAX_CODE_POINT + 1);
        }
        return first == end || value > Character.MAX_CODE_POINT ? -1 : value;
    }

    private static boolean isAllowed(int cp) {
        return (cp >= ' ' && cp <= '~')
                || cp == '\n'
                || cp == '\t'
                || cp == '\r'
                || (cp >= 0xA0 && cp < Character.MIN_SURROGATE)
                || cp > Character.MAX_SURROGATE;
    }

    private static String utf8(int cp) {
        StringBuilder out = new StringBuilder(4);
        Utf8.append(out, cp);
        return out.toString();
    }

    private static Map<String, String> named() {
        Map<String, String> named = new HashMap<>();
        try (InputStream in = Html.class.getResourceAsStream("html401-entities.txt")) {
            String table = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
            table.lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> java.util.Arrays.stream(line.split(" ")))
                    .map(entry -> entry.split("="))
                    .forEach(entry -> named.put(entry[0], utf8(Integer.parseInt(entry[1], 16))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(named);
    }
}
