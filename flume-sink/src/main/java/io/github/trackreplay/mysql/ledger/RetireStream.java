/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.order.Chain;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Marks a stream as retired: nothing waits for it any more. Its log files have ended, so no import of other logs of it makes
 * its agent awaited again. A stream that sends again is active again, and expected by whoever lists it.
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
                .run(connection, commitNumber -> retire(connection, stream, commitNumber))
                .isPresent();
    }

    private Optional<String> retire(Connection connection, String stream, long commitNumber) throws SQLException {
        try (PreparedStatement mark = connection.prepareStatement(tables.sql("""
                UPDATE matomo_trackreplay_stream
                SET retired = 1, expected = 0, state = 'retired', commit_no = ?
                WHERE name = ?"""));
                PreparedStatement end = connection.prepareStatement(tables.sql("""
                        UPDATE matomo_trackreplay_chain c
                        JOIN matomo_trackreplay_stream s ON s.stream_id = c.stream_id
                        SET c.ended = ?
                        WHERE s.name = ? AND c.ended IN (?, ?, ?)"""))) {
            mark.setLong(1, commitNumber);
            mark.setString(2, stream);
            if (mark.executeUpdate() == 0) {
                return Optional.empty();
            }
            end.setInt(1, Chain.End.AGENT.code());
            end.setString(2, stream);
            end.setInt(3, Chain.End.OPEN.code());
            end.setInt(4, Chain.End.BACKLOG.code());
            end.setInt(5, Chain.End.LOOK.code());
            end.executeUpdate();
            new KeptBytes(tables).countAnew(connection);
            return Optional.of(stream);
        }
    }
}
