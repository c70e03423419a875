/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.parts;

/**
 * How long a server's text was that Docker wrote as a JSON string. Pure.
 *
 * <p>Source: Docker's {@code jsonlog} writes each byte that is no UTF-8 as the escape of U+FFFD, and a character of UTF-8 as it
 * stands or as the escape of its number.
 */
final class DockerText {
    private static final int ESCAPE = 6;

    private DockerText() {}

    /** How many bytes of the server's {@code bytes[from, to)} are, the inside of a JSON string. */
    static int length(byte[] bytes, int from, int to) {
        int length = 0;
        int at = from;
        while (at < to) {
            boolean numbered = bytes[at] == '\\' && at + ESCAPE <= to && bytes[at + 1] == 'u';
            if (numbered) {
                length += utf8(number(bytes, at + 2));
                at += ESCAPE;
            } else {
                length++;
                at += bytes[at] == '\\' ? 2 : 1;
            }
        }
        return length;
    }

    private static int utf8(int number) {
        if (number < 0x80 || number == 0xfffd) {
            return 1;
        }
        return number < 0x800 || (number >= 0xd800 && number < 0xe000) ? 2 : 3; // half of a pair is half of four
    }

    private static int number(byte[] bytes, int at) {
        int number = 0;
        for (int i = at; i < at + 4; i++) {
            number = number * 16 + Math.max(0, Character.digit(bytes[i], 16));
        }
        return number;
    }
}
