/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Turns the escapes of one string into bytes. For one string and one thread. */
final class Escapes {
    private static final byte[] REPLACEMENT = "\ufffd".getBytes(UTF_8);

    private final byte[] text;
    private final int to;
    private final boolean lenient;
    private final ByteArrayOutputStream out;
    private boolean loneSurrogate;

    Escapes(byte[] text, int to, boolean lenient, ByteArrayOutputStream out) {
        this.text = text;
        this.to = to;
        this.lenient = lenient;
        this.out = out;
    }

    boolean sawLoneSurrogate() {
        return loneSurrogate;
    }

    /** Writes the escape whose backslash is at {@code at}; gives what follows it. */
    int read(int at) throws JsonException {
        if (at + 1 >= to) {
            if (!lenient) {
                throw new JsonException("a string without its end", at);
            }
            out.write('\\');
            return to;
        }
        byte c = text[at + 1];
        switch (c) {
            case '"', '\\', '/' -> out.write(c);
            case 'b' -> out.write('\b');
            case 'f' -> out.write('\f');
            case 'n' -> out.write('\n');
            case 'r' -> out.write('\r');
            case 't' -> out.write('\t');
            case 'u' -> {
                return unicode(at);
            }
            default -> {
                return serverEscape(at, c);
            }
        }
        return at + 2;
    }

    private int serverEscape(int at, byte c) throws JsonException {
        if (!lenient) {
            throw new JsonException("an unknown escape", at);
        }
        int value = c == 'x' ? hex(text, at + 2, 2, to) : -1;
        if (value >= 0) {
            out.write(value);
            return at + 4;
        }
        out.write(c == 'v' ? 0x0b : c);
        return at + 2;
    }

    private int unicode(int at) throws JsonException {
        int unit = hex(text, at + 2, 4, to);
        if (unit < 0 && lenient) {
            out.write('u');
            return at + 2;
        }
        if (unit < 0) {
            throw new JsonException("an incomplete \\u escape", at);
        }
        if (Character.isHighSurrogate((char) unit) && at + 7 < to && text[at + 6] == '\\' && text[at + 7] == 'u') {
            int low = hex(text, at + 8, 4, to);
            if (low >= 0 && Character.isLowSurrogate((char) low)) {
                out.writeBytes(Character.toString(Character.toCodePoint((char) unit, (char) low))
                        .getBytes(UTF_8));
                return at + 12;
            }
        }
        if (Character.isSurrogate((char) unit)) {
            loneSurrogate = true;
            out.writeBytes(REPLACEMENT);
        } else {
            out.writeBytes(Character.toString(unit).getBytes(UTF_8));
        }
        return at + 6;
    }

    /** The string between {@code from} and {@code to} with lone surrogates kept; its escapes are known to be right. */
    static String exactString(byte[] text, int from, int to) throws JsonException {
        StringBuilder string = new StringBuilder(to - from);
        int i = from;
        while (i < to) {
            int run = i;
            while (i < to && text[i] != '\\') {
                i++;
            }
            string.append(JsonReader.utf8(text, run, i));
            if (i < to && text[i + 1] == 'u') {
                string.append((char) hex(text, i + 2, 4, to));
                i += 6;
            } else if (i < to) {
                ByteArrayOutputStream one = new ByteArrayOutputStream(4);
                i = new Escapes(text, to, true, one).read(i);
                string.append(one.toString(UTF_8));
            }
        }
        return string.toString();
    }

    /** The value of hexadecimal digits, -1 if they are not all there. */
    static int hex(byte[] text, int at, int digits, int to) {
        if (at + digits > to) {
            return -1;
        }
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = Character.digit(text[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
