/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import java.util.Arrays;

/** Which branches may match a subject, and where: sorted by branch, then start. */
final class Hits {
    private long[] hits = new long[64];
    private int count;

    void add(int branch, int start) {
        if (count == hits.length) hits = Arrays.copyOf(hits, count * 2);
        hits[count++] = ((long) branch << 32) | (start & 0xffff_ffffL);
    }

    /** Sorts, and leaves out what was added twice. */
    void sort() {
        Arrays.sort(hits, 0, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (kept == 0 || hits[kept - 1] != hits[i]) hits[kept++] = hits[i];
        }
        count = kept;
    }

    /** The index of the first hit of that branch or a later one. */
    int from(int branch) {
        int found = Arrays.binarySearch(hits, 0, count, (long) branch << 32);
        return found >= 0 ? found : -found - 1;
    }

    int count() {
        return count;
    }

    int branch(int i) {
        return (int) (hits[i] >> 32);
    }

    int start(int i) {
        return (int) hits[i];
    }
}
