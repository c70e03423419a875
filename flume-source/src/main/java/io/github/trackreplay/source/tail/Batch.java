/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.RawPack;
import java.util.List;
import java.util.Optional;

/** The batch that was handed out and is not committed yet. It is kept, so that it can be offered again whatever happens. */
final class Batch {
    private List<RawPack> packs = List.of();
    private boolean offered;
    private long begunFiles;

    /**
     * The batch to offer again, if there is one.
     *
     * @throws IllegalStateException if the last one was neither committed nor rewound
     */
    Optional<List<RawPack>> again() {
        if (offered) {
            throw new IllegalStateException("commit or rewind the last batch first");
        }
        offered = !packs.isEmpty();
        return offered ? Optional.of(packs) : Optional.empty();
    }

    List<RawPack> offer(List<RawPack> read) {
        packs = List.copyOf(read);
        offered = !packs.isEmpty();
        return packs;
    }

    void commit() {
        begunFiles += packs.stream().filter(Batch::beginsItsFile).count();
        packs = List.of();
        offered = false;
    }

    /** Of a log file's packs the first one that accounts for any bytes, which nothing that was saved accounts for. */
    private static boolean beginsItsFile(RawPack pack) {
        return pack.header().start() == 0 && pack.header().end() > 0;
    }

    /** How many log files' first bytes were in the batches that have been committed. */
    long begunFiles() {
        return begunFiles;
    }

    void rewind() {
        offered = false;
    }

    boolean outstanding() {
        return !packs.isEmpty();
    }
}
