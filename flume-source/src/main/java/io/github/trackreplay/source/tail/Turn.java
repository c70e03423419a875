/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.BulkRoom;
import io.github.trackreplay.event.RawPack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One batch while it is being read: what is in it, and what may still come in. */
final class Turn {
    /** Most bytes that what is in it may grow to when it is parsed, but at least one line. */
    static final long MOST_ROOM = 2 * BulkRoom.MOST;

    final long now;
    final int maxPacks;
    final long maxBytes;
    final List<RawPack> packs = new ArrayList<>();
    long bytes;
    /** Bytes that what is in it may grow to. */
    long room;
    /** Bytes that were looked at, also those of which nothing comes in. */
    long scanned;
    /** Those of files for which nobody waits. */
    long strayBytes;
    /** Which stream may read on in such files; empty if any may. */
    Optional<StreamTail> strays = Optional.empty();
    /** When the files were looked at, milliseconds: of that time streams say what they say, also those whose turn it is only in a later batch. */
    final long lookedAt;
    /** How many times rarer than usual streams at rest say so. */
    long rarely = 1;
    /** Whether a stream gives way to the others after each file: they lie beside each other in time, and what is read ahead of them waits. */
    boolean shared;
    /** How far the event times of the stream that is being read may run backwards, milliseconds. */
    long disorder;

    Turn(long now, int maxPacks, long maxBytes) {
        this(now, now, maxPacks, maxBytes);
    }

    Turn(long now, long lookedAt, int maxPacks, long maxBytes) {
        this.now = now;
        this.lookedAt = lookedAt;
        this.maxPacks = Math.max(1, maxPacks);
        this.maxBytes = maxBytes;
    }

    boolean full() {
        return packs.size() >= maxPacks || hasNoRoom(0, 0);
    }

    /**
     * Whether no further line goes in.
     *
     * @param furtherBytes of lines that will be added to it
     * @param furtherRoom what these may grow to
     */
    boolean hasNoRoom(long furtherBytes, long furtherRoom) {
        return bytes + furtherBytes >= maxBytes || room + furtherRoom >= MOST_ROOM;
    }

    void add(RawPack pack) {
        packs.add(pack);
    }
}
