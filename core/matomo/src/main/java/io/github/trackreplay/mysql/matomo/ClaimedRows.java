/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Rows by their ids, a bit each where ids are dense. Not thread-safe. */
final class ClaimedRows {
    private static final int PAGE_BITS = 16;

    private final Map<Long, BitSet> pages = new HashMap<>();

    void clear() {
        pages.clear();
    }

    /** Returns whether it was not contained before. */
    boolean add(long id) {
        BitSet page = pages.computeIfAbsent(id >> PAGE_BITS, number -> new BitSet());
        boolean fresh = !page.get(place(id));
        page.set(place(id));
        return fresh;
    }

    private static int place(long id) {
        return (int) (id & ((1 << PAGE_BITS) - 1));
    }
}
