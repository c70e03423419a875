/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Searching in byte arrays, fast. */
final class Bytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LINE_FEEDS = '\n' * LOW_BITS;

    private Bytes() {}

    /** Index of the first line feed in {@code bytes[from, to)}, or -1. Looks at eight bytes at a time. */
    static int lineFeed(byte[] bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long zeros = (long) LONGS.get(bytes, i) ^ LINE_FEEDS;
            long found = (zeros - LOW_BITS) & ~zeros & HIGH_BITS;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Index of the first byte in {@code bytes[from, to)} that is not NUL, or {@code to}. */
    static int afterNuls(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - Long.BYTES && (long) LONGS.get(bytes, i) == 0) {
            i += Long.BYTES;
        }
        while (i < to && bytes[i] == 0) {
            i++;
        }
        return i;
    }

    /** Where the line {@code bytes[from, lineFeed)} ends without the carriage return that may precede the line feed. */
    static int withoutCarriageReturn(byte[] bytes, int from, int lineFeed) {
        return lineFeed > from && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
    }

    /** The last {@code span} bytes of {@code before} followed by {@code bytes[0, to)}. */
    static byte[] lastOf(byte[] before, byte[] bytes, int to, int span) {
        if (to >= span) {
            return Arrays.copyOfRange(bytes, to - span, to);
        }
        int kept = Math.min(before.length, span - to);
        byte[] tail = Arrays.copyOfRange(before, before.length - kept, before.length + to);
        System.arraycopy(bytes, 0, tail, kept, to);
        return tail;
    }
}
