/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Marks a stream as retired: nothing waits for it any more, and no import of its logs makes its agent awaited again. A
 * stream that sends again is active again, and expected by whoever lists it.
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
        return new OperatorCommit(tables)
                .update(
                        connection,
                        "UPDATE `" + tables.stream()
                                + "` SET retired = 1, expected = 0, state = 'retired', commit_no = ? WHERE name = ?",
                        stream);
    }
}
