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
    /** What to warn of where a ledger is another one than the one that was written to until now. */
    default Optional<String> otherLedger(String databaseId) {
        return Optional.empty();
    }

    /**
     * Asked before each transaction.
     *
     * @return what was committed, if the database is behind it
     */
    Optional<WentBack> wentBack(Progress progress);

    /**
     * The database is behind what was committed.
     *
     * @param known number of the last commit that is known of
     * @param sentence to be followed by the commands that read it again
     */
    record WentBack(long known, String sentence) {}

    /** Called after each COMMIT. Must be cheap. */
    void committed(String databaseId, long commitNumber);

    @Override
    default void close() {}

    /** What to say. */
    static WentBack wentBack(long known, long found, String afterwards) {
        String sentence = "The database has gone back from commit " + known + " to commit " + found
                + ": it was restored from a backup, or failed over to a replica that lacks commits. Requests are missing in"
                + " it, and going on would put later ones before them. Read the logs again; what the database still has is"
                + " not applied twice. " + afterwards + " The commands:";
        return new WentBack(known, sentence);
    }

    /** Remembers as long as the process lives. */
    static HighWater inMemory() {
        return new HighWater() {
            private final Map<String, Long> committed = new HashMap<>();

            @Override
            public Optional<WentBack> wentBack(Progress progress) {
                long known = committed.getOrDefault(progress.databaseId(), 0L);
                return progress.commitNumber() >= known
                        ? Optional.empty()
                        : Optional.of(HighWater.wentBack(known, progress.commitNumber(), "Then start again."));
            }

            @Override
            public void committed(String databaseId, long commitNumber) {
                committed.put(databaseId, commitNumber);
            }
        };
    }
}
