/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;

/**
 * Streams of which an import has left out, or was about to leave out, what Matomo's tables had already. Noted before it applies
 * anything: if it is interrupted, its log is not taken for one that only the ledger knows. Stateless.
 */
public final class SkippingStreams {
    /** The reason by which requests are skipped that Matomo's tables have already. */
    public static final String REASON = "already-recorded";

    private static final String NOTE = """
            INSERT IGNORE INTO matomo_trackreplay_counter (stream_id, outcome, reason, requests)
            SELECT stream_id, 'skipped', ?, 0 FROM matomo_trackreplay_stream WHERE name = ?
            """;

    private static final String CONTAINS = """
            SELECT 1 FROM matomo_trackreplay_stream s JOIN matomo_trackreplay_counter c ON c.stream_id = s.stream_id
            WHERE s.name = ? AND c.outcome = 'skipped' AND c.reason = ?
            """;

    private final String note;
    private final String contains;

    public SkippingStreams(LedgerTables tables) {
        this.note = tables.sql(NOTE);
        this.contains = tables.sql(CONTAINS);
    }

    /**
     * Notes streams that the ledger knows; to be repeated does no harm.
     *
     * @param connection auto-commit on
     */
    public void note(Connection connection, Collection<String> streams) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(note)) {
            for (String stream : streams) {
                insert.setString(1, REASON);
                insert.setString(2, stream);
                insert.executeUpdate();
            }
        }
    }

    /** Whether a stream was noted. */
    public boolean contains(Connection connection, String stream) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(contains)) {
            select.setString(1, stream);
            select.setString(2, REASON);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }
}
