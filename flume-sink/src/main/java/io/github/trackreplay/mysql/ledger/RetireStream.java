/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Marks a stream as retired: nothing waits for it any more. Takes a commit number of its own, so that running collectors
 * notice. A stream that sends again is active again.
 */
public final class RetireStream {
    private final LedgerTables tables;

    public RetireStream(LedgerTables tables) {
        this.tables = tables;
    }

    /**
     * Retires and commits.
     *
     * @param connection auto-commit off, in no transaction
     * @return whether there is such a stream
     */
    public boolean run(Connection connection, String stream) throws SQLException {
        long commitNumber = new LockProgress(tables).run(connection).commitNumber() + 1;
        try (PreparedStatement retire = connection.prepareStatement("UPDATE `" + tables.stream()
                        + "` SET retired = 1, state = 'retired', commit_no = ? WHERE name = ?");
                PreparedStatement count = connection.prepareStatement(
                        "UPDATE `" + tables.progress() + "` SET commit_no = ? WHERE id = 1")) {
            retire.setLong(1, commitNumber);
            retire.setString(2, stream);
            count.setLong(1, commitNumber);
            if (retire.executeUpdate() == 0) {
                connection.rollback();
                return false;
            }
            count.executeUpdate();
        }
        connection.commit();
        return true;
    }
}
