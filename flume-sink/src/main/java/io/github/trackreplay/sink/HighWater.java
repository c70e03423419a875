/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.ledger.Progress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers outside the database which commit was the last, so that a restored or failed-over database that lost commits
 * is noticed instead of silently lacking requests.
 */
public interface HighWater extends AutoCloseable {
    /**
     * Called before each transaction.
     *
     * @return a sentence if the database is behind what was committed, to be followed by the commands that read it again
     */
    Optional<String> wentBack(Progress progress);

    /** Called after each COMMIT. Must be cheap. */
    void committed(String databaseId, long commitNumber);

    @Override
    default void close() {}

    /** What to say. */
    static String sentence(long known, long found, String afterwards) {
        return "The database has gone back from commit " + known + " to commit " + found
                + ": it was restored from a backup, or failed over to a replica that lacks commits. Requests are missing in"
                + " it, and going on would put later ones before them. Read the logs again; what the database still has is"
                + " not applied twice. " + afterwards + " The commands:";
    }

    /** Remembers as long as the process lives. */
    static HighWater inMemory() {
        return new HighWater() {
            private final Map<String, Long> committed = new HashMap<>();

            @Override
            public Optional<String> wentBack(Progress progress) {
                long known = committed.getOrDefault(progress.databaseId(), 0L);
                return progress.commitNumber() >= known
                        ? Optional.empty()
                        : Optional.of(sentence(known, progress.commitNumber(), "Then start again."));
            }

            @Override
            public void committed(String databaseId, long commitNumber) {
                committed.put(databaseId, commitNumber);
            }
        };
    }
}
