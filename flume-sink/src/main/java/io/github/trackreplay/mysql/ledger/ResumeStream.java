/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Lets a stream go on that stopped after too many rejects: what was set aside is judged by the running collectors. Takes a
 * commit number of its own, so that they notice.
 */
public final class ResumeStream {
    private final LedgerTables tables;

    public ResumeStream(LedgerTables tables) {
        this.tables = tables;
    }

    /**
     * Resumes and commits.
     *
     * @param connection auto-commit off, in no transaction
     * @return whether there is such a stream and it had stopped
     */
    public boolean run(Connection connection, String stream) throws SQLException {
        long commitNumber = new LockProgress(tables).run(connection).commitNumber() + 1;
        try (PreparedStatement resume = connection.prepareStatement("UPDATE `" + tables.stream()
                        + "` SET stopped = 2, rejects_in_row = 0, commit_no = ? WHERE name = ? AND stopped = 1");
                PreparedStatement count = connection.prepareStatement(
                        "UPDATE `" + tables.progress() + "` SET commit_no = ? WHERE id = 1")) {
            resume.setLong(1, commitNumber);
            resume.setString(2, stream);
            count.setLong(1, commitNumber);
            if (resume.executeUpdate() == 0) {
                connection.rollback();
                return false;
            }
            count.executeUpdate();
        }
        connection.commit();
        return true;
    }
}
