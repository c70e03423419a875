/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the array that a PHP data file returns: nested {@code array(…)} or {@code […]}, single-quoted strings, integers, true,
 * false and null. Comments are skipped. Nothing else of PHP is understood.
 */
public final class PhpLiteral {
    private final String in;
    private int at;

    private PhpLiteral(String in, int at) {
        this.in = in;
        this.at = at;
    }

    /** The returned array; nothing where the file is not of this kind. */
    public static Optional<PhpArray> returned(String php) {
        int start = php.indexOf("\nreturn ");
        if (start < 0) {
            return Optional.empty();
        }
        try {
            Object value = new PhpLiteral(php, start + "\nreturn ".length()).value();
            return value instanceof PhpArray array ? Optional.of(array) : Optional.empty();
        } catch (IllegalArgumentException | IndexOutOfBoundsException notData) {
            return Optional.empty();
        }
    }

    private @Nullable Object value() {
        skip();
        char c = in.charAt(at);
        if (c == '\'') {
            return string();
        }
        if (c == '[') {
            at++;
            return array(']');
        }
        String word = word();
        return switch (word) {
            case "array" -> {
                take('(');
                yield array(')');
            }
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            default -> Long.valueOf(word);
        };
    }

    private PhpArray array(char end) {
        PhpArray array = new PhpArray();
        skip();
        while (in.charAt(at) != end) {
            Object first = value();
            skip();
            if (in.startsWith("=>", at)) {
                at += 2;
                array.put(String.valueOf(first), value());
            } else {
                array.add(first);
            }
            skip();
            if (in.charAt(at) == ',') {
                at++;
                skip();
            }
        }
        at++;
        return array;
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        at++;
        while (in.charAt(at) != '\'') {
            boolean escaped = in.charAt(at) == '\\' && (in.charAt(at + 1) == '\'' || in.charAt(at + 1) == '\\');
            at += escaped ? 1 : 0;
            out.append(in.charAt(at++));
        }
        at++;
        return out.toString();
    }

    private String word() {
        int start = at;
        while (at < in.length() && (Ascii.isAlphanumeric(in.charAt(at)) || in.charAt(at) == '-')) {
            at++;
        }
        return Ascii.lower(in.substring(start, at));
    }

    private void take(char expected) {
        skip();
        if (in.charAt(at) != expected) {
            throw new IllegalArgumentException("expected " + expected + " at " + at);
        }
        at++;
    }

    private void skip() {
        while (true) {
            while (Ascii.isSpace(in.charAt(at))) {
                at++;
            }
            if (in.startsWith("//", at) || in.charAt(at) == '#') {
                at = in.indexOf('\n', at);
            } else if (in.startsWith("/*", at)) {
                at = in.indexOf("*/", at) + 2;
            } else {
                return;
            }
        }
    }
}
