/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import io.github.trackreplay.source.checkpoint.PositionStore;
import io.github.trackreplay.source.checkpoint.Positions;
import io.github.trackreplay.source.tail.TailReader;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves a reader's positions when they have changed, but spends at most a tenth of the time on it: what is saved late is
 * read again after a crash, and recognised as a duplicate. For one thread.
 */
final class SavedPositions {
    private static final Logger LOG = LoggerFactory.getLogger(SavedPositions.class);
    private static final int SHARE = 10;

    private final PositionStore store;
    private final Optional<Positions> loaded;
    private boolean pending;
    private boolean failing;
    private long savedAt = System.nanoTime();
    private long took;

    private SavedPositions(PositionStore store, Optional<Positions> loaded) {
        this.store = store;
        this.loaded = loaded;
    }

    /** @throws IOException if there are positions that cannot be read */
    static SavedPositions open(PositionStore store) throws IOException {
        return new SavedPositions(store, store.load());
    }

    Optional<Positions> loaded() {
        return loaded;
    }

    void saveIfDue(TailReader reader) {
        pending |= reader.takeUnsaved();
        if (pending && System.nanoTime() - savedAt >= took * (SHARE - 1)) {
            save(reader);
        }
    }

    void save(TailReader reader) {
        long before = System.nanoTime();
        try {
            store.save(reader.positions());
            pending = false;
            if (failing) {
                LOG.info("The positions are saved again in {}.", store.file());
            }
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.error(
                        "The positions cannot be saved in {}. Reading goes on; after a restart lines would be read again and"
                                + " recognised as duplicates. Give the directory space and write access.",
                        store.file(),
                        e);
            }
            failing = true;
        }
        savedAt = System.nanoTime();
        took = savedAt - before;
    }
}
