/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

/** A set of 64-bit hashes in one array: 11 to 21 bytes each. Their low bits must be evenly spread. Not thread-safe. */
final class LongHashSet {
    private long[] slots = new long[64];
    private boolean holdsZero;
    private int size;

    /** Returns whether it was not there. */
    boolean add(long hash) {
        if (hash == 0) {
            boolean fresh = !holdsZero;
            holdsZero = true;
            return fresh;
        }
        int place = place(slots, hash);
        if (slots[place] == hash) {
            return false;
        }
        slots[place] = hash;
        if (++size * 4L > slots.length * 3L) {
            grow();
        }
        return true;
    }

    boolean contains(long hash) {
        return hash == 0 ? holdsZero : slots[place(slots, hash)] == hash;
    }

    int size() {
        return size + (holdsZero ? 1 : 0);
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long hash : slots) {
            if (hash != 0) {
                larger[place(larger, hash)] = hash;
            }
        }
        slots = larger;
    }

    private static int place(long[] in, long hash) {
        int place = (int) hash & (in.length - 1);
        while (in[place] != 0 && in[place] != hash) {
            place = (place + 1) & (in.length - 1);
        }
        return place;
    }
}
