/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.util.Arrays;

/**
 * The event times in one input as a first pass over it found them, block by block: 16 bytes of memory for some 64 KiB of the
 * log. Mutable while it grows, then to be {@linkplain #complete completed}.
 */
final class InputTimes {
    private long[] ends = new long[16];
    private long[] least = new long[16];
    private int blocks;
    private PackTimes.Span all = PackTimes.Span.NONE;

    /** Adds the block that ends at an offset; it begins where the last one ended. */
    void add(long end, PackTimes.Span span) {
        if (blocks == ends.length) {
            ends = Arrays.copyOf(ends, 2 * blocks);
            least = Arrays.copyOf(least, 2 * blocks);
        }
        ends[blocks] = end;
        least[blocks] = span.least();
        blocks++;
        all = all.then(span);
    }

    /** Nothing is added any more: from now on each block knows what is still to come from its beginning on. */
    InputTimes complete() {
        for (int block = blocks - 2; block >= 0; block--) {
            least[block] = Math.min(least[block], least[block + 1]);
        }
        return this;
    }

    /** All of them. */
    PackTimes.Span span() {
        return all;
    }

    /**
     * No request at or behind an offset has an earlier event time; {@link Long#MAX_VALUE} if there is none. Exact where a
     * block begins, otherwise no later than the truth.
     */
    long leastFrom(long offset) {
        int found = Arrays.binarySearch(ends, 0, blocks, offset);
        int block = found >= 0 ? found + 1 : -found - 1;
        return block < blocks ? least[block] : Long.MAX_VALUE;
    }
}
