/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/** What an operator changes: one transaction with a commit number of its own, so that running collectors notice. */
final class OperatorCommit {
    private final LedgerTables tables;

    OperatorCommit(LedgerTables tables) {
        this.tables = tables;
    }

    /** A change of some streams. */
    interface Change<T> {
        /**
         * Makes it.
         *
         * @param commitNumber to be written into the row of every stream that is changed
         * @return empty if there is nothing to change
         */
        Optional<T> make(long commitNumber) throws SQLException;
    }

    /**
     * Makes a change and commits, or rolls back where there is nothing to change.
     *
     * @param connection auto-commit off, in no transaction
     */
    <T> Optional<T> run(Connection connection, Change<T> change) throws SQLException {
        long commitNumber = new LockProgress(tables).run(connection).commitNumber() + 1;
        Optional<T> made = change.make(commitNumber);
        if (made.isEmpty()) {
            connection.rollback();
            return made;
        }
        try (PreparedStatement count = connection.prepareStatement(
                tables.sql("UPDATE matomo_trackreplay_progress SET commit_no = ? WHERE id = 1"))) {
            count.setLong(1, commitNumber);
            count.executeUpdate();
        }
        connection.commit();
        return made;
    }

    /**
     * Changes one stream's row.
     *
     * @param update a statement with two parameters: the commit number, the stream's name
     * @return whether there is such a stream to be changed
     */
    boolean update(Connection connection, String update, String stream) throws SQLException {
        return run(connection, commitNumber -> {
                    try (PreparedStatement statement = connection.prepareStatement(update)) {
                        statement.setLong(1, commitNumber);
                        statement.setString(2, stream);
                        return statement.executeUpdate() == 0 ? Optional.empty() : Optional.of(stream);
                    }
                })
                .isPresent();
    }
}
