/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.RawPack;
import java.util.List;
import java.util.Optional;

/** The batch that was handed out and is not committed yet. It is kept, so that it can be offered again whatever happens. */
final class Batch {
    private List<RawPack> packs = List.of();
    private boolean offered;

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
        packs = List.of();
        offered = false;
    }

    void rewind() {
        offered = false;
    }

    boolean outstanding() {
        return !packs.isEmpty();
    }
}
