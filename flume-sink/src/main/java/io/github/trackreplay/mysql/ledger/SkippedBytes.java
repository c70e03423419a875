/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/**
 * Notes by file and reason why bytes were skipped. Of older tables not every skipped byte has a reason: where such bytes are judged again, less is
 * taken back than was skipped, or it is taken from what a later part of the file has noted. Only what is shown is concerned, no account. Stateless.
 */
public final class SkippedBytes {
    private final LedgerTables tables;

    /** Bytes of a file that were skipped for a reason, a short stable code. */
    public record Of(long fileId, String reason) {}

    /** How much; negative where it is judged again. */
    public record Amount(long bytes, long requests) {
        public Amount plus(Amount other) {
            return new Amount(bytes + other.bytes, requests + other.requests);
        }
    }

    public SkippedBytes(LedgerTables tables) {
        this.tables = tables;
    }

    /** Adds to what is noted, which never gets negative. */
    public void add(Connection connection, Map<Of, Amount> amounts) throws SQLException {
        Rows rows = Rows.upsert(
                connection,
                tables.skipped(),
                "file_id, reason, skipped_bytes, requests",
                "skipped_bytes = skipped_bytes + VALUES(skipped_bytes), requests = requests + VALUES(requests)");
        for (Map.Entry<Of, Amount> entry : amounts.entrySet()) {
            Of of = entry.getKey();
            Amount amount = entry.getValue();
            if (amount.bytes() < 0 || amount.requests() < 0) {
                takeBack(connection, of, amount);
            } else {
                rows.add(of.fileId(), of.reason(), amount.bytes(), amount.requests());
            }
        }
        rows.send();
    }

    private void takeBack(Connection connection, Of of, Amount amount) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(tables.sql("""
                UPDATE matomo_trackreplay_skipped
                SET skipped_bytes = GREATEST(0, skipped_bytes + ?), requests = GREATEST(0, requests + ?)
                WHERE file_id = ? AND reason = ?"""))) {
            update.setLong(1, amount.bytes());
            update.setLong(2, amount.requests());
            update.setLong(3, of.fileId());
            update.setString(4, of.reason());
            update.executeUpdate();
        }
    }
}
