/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches bytes eight at a time: most of a log's bytes are only looked at to find where a text ends.
 *
 * <p>Each method gives the first place in {@code [from, to)}, or {@code to} if there is none. In every test below a byte that
 * matches sets the high bit of its place; a borrow may set wrong bits above the first match only, so the lowest bit counts.
 */
public final class ByteScan {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';
    private static final long EXCLAMATIONS = ONES * '!'; // the first printable character
    private static final long DELETES = ONES * 0x7f;

    private ByteScan() {}

    private static long zeros(long bytes) {
        return bytes - ONES & ~bytes & HIGH_BITS;
    }

    /** The first byte that is an ASCII character. */
    public static int first(char wanted, byte[] b, int from, int to) {
        long all = ONES * wanted;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long found = zeros((long) LONGS.get(b, at) ^ all);
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >> 3);
            }
        }
        while (at < to && b[at] != wanted) {
            at++;
        }
        return at;
    }

    /** The first double quote or backslash. */
    public static int quoteOrBackslash(byte[] b, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long bytes = (long) LONGS.get(b, at);
            long found = zeros(bytes ^ QUOTES) | zeros(bytes ^ BACKSLASHES);
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >> 3);
            }
        }
        while (at < to && b[at] != '"' && b[at] != '\\') {
            at++;
        }
        return at;
    }

    /** The first double quote, backslash or control character below the space. */
    static int endOfPlainJson(byte[] b, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long bytes = (long) LONGS.get(b, at);
            long found = zeros(bytes ^ QUOTES) | zeros(bytes ^ BACKSLASHES) | (bytes - SPACES & ~bytes & HIGH_BITS);
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >> 3);
            }
        }
        while (at < to && b[at] != '"' && b[at] != '\\' && (b[at] < 0 || b[at] >= ' ')) {
            at++;
        }
        return at;
    }

    /** The first byte that is no printable ASCII, the space included. */
    public static int noPrintableAscii(byte[] b, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long bytes = (long) LONGS.get(b, at);
            long found = (bytes & HIGH_BITS) | (bytes - EXCLAMATIONS & ~bytes & HIGH_BITS) | zeros(bytes ^ DELETES);
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >> 3);
            }
        }
        while (at < to && b[at] > ' ' && b[at] != 0x7f) {
            at++;
        }
        return at;
    }
}
