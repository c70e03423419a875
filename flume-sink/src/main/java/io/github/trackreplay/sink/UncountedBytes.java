/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.order.ByteRange;
import java.util.List;

/**
 * Which bytes of a pack's entries nobody before them has counted, so that each byte of a file is accounted for once: the requests
 * of a bulk call share a line, and a line that a container's runtime wrote in parts holds whole ones of its other stream. Asked for
 * one entry after the other, in the order of their offsets. For one thread.
 */
final class UncountedBytes {
    private long countedTo;

    /** The bytes of an entry. */
    long of(PackEntry entry) {
        long end = entry.offset() + entry.length();
        return Math.max(0, end - from(entry, end));
    }

    /** Those of an entry that lie in one of these ranges, which do not overlap. */
    long of(PackEntry entry, List<ByteRange> ranges) {
        long end = entry.offset() + entry.length();
        long from = from(entry, end);
        long bytes = 0;
        for (ByteRange range : ranges) {
            bytes += from < end ? range.overlap(from, end) : 0;
        }
        return bytes;
    }

    private long from(PackEntry entry, long end) {
        long from = Math.max(entry.offset(), countedTo);
        countedTo = Math.max(countedTo, end);
        return from;
    }
}
