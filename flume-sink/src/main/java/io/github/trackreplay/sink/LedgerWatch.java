/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.ledger.LedgerCheck;
import io.github.trackreplay.mysql.ledger.LedgerException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * When our tables are compared with each other: with the first transaction, with the first one after the connection was lost,
 * since a backup may have been restored meanwhile, and every hour; the log files of the last days every minute, for who restores
 * a table under a running agent cuts no connection. Not thread-safe.
 */
final class LedgerWatch {
    /** A few milliseconds for thousands of live logs. */
    private static final long RECENT_EVERY_MILLIS = 60_000;

    private static final long ALL_EVERY_MILLIS = 3_600_000;
    private static final long RECENT_MILLIS = 2 * 24 * 3_600_000L;

    private final LedgerCheck check;
    private boolean doubtful = true;
    private boolean counting;
    private Optional<String> changedByOthers = Optional.empty();
    private long lookedAt;
    private long nextRecent;
    private long nextAll;

    LedgerWatch(LedgerCheck check) {
        this.check = check;
    }

    /** Our tables were found not to be as they should. */
    void doubted() {
        doubtful = true;
    }

    /** Nobody knows what has been done to the database meanwhile. */
    void connectionLost() {
        doubtful = true;
    }

    /**
     * Compares the tables if it is time.
     *
     * @param connection that holds the lock of the progress, so that nobody commits between two questions
     * @return a sentence to be said
     * @throws LedgerException if they are not of one moment; then it is asked again with each transaction until they are
     */
    Optional<String> look(Connection connection, long now) throws SQLException {
        Optional<String> said = compare(connection, now);
        if (!counting) {
            check.begin(connection);
        }
        return said;
    }

    private Optional<String> compare(Connection connection, long now) throws SQLException {
        boolean all = doubtful || now >= nextAll || now < lookedAt; // or the clock was set back
        if (!all && now < nextRecent) {
            return Optional.empty();
        }
        doubtful = true;
        Optional<String> contradiction =
                all ? check.contradiction(connection) : check.contradiction(connection, now - RECENT_MILLIS);
        if (contradiction.isPresent()) {
            throw new LedgerException(contradiction.get());
        }
        changedByOthers = all ? check.changedByOthers(connection) : changedByOthers;
        doubtful = false;
        lookedAt = now;
        nextRecent = now + RECENT_EVERY_MILLIS;
        nextAll = all ? now + ALL_EVERY_MILLIS : nextAll;
        return all ? changedByOthers : Optional.empty();
    }

    /** What the transaction of the last look has written is there to stay. */
    void committed() {
        counting = true;
    }

    /** Why nothing that was rejected may be offered again, if that is so. */
    Optional<String> changedByOthers() {
        return changedByOthers;
    }

    /**
     * What to say of a database that has gone back.
     *
     * @param otherwise what, if its tables are of one moment
     */
    String goneBack(Connection connection, String otherwise) throws SQLException {
        doubtful = true;
        return check.contradiction(connection).orElse(otherwise);
    }
}
