/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Lets a stream go on that stopped: what was set aside is judged by the running collectors.
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
        return new OperatorCommit(tables).update(connection, tables.sql("""
                                UPDATE matomo_trackreplay_stream
                                SET stopped = 2, rejects_in_row = LEAST(rejects_in_row, 0), commit_no = ?
                                WHERE name = ? AND stopped = 1"""), stream);
    }
}
