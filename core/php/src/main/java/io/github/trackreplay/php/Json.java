/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import org.jspecify.annotations.Nullable;

/**
 * PHP's {@code json_decode($bytes, true)}: strict RFC 8259 in UTF-8, objects and lists as {@link PhpArray}, integers beyond
 * 64 bits as floats, at most {@value #MAX_DEPTH} levels. Anything else is null.
 */
public final class Json {
    private static final int MAX_DEPTH = 512;

    private final String in;
    private int at;

    private Json(String in) {
        this.in = in;
    }

    /** The value of a document: {@link PhpArray}, {@link String} (bytes), {@link Long}, {@link Double}, {@link Boolean} or null. */
    public static @Nullable Object decode(String bytes) {
        Json json = new Json(bytes);
        try {
            Object value = json.value(0);
            json.space();
            return json.at == bytes.length() ? value : null;
        } catch (Malformed malformed) {
            return null;
        }
    }

    private @Nullable Object value(int depth) throws Malformed {
        space();
        return switch (peek()) {
            case '{' -> object(depth + 1);
            case '[' -> list(depth + 1);
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> number();
        };
    }

    private PhpArray object(int depth) throws Malformed {
        enter(depth);
        PhpArray object = new PhpArray();
        if (closes('}')) {
            return object;
        }
        do {
            space();
            String name = string();
            space();
            take(':');
            object.put(name, value(depth));
            space();
        } while (separated('}'));
        return object;
    }

    private PhpArray list(int depth) throws Malformed {
        enter(depth);
        PhpArray list = new PhpArray();
        if (closes(']')) {
            return list;
        }
        do {
            list.add(value(depth));
            space();
        } while (separated(']'));
        return list;
    }

    private void enter(int depth) throws Malformed {
        if (depth > MAX_DEPTH) {
            throw new Malformed();
        }
        at++;
    }

    private boolean closes(char end) {
        space();
        if (peek() != end) {
            return false;
        }
        at++;
        return true;
    }

    private boolean separated(char end) throws Malformed {
        if (peek() == end) {
            at++;
            return false;
        }
        take(',');
        return true;
    }

    private @Nullable Object literal(String word, @Nullable Object value) throws Malformed {
        if (!in.startsWith(word, at)) {
            throw new Malformed();
        }
        at += word.length();
        return value;
    }

    private Object number() throws Malformed {
        int start = at;
        boolean negative = peek() == '-';
        at += negative ? 1 : 0;
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        boolean whole = !fraction();
        whole = !exponent() && whole;
        String number = in.substring(start, at);
        if (whole && number.length() < 19) {
            return Long.parseLong(number);
        }
        return whole && Numbers.isWhole(number) ? (Object) Numbers.toLong(number) : (Object) Double.parseDouble(number);
    }

    private boolean fraction() throws Malformed {
        if (peek() != '.') {
            return false;
        }
        at++;
        digits();
        return true;
    }

    private boolean exponent() throws Malformed {
        if (peek() != 'e' && peek() != 'E') {
            return false;
        }
        at++;
        if (peek() == '+' || peek() == '-') {
            at++;
        }
        digits();
        return true;
    }

    private void digits() throws Malformed {
        int start = at;
        while (at < in.length() && Ascii.isDigit(in.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw new Malformed();
        }
    }

    private String string() throws Malformed {
        take('"');
        StringBuilder out = new StringBuilder();
        while (true) {
            int c = peek();
            if (c < ' ') {
                throw new Malformed();
            }
            if (c == '"') {
                at++;
                return out.toString();
            }
            if (c == '\\') {
                at++;
                escape(out);
            } else {
                sequence(out);
            }
        }
    }

    private void sequence(StringBuilder out) throws Malformed {
        int length = Utf8.sequenceAt(in, at);
        if (length == 0) {
            throw new Malformed();
        }
        out.append(in, at, at + length);
        at += length;
    }

    private void escape(StringBuilder out) throws Malformed {
        int c = peek();
        at++;
        switch (c) {
            case '"', '\\', '/' -> out.append((char) c);
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u' -> Utf8.append(out, escapedCodePoint());
            default -> throw new Malformed();
        }
    }

    private int escapedCodePoint() throws Malformed {
        int unit = hexadecimal();
        if (!Character.isSurrogate((char) unit)) {
            return unit;
        }
        if (Character.isLowSurrogate((char) unit) || !in.startsWith("\\u", at)) {
            throw new Malformed();
        }
        at += 2;
        int low = hexadecimal();
        if (!Character.isLowSurrogate((char) low)) {
            throw new Malformed();
        }
        return Character.toCodePoint((char) unit, (char) low);
    }

    private int hexadecimal() throws Malformed {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < in.length() ? Character.digit(in.charAt(at), 16) : -1;
            if (digit < 0) {
                throw new Malformed();
            }
            value = (value << 4) | digit;
            at++;
        }
        return value;
    }

    private void space() {
        while (at < in.length() && " \t\n\r".indexOf(in.charAt(at)) >= 0) {
            at++;
        }
    }

    private void take(char expected) throws Malformed {
        if (peek() != expected) {
            throw new Malformed();
        }
        at++;
    }

    private int peek() {
        return at < in.length() ? in.charAt(at) : -1;
    }

    /** Ends the reading of a document that is not JSON; never leaves this class. */
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed() {
            super(null, null, false, false);
        }
    }
}
