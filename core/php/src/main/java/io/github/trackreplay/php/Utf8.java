/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

/**
 * UTF-8 in byte strings: strict sequences only (no overlong forms, no surrogates, nothing above U+10FFFF), as PHP's {@code
 * htmlspecialchars} and {@code mb_check_encoding} demand.
 */
public final class Utf8 {
    private Utf8() {}

    /** Whether the whole byte string is valid UTF-8. */
    public static boolean isValid(String bytes) {
        int at = 0;
        while (at < bytes.length()) {
            if (bytes.charAt(at) < 0x80) {
                at++;
                continue;
            }
            int length = sequenceAt(bytes, at);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** Reads each byte as a Latin-1 character and encodes it: PHP's {@code utf8_encode}. */
    public static String fromLatin1(String bytes) {
        StringBuilder out = new StringBuilder(bytes.length() + 16);
        for (int i = 0; i < bytes.length(); i++) {
            append(out, bytes.charAt(i));
        }
        return out.toString();
    }

    /** Appends the UTF-8 bytes of a code point to a byte string. */
    static void append(StringBuilder out, int cp) {
        if (cp < 0x80) {
            out.append((char) cp);
        } else if (cp < 0x800) {
            out.append((char) (0xC0 | (cp >> 6))).append((char) (0x80 | (cp & 0x3F)));
        } else if (cp < 0x10000) {
            out.append((char) (0xE0 | (cp >> 12)))
                    .append((char) (0x80 | ((cp >> 6) & 0x3F)))
                    .append((char) (0x80 | (cp & 0x3F)));
        } else {
            out.append((char) (0xF0 | (cp >> 18)))
                    .append((char) (0x80 | ((cp >> 12) & 0x3F)))
                    .append((char) (0x80 | ((cp >> 6) & 0x3F)))
                    .append((char) (0x80 | (cp & 0x3F)));
        }
    }

    /** Writes the UTF-8 bytes of a code point and gives the new size. */
    static int encode(int cp, byte[] out, int at) {
        int size = at;
        if (cp < 0x80) {
            out[size++] = (byte) cp;
        } else if (cp < 0x800) {
            out[size++] = (byte) (0xC0 | (cp >> 6));
            out[size++] = (byte) (0x80 | (cp & 0x3F));
        } else {
            if (cp < 0x10000) {
                out[size++] = (byte) (0xE0 | (cp >> 12));
            } else {
                out[size++] = (byte) (0xF0 | (cp >> 18));
                out[size++] = (byte) (0x80 | ((cp >> 12) & 0x3F));
            }
            out[size++] = (byte) (0x80 | ((cp >> 6) & 0x3F));
            out[size++] = (byte) (0x80 | (cp & 0x3F));
        }
        return size;
    }

    /** Length of the valid sequence that starts at a position; 0 when there is none. */
    static int sequenceAt(String bytes, int at) {
        int first = bytes.charAt(at);
        if (first < 0x80) {
            return 1;
        }
        int length = first < 0xC2 || first > 0xF4 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (length == 0 || at + length > bytes.length()) {
            return 0;
        }
        int second = bytes.charAt(at + 1);
        int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if (bytes.charAt(at + i) >> 6 != 2) {
                return 0;
            }
        }
        return length;
    }

    /** The code point of a valid sequence. */
    static int codePoint(String bytes, int at, int length) {
        int first = bytes.charAt(at);
        if (length == 1) {
            return first;
        }
        int cp = first & (0x7F >> length);
        for (int i = 1; i < length; i++) {
            cp = (cp << 6) | (bytes.charAt(at + i) & 0x3F);
        }
        return cp;
    }
}
