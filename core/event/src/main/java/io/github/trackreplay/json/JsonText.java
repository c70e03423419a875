/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.json;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A string or number of a JSON text: a slice of it where nothing was escaped, else unescaped into bytes of its own.
 * Immutable as long as nobody changes the text.
 */
public final class JsonText {
    private final byte[] bytes;
    private final int from;
    private final int to;
    private final int next;
    private final @Nullable String exact; // where the bytes cannot hold the string: a lone surrogate

    private JsonText(byte[] bytes, int from, int to, int next, @Nullable String exact) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.next = next;
        this.exact = exact;
    }

    static JsonText plain(byte[] bytes, int from, int to) {
        return new JsonText(bytes, from, to, to, null);
    }

    /** A slice that holds backslash escapes as servers write them, unescaped; never fails. */
    public static JsonText unescape(byte[] bytes, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        Escapes escapes = new Escapes(bytes, to, true, out);
        int i = from;
        while (i < to) {
            if (bytes[i] == '\\') {
                try {
                    i = escapes.read(i);
                } catch (JsonException e) {
                    throw new IllegalStateException("the lenient manner takes every escape", e);
                }
            } else {
                out.write(bytes[i++]);
            }
        }
        byte[] content = out.toByteArray();
        return plain(content, 0, content.length);
    }

    /** The array that holds the content from {@link #from} to {@link #to}. */
    public byte[] bytes() {
        return bytes;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    int next() {
        return next;
    }

    /** Whether the content has an escaped lone surrogate, so that it is no text that UTF-8 can hold. */
    public boolean hasLoneSurrogate() {
        return exact != null;
    }

    /** The content in an array of its own. */
    public byte[] copy() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** The content decoded, bytes that are no UTF-8 as U+FFFD. */
    public String string() {
        return exact != null ? exact : JsonReader.utf8(bytes, from, to);
    }

    static JsonText read(byte[] text, int at, int to, boolean lenient, int firstByte) throws JsonException {
        if (firstByte != '"') {
            throw new JsonException("a string expected", at);
        }
        int i = at + 1;
        while ((i = ByteScan.endOfPlainJson(text, i, to)) < to) {
            byte b = text[i];
            if (b == '"') {
                return new JsonText(text, at + 1, i, i + 1, null);
            }
            if (b == '\\') {
                return unescaped(text, at + 1, i, to, lenient);
            }
            if (!lenient) {
                throw new JsonException("a raw control character in a string", i);
            }
            i++;
        }
        throw new JsonException("a string without its end", at);
    }

    private static JsonText unescaped(byte[] text, int from, int firstEscape, int to, boolean lenient)
            throws JsonException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 + 2 * (firstEscape - from));
        out.write(text, from, firstEscape - from);
        Escapes escapes = new Escapes(text, to, lenient, out);
        int i = firstEscape;
        while (i < to && text[i] != '"') {
            if (text[i] == '\\') {
                i = escapes.read(i);
            } else if (text[i] >= 0 && text[i] < ' ') {
                if (!lenient) {
                    throw new JsonException("a raw control character in a string", i);
                }
                out.write(text[i++]);
            }
            int plain = ByteScan.endOfPlainJson(text, i, to);
            out.write(text, i, plain - i);
            i = plain;
        }
        if (i >= to) {
            throw new JsonException("a string without its end", from);
        }
        byte[] content = out.toByteArray();
        @Nullable String exact = escapes.sawLoneSurrogate() ? Escapes.exactString(text, from, i) : null;
        return new JsonText(content, 0, content.length, i + 1, exact);
    }
}
