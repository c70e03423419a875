/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.checkpoint.Anchor;
import java.io.IOException;
import java.util.Arrays;

/**
 * The bytes of a content from an offset on that have been read and are still needed. One serves all files of a source, one after
 * another; it grows with the longest line, and stays as large. For one thread.
 */
final class LineBuffer {
    private static final int CHUNK = 256 * 1024;

    private byte[] bytes = new byte[2 * CHUNK];
    private long base;
    private byte[] before = new byte[0];
    private int filled;

    /** Begins at an offset, with the bytes that {@linkplain Anchor prove} it. */
    void begin(long offset, byte[] bytesBefore) {
        base = offset;
        before = bytesBefore;
        filled = 0;
    }

    /** Reads on behind what is there; returns how many bytes have come. */
    int fill(Content content) throws IOException {
        int n = content.read(end(), bytes, filled, Math.min(CHUNK, bytes.length - filled));
        filled += n;
        return n;
    }

    /** Makes room if there is none, up to what a line of a length needs. */
    void grow(int longestLine) {
        if (filled == bytes.length) {
            int enough = Math.addExact(longestLine, CHUNK);
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length + 2, Math.min(2 * bytes.length, enough)));
        }
    }

    /** Its first bytes are not needed any more. */
    void drop(int count) {
        before = Bytes.lastOf(before, bytes, count, Anchor.SPAN);
        base += count;
        System.arraycopy(bytes, count, bytes, 0, filled - count);
        filled -= count;
    }

    /** What is left will be read again. */
    void unread(Content content) {
        content.unread(base, bytes, 0, filled);
    }

    /** The bytes, valid up to {@link #filled} and until the buffer is changed; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** Where the first of them lies in the content. */
    long base() {
        return base;
    }

    /** How many there are. */
    int filled() {
        return filled;
    }

    /** Up to where the content has been read. */
    long end() {
        return base + filled;
    }

    /** The bytes that prove the base. */
    byte[] before() {
        return before;
    }
}
