/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import java.util.Arrays;

/**
 * Undoes the encoding in which CloudFront writes what it got: {@code %XX} for control characters, blanks, bytes beyond ASCII and
 * {@code " # % < > [ \ ] ^ ` { | } ~ '}. The percent sign is among them, so what was encoded in the request is encoded twice.
 *
 * <p>A text that holds the code of a character that CloudFront does not encode ({@code %3A}) was not encoded by it: it stays.
 */
final class CloudFrontText {
    private static final String ENCODED = " \"#%<>[\\]^`{|}~'";

    private CloudFrontText() {}

    static byte[] decode(byte[] b, int from, int to) {
        byte[] out = new byte[to - from];
        int at = 0;
        for (int i = from; i < to; i++) {
            int code = b[i] == '%' && i + 2 < to ? code(b, i + 1) : -1;
            if (b[i] == '%' && !isEncoded(code)) {
                return Arrays.copyOfRange(b, from, to);
            }
            out[at++] = b[i] == '%' ? (byte) code : b[i];
            i += b[i] == '%' ? 2 : 0;
        }
        return Arrays.copyOf(out, at);
    }

    private static int code(byte[] b, int at) {
        int high = Character.digit(b[at], 16);
        int low = Character.digit(b[at + 1], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static boolean isEncoded(int code) {
        return code >= 0 && (code < ' ' || code >= 0x7f || ENCODED.indexOf(code) >= 0);
    }
}
