/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** PHP's {@code urldecode} and {@code urlencode}, on byte strings. */
public final class UrlCoding {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private UrlCoding() {}

    /** Plus signs become spaces and {@code %NN} bytes; a per cent sign without two hexadecimal digits stays. */
    public static String decode(String bytes) {
        int from = 0;
        while (from < bytes.length() && bytes.charAt(from) != '%' && bytes.charAt(from) != '+') {
            from++;
        }
        if (from == bytes.length()) {
            return bytes;
        }
        byte[] out = new byte[bytes.length()];
        int size = 0;
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            if (c == '+') {
                out[size++] = ' ';
            } else if (c == '%' && i + 2 < bytes.length() && isHex(bytes, i + 1) && isHex(bytes, i + 2)) {
                out[size++] = (byte)
                        (Character.digit(bytes.charAt(i + 1), 16) << 4 | Character.digit(bytes.charAt(i + 2), 16));
                i += 2;
            } else {
                out[size++] = (byte) c;
            }
        }
        return new String(out, 0, size, ISO_8859_1);
    }

    /** Letters, digits, {@code -}, {@code _} and {@code .} stay, a space becomes a plus sign, every other byte {@code %NN}. */
    public static String encode(String bytes) {
        StringBuilder out = new StringBuilder(bytes.length() + 16);
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            if (c == ' ') {
                out.append('+');
            } else if (Ascii.isAlphanumeric(c) || c == '-' || c == '_' || c == '.') {
                out.append(c);
            } else {
                out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        return out.toString();
    }

    private static boolean isHex(String bytes, int at) {
        return Ascii.isHexDigit(bytes.charAt(at));
    }
}
