/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.util.Arrays;

/**
 * The event times of the log files of a stream as a first pass found them, block by block in the order in which they are read: 24 bytes
 * of memory for some 64 KiB of requests; once it is completed only where what is still to come changes. Mutable while it grows.
 */
final class BacklogTimes {
    private long[] numbers = new long[16];
    private long[] ends = new long[16];
    private long[] least = new long[16];
    private int blocks;
    private PackTimes.Span all = PackTimes.Span.NONE;
    private long lastNumber;
    private long lastEnd;

    /**
     * Adds the next block.
     *
     * @param number of the log file; ascending
     * @param end one past its last byte; ascending within a file
     */
    void add(long number, long end, PackTimes.Span span) {
        if (blocks == ends.length) {
            room(2 * blocks);
        }
        numbers[blocks] = number;
        ends[blocks] = end;
        least[blocks] = span.least();
        blocks++;
        all = all.then(span);
        lastNumber = number;
        lastEnd = end;
    }

    private void room(int size) {
        numbers = Arrays.copyOf(numbers, size);
        ends = Arrays.copyOf(ends, size);
        least = Arrays.copyOf(least, size);
    }

    /** Nothing is added any more: from now on each block knows what is still to come from its beginning on. */
    void complete() {
        for (int block = blocks - 2; block >= 0; block--) {
            least[block] = Math.min(least[block], least[block + 1]);
        }
        int kept = 0;
        for (int block = 0; block < blocks; block++) {
            if (block == blocks - 1 || least[block] != least[block + 1]) {
                numbers[kept] = numbers[block];
                ends[kept] = ends[block];
                least[kept++] = least[block];
            }
        }
        blocks = kept;
        room(blocks);
    }

    /** All of them. */
    PackTimes.Span span() {
        return all;
    }

    /** Whether a file's byte lies before the end of what was looked at. */
    boolean reaches(long number, long offset) {
        return number < lastNumber || (number == lastNumber && offset < lastEnd);
    }

    /**
     * No request at or behind an offset of a log file, nor in those behind it, has an earlier event time; {@link Long#MAX_VALUE} if there
     * is none. No later than the truth.
     */
    long leastFrom(long number, long offset) {
        int low = 0;
        int high = blocks;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean before = numbers[middle] < number || (numbers[middle] == number && ends[middle] <= offset);
            low = before ? middle + 1 : low;
            high = before ? high : middle;
        }
        return low < blocks ? least[low] : Long.MAX_VALUE;
    }
}
