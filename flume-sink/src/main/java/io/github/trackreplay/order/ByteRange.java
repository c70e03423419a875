/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /** The part of it that lies in another range, if any byte does. */
    public Optional<ByteRange> common(ByteRange other) {
        return overlap(other.start, other.end) == 0
                ? Optional.empty()
                : Optional.of(new ByteRange(Math.max(start, other.start), Math.min(end, other.end)));
    }

    /** The parts of it that do not lie in another range: at most two, ascending, none of them empty. */
    public List<ByteRange> without(ByteRange other) {
        List<ByteRange> parts = new ArrayList<>(2);
        if (start < Math.min(end, other.start)) {
            parts.add(new ByteRange(start, Math.min(end, other.start)));
        }
        if (Math.max(start, other.end) < end) {
            parts.add(new ByteRange(Math.max(start, other.end), end));
        }
        return parts;
    }
}
