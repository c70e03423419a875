/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.json.ByteScan;
import io.github.trackreplay.json.RepeatedTexts;
import java.util.Arrays;

/** Bytes of a line as text. */
public final class Texts {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(ISO_8859_1);

    private Texts() {}

    /** As UTF-8; bytes that are none become U+FFFD. */
    static String utf8(byte[] b, int from, int to) {
        return new String(b, from, to - from, UTF_8);
    }

    /** As {@link #percentAscii}, one text where many lines have it in common. */
    static String repeatedPercentAscii(byte[] b, int from, int to) {
        return ByteScan.noPrintableAscii(b, from, to) == to
                ? RepeatedTexts.utf8(b, from, to)
                : percentAscii(b, from, to);
    }

    /**
     * As ASCII in which every byte that is no printable ASCII (or is a space) stands percent-encoded, so that PHP's decoding
     * gives the bytes back.
     */
    public static String percentAscii(byte[] b, int from, int to) {
        int plain = ByteScan.noPrintableAscii(b, from, to);
        if (plain == to) {
            return new String(b, from, to - from, ISO_8859_1);
        }
        byte[] out = new byte[plain - from + 3 * (to - plain)];
        System.arraycopy(b, from, out, 0, plain - from);
        int at = plain - from;
        for (int i = plain; i < to; i++) {
            if (b[i] > ' ' && b[i] != 0x7f) {
                out[at++] = b[i];
            } else {
                out[at++] = '%';
                out[at++] = HEX[b[i] >> 4 & 15];
                out[at++] = HEX[b[i] & 15];
            }
        }
        return new String(out, 0, at, ISO_8859_1);
    }

    /** Whether the bytes from {@code at} are these. */
    static boolean startsWith(byte[] b, int at, int to, byte[] with) {
        return at + with.length <= to && Arrays.equals(b, at, at + with.length, with, 0, with.length);
    }

    /** Whether the slice is how servers write an absent value. */
    static boolean isAbsent(byte[] b, int from, int to) {
        return from == to || (to - from == 1 && b[from] == '-');
    }

    /** The line without the byte order mark that Windows programs put before a file's first one. */
    static byte[] withoutMark(byte[] line) {
        boolean marked = line.length >= 3 && line[0] == (byte) 0xef && line[1] == (byte) 0xbb && line[2] == (byte) 0xbf;
        return marked ? Arrays.copyOfRange(line, 3, line.length) : line;
    }

    /** The line's end without a carriage return that was left. */
    static int end(byte[] line) {
        return line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
    }
}
