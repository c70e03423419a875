/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Converts between ordinary text and byte strings.
 *
 * <p>The byte string of a text is its UTF-8 encoding. Bytes that are not valid UTF-8 stand in the text as lone surrogates
 * U+DC80 to U+DCFF (byte + 0xDC00), so nothing is lost in either direction: {@code bytes(text(b)).equals(b)} for every byte
 * string. A text that consists of ASCII is its own byte string, and is returned as it is.
 */
public final class ByteText {
    private static final int ESCAPE_BASE = 0xDC00;
    private static final int FIRST_NO_ASCII = 0x80;

    private ByteText() {}

    /** The byte string of a text. A surrogate that is neither paired nor an escaped byte becomes a question mark. */
    public static String bytes(String text) {
        int ascii = asciiPrefix(text);
        return ascii == text.length() ? text : new String(encode(text, ascii), ISO_8859_1);
    }

    /** The UTF-8 bytes of a text, escaped bytes as themselves: what PHP would send to the database. */
    public static byte[] toBytes(String text) {
        int ascii = asciiPrefix(text);
        return ascii == text.length() ? text.getBytes(ISO_8859_1) : encode(text, ascii);
    }

    /** The text of a byte string. */
    public static String text(String bytes) {
        int ascii = asciiPrefix(bytes);
        if (ascii == bytes.length()) {
            return bytes;
        }
        StringBuilder text = new StringBuilder(bytes.length()).append(bytes, 0, ascii);
        int at = ascii;
        while (at < bytes.length()) {
            int length = Utf8.sequenceAt(bytes, at);
            if (length == 0) {
                text.append((char) (ESCAPE_BASE + bytes.charAt(at++)));
            } else {
                text.appendCodePoint(Utf8.codePoint(bytes, at, length));
                at += length;
            }
        }
        return text.toString();
    }

    /** The text of raw bytes. */
    public static String text(byte[] bytes) {
        return text(new String(bytes, ISO_8859_1));
    }

    /** Whether a text holds bytes that are not valid UTF-8. */
    public static boolean hasEscapedBytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isEscapedByte(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEscapedByte(String text, int at) {
        char c = text.charAt(at);
        return c >= 0xDC80 && c <= 0xDCFF && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    /** Looks at eight at a time: nearly all of what is asked is ASCII to its end. */
    private static int asciiPrefix(String text) {
        int length = text.length();
        int i = 0;
        while (i + 8 <= length && anyOfEight(text, i) < FIRST_NO_ASCII) {
            i += 8;
        }
        while (i < length && text.charAt(i) < FIRST_NO_ASCII) {
            i++;
        }
        return i;
    }

    /** The bits that any of eight characters has. */
    private static int anyOfEight(String text, int at) {
        return text.charAt(at)
                | text.charAt(at + 1)
                | text.charAt(at + 2)
                | text.charAt(at + 3)
                | text.charAt(at + 4)
                | text.charAt(at + 5)
                | text.charAt(at + 6)
                | text.charAt(at + 7);
    }

    private static byte[] encode(String text, int ascii) {
        byte[] out = new byte[ascii + 3 * (text.length() - ascii)];
        for (int i = 0; i < ascii; i++) {
            out[i] = (byte) text.charAt(i);
        }
        int size = ascii;
        int at = ascii;
        while (at < text.length()) {
            int cp = text.codePointAt(at);
            if (Character.isSurrogate((char) cp) && cp <= 0xFFFF) {
                out[size++] = cp >= 0xDC80 && cp <= 0xDCFF ? (byte) (cp - ESCAPE_BASE) : (byte) '?';
            } else {
                size = Utf8.encode(cp, out, size);
            }
            at += Character.charCount(cp);
        }
        return java.util.Arrays.copyOf(out, size);
    }
}
