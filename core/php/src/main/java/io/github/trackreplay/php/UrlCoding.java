/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** PHP's {@code urldecode} and {@code urlencode}, on byte strings. */
public final class UrlCoding {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    /** Of each byte that is a hexadecimal digit its value; negative for any other. */
    private static final byte[] HEX_VALUE = hexValues();

    private UrlCoding() {}

    /** Plus signs become spaces and {@code %NN} bytes; a per cent sign without two hexadecimal digits stays. */
    public static String decode(String bytes) {
        if (bytes.indexOf('%') < 0 && bytes.indexOf('+') < 0) {
            return bytes;
        }
        byte[] text = bytes.getBytes(ISO_8859_1);
        int size = 0;
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            if (b == '+') {
                b = ' ';
            } else if (b == '%' && i + 2 < text.length) {
                int value = HEX_VALUE[text[i + 1] & 0xff] << 4 | HEX_VALUE[text[i + 2] & 0xff];
                if (value >= 0) {
                    b = (byte) value;
                    i += 2;
                }
            }
            text[size++] = b;
        }
        return new String(text, 0, size, ISO_8859_1);
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

    private static byte[] hexValues() {
        byte[] values = new byte[256];
        for (int b = 0; b < values.length; b++) {
            values[b] = (byte) (Ascii.isHexDigit((char) b) ? Character.digit((char) b, 16) : -1);
        }
        return values;
    }
}
