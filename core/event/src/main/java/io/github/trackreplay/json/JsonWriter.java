/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Writes JSON as UTF-8 bytes into one growing buffer. The caller writes the brackets and names itself, as constants: what is
 * written once per request should be a copy of bytes. For one thread; {@link #clear} makes it ready for another text.
 */
public final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

    private byte[] buffer;
    private int size;

    public JsonWriter(int capacity) {
        buffer = new byte[Math.max(16, capacity)];
    }

    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    /** A constant that is JSON already, in UTF-8. */
    public void raw(byte[] json) {
        reserve(json.length);
        System.arraycopy(json, 0, buffer, size, json.length);
        size += json.length;
    }

    public void raw(char ascii) {
        reserve(1);
        buffer[size++] = (byte) ascii;
    }

    public void number(long value) {
        reserve(20);
        if (value == Long.MIN_VALUE) {
            raw("-9223372036854775808".getBytes(ISO_8859_1));
            return;
        }
        long rest = value;
        if (rest < 0) {
            buffer[size++] = '-';
            rest = -rest;
        }
        int end = size + digits(rest);
        size = end;
        do {
            buffer[--end] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
    }

    private static int digits(long value) {
        int digits = 1;
        for (long limit = value; limit >= 10; limit /= 10) {
            digits++;
        }
        return digits;
    }

    /** {@code value} with exactly {@code width} digits, zeros in front. */
    public void padded(int value, int width) {
        reserve(width);
        int rest = value;
        for (int i = width - 1; i >= 0; i--) {
            buffer[size + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += width;
    }

    /** A string with its quotes. A lone surrogate is written as its escape, so that reading gives the same string. */
    public void string(String value) {
        int length = value.length();
        reserve(length + 2);
        byte[] to = buffer;
        int at = size;
        to[at++] = '"';
        int i = 0;
        while (i < length) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                break;
            }
            to[at++] = (byte) c;
            i++;
        }
        size = at;
        if (i < length) {
            escaped(value, i);
        }
        raw('"');
    }

    /** How many bytes {@link #string} writes for a text. */
    public static long length(String value) {
        long length = 2;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                length += 2;
            } else if (c >= ' ' && c <= 0x7f) {
                length++;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                length += 4;
                i++;
            } else if (c < ' ' || Character.isSurrogate(c)) {
                length += 6;
            } else {
                length += c < 0x800 ? 2 : 3;
            }
        }
        return length;
    }

    private void escaped(String value, int from) {
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            reserve(6);
            if (c == '"' || c == '\\') {
                buffer[size++] = '\\';
                buffer[size++] = (byte) c;
            } else if (c >= ' ' && c <= '~') {
                buffer[size++] = (byte) c;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                raw(value.substring(i, i + 2).getBytes(UTF_8));
                i++;
            } else if (c < ' ' || Character.isSurrogate(c)) {
                unicode(c);
            } else {
                raw(String.valueOf(c).getBytes(UTF_8));
            }
        }
    }

    private void unicode(char c) {
        buffer[size++] = '\\';
        buffer[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            buffer[size++] = HEX[c >> shift & 15];
        }
    }

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(size + more, buffer.length * 2));
        }
    }
}
