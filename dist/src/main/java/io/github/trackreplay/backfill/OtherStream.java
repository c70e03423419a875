/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Finds another stream that has a log file already. */
public final class OtherStream {
    private static final String SQL = """
            SELECT s.name FROM `%s` f JOIN `%s` s ON s.stream_id = f.stream_id
            WHERE f.fingerprint = ? AND s.name <> ? LIMIT 1
            """;

    private final String sql;

    public OtherStream(LedgerTables tables) {
        this.sql = SQL.formatted(tables.file(), tables.stream());
    }

    public Optional<String> of(Connection connection, LogFile file) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, file.fingerprint().hex());
            select.setString(2, file.stream());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }
}
