/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

/**
 * Bytes {@code [start, end)} of a log file.
 *
 * @param start first byte
 * @param end one past the last byte
 */
public record ByteRange(long start, long end) {
    public ByteRange {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("no range: [" + start + ", " + end + ")");
        }
    }

    public long length() {
        return end - start;
    }

    /** How many bytes of {@code [from, to)} lie in this range. */
    public long overlap(long from, long to) {
        return Math.max(0, Math.min(end, to) - Math.max(start, from));
    }
}
