/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.RawPack;
import java.util.ArrayList;
import java.util.List;

/** One batch while it is being read: what is in it, and what may still come in. */
final class Turn {
    final long now;
    final int maxPacks;
    final long maxBytes;
    final List<RawPack> packs = new ArrayList<>();
    long bytes;
    /** Bytes that were looked at, also those of which nothing comes in. */
    long scanned;
    /** How many times rarer than usual streams at rest say so. */
    long rarely = 1;
    /** How far the event times of the stream that is being read may run backwards, milliseconds. */
    long disorder;

    Turn(long now, int maxPacks, long maxBytes) {
        this.now = now;
        this.maxPacks = Math.max(1, maxPacks);
        this.maxBytes = maxBytes;
    }

    boolean full() {
        return packs.size() >= maxPacks || bytes >= maxBytes;
    }

    void add(RawPack pack) {
        packs.add(pack);
    }
}
