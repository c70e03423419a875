/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import io.github.trackreplay.source.checkpoint.PositionStore;
import io.github.trackreplay.source.checkpoint.Positions;
import io.github.trackreplay.source.tail.TailReader;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves a reader's positions when they have changed, but at most once a second, and spends at most a tenth of the time
 * on it: what is saved late is read again after a crash, and recognised as a duplicate. Only that there is a stream, and
 * that a log file's first bytes are delivered, is saved at once. For one thread.
 */
final class SavedPositions {
    private static final Logger LOG = LoggerFactory.getLogger(SavedPositions.class);
    private static final int SHARE = 10;
    /** Two syncs of the disk cost a frontend more than all that it reads at 1,000 requests a second. */
    private static final long LEAST_NANOS = 1_000_000_000L;

    private final PositionStore store;
    private Optional<Positions> loaded;
    private final LongSupplier nanoTime;
    private int streams;
    private long begun;
    private boolean pending;
    private boolean failing;
    private UnaryOperator<Positions> saved = UnaryOperator.identity();
    private long savedAt;
    private long took;

    private SavedPositions(PositionStore store, Optional<Positions> loaded, LongSupplier nanoTime) {
        this.store = store;
        this.loaded = loaded;
        this.nanoTime = nanoTime;
        this.savedAt = nanoTime.getAsLong() - LEAST_NANOS;
        this.streams = loaded.map(positions -> positions.streams().size()).orElse(0);
    }

    /** @throws IOException if there are positions that cannot be read */
    static SavedPositions open(PositionStore store) throws IOException {
        return open(store, System::nanoTime);
    }

    static SavedPositions open(PositionStore store, LongSupplier nanoTime) throws IOException {
        return new SavedPositions(store, store.load(), nanoTime);
    }

    /** What was saved last, before anything is saved. */
    Optional<Positions> loaded() {
        return loaded;
    }

    /** @param saved what to save of a reader's positions */
    void savedAs(UnaryOperator<Positions> saved) {
        this.saved = saved;
    }

    /**
     * Before what a read gave is delivered: a stream whose first lines are known downstream must not begin anew, by {@code
     * startAt}, after a crash.
     */
    void saveNewStreams(TailReader reader) {
        if (reader.knownStreams() > streams && (!failing || nanoTime.getAsLong() - savedAt >= LEAST_NANOS)) {
            save(reader);
            dueNow();
        }
    }

    /** Lines that were held back are delivered: as with a log file's first bytes, the next {@link #saveIfDue} saves. */
    void saveNext() {
        pending = true;
        dueNow();
    }

    /** What is delivered now is saved at once, however long the last time took on a busy disk. */
    private void dueNow() {
        if (!failing) {
            savedAt -= LEAST_NANOS;
            took = 0;
        }
    }

    /**
     * After each read, also one that gave nothing. Of a log file whose first bytes are delivered now the name is saved at
     * once: it may depend on others that are gone after a crash, and without those bytes it could be told from no other.
     */
    void saveIfDue(TailReader reader) {
        pending |= reader.takeUnsaved();
        if (reader.begunFiles() > begun) {
            saveNext();
        }
        if (pending && nanoTime.getAsLong() - savedAt >= Math.max(LEAST_NANOS, took * (SHARE - 1))) {
            save(reader);
        }
    }

    void save(TailReader reader) {
        long before = nanoTime.getAsLong();
        try {
            int known = reader.knownStreams();
            long committed = reader.begunFiles();
            store.save(saved.apply(reader.positions()));
            loaded = Optional.empty();
            streams = known;
            begun = committed;
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
        savedAt = nanoTime.getAsLong();
        took = savedAt - before;
    }
}
