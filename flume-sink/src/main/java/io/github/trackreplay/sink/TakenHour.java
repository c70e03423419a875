/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.ledger.HashBlocks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The hashes of one hour: all of them, and the last block, which is written anew until it is full. Not thread-safe. */
final class TakenHour {
    /** Hashes of a full block: about 27 KiB. */
    static final int FULL = 4096;

    private final long hour;
    private final LongHashSet all = new LongHashSet();
    private long[] open = new long[16];
    private int opened;
    private int number;
    /** So many of the last block's hashes are written already. */
    private int stored;

    private final List<HashBlocks.Changed> filled = new ArrayList<>();
    private boolean changed;

    TakenHour(long hour, List<HashBlocks.Block> blocks) {
        this.hour = hour;
        for (HashBlocks.Block block : blocks) {
            for (long hash : block.hashes()) {
                all.add(hash);
            }
        }
        if (!blocks.isEmpty()) {
            HashBlocks.Block last = blocks.get(blocks.size() - 1);
            number = last.number() + (last.hashes().length >= FULL ? 1 : 0);
            if (last.hashes().length < FULL) {
                open = Arrays.copyOf(last.hashes(), FULL);
                opened = last.hashes().length;
                stored = opened;
            }
        }
    }

    /** Returns whether it was not there. */
    boolean add(long hash) {
        if (!all.add(hash)) {
            return false;
        }
        if (opened == open.length) {
            open = Arrays.copyOf(open, Math.min(FULL, open.length * 2));
        }
        open[opened++] = hash;
        changed = true;
        if (opened == FULL) {
            filled.add(new HashBlocks.Changed(new HashBlocks.Block(hour, number++, open), stored));
            open = new long[16];
            opened = 0;
            stored = 0;
        }
        return true;
    }

    boolean contains(long hash) {
        return all.contains(hash);
    }

    int size() {
        return all.size();
    }

    /** The blocks that changed since the last call. */
    List<HashBlocks.Changed> drain() {
        if (!changed) {
            return List.of();
        }
        List<HashBlocks.Changed> blocks = new ArrayList<>(filled);
        if (opened > stored) {
            blocks.add(new HashBlocks.Changed(new HashBlocks.Block(hour, number, Arrays.copyOf(open, opened)), stored));
            stored = opened;
        }
        filled.clear();
        changed = false;
        return blocks;
    }
}
