/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.ledger.Progress;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers outside the database which commit was the last, so that a restored or failed-over database that lost commits
 * is noticed instead of silently lacking requests.
 */
public interface HighWater extends AutoCloseable {
    /**
     * Called before each transaction.
     *
     * @throws LedgerException if the database is behind what was committed; the message says what to read again
     */
    void check(Progress progress);

    /** Called after each COMMIT. Must be cheap. */
    void committed(String databaseId, long commitNumber);

    @Override
    default void close() {}

    /** Remembers as long as the process lives. */
    static HighWater inMemory() {
        return new HighWater() {
            private final Map<String, Long> committed = new HashMap<>();

            @Override
            public void check(Progress progress) {
                long known = committed.getOrDefault(progress.databaseId(), 0L);
                if (progress.commitNumber() < known) {
                    throw new LedgerException(
                            "The database has gone back from commit " + known + " to " + progress.commitNumber() + ".");
                }
            }

            @Override
            public void committed(String databaseId, long commitNumber) {
                committed.put(databaseId, commitNumber);
            }
        };
    }
}
