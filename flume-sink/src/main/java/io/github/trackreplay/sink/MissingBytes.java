/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.order.ByteRange;
import java.util.List;

/** What of a pack's range had not been taken before. Immutable. */
record MissingBytes(List<ByteRange> ranges) {
    /** How many they are. */
    long length() {
        return ranges.stream().mapToLong(ByteRange::length).sum();
    }

    /** Whether an entry is new: a request by its offset; what stands for a whole rejected pack, if any byte of it is. */
    boolean brings(PackEntry entry) {
        return contains(entry.offset()) || (entry instanceof RejectedLine && overlap(ranges, entry) > 0);
    }

    private boolean contains(long offset) {
        for (ByteRange range : ranges) {
            if (offset >= range.start() && offset < range.end()) {
                return true;
            }
        }
        return false;
    }

    /** How many bytes of an entry lie in ranges that do not overlap. */
    static long overlap(List<ByteRange> ranges, PackEntry entry) {
        long bytes = 0;
        for (ByteRange range : ranges) {
            bytes += range.overlap(entry.offset(), entry.offset() + entry.length());
        }
        return bytes;
    }
}
