/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.explain;

import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Asks the ledger whether a line was taken, and what it notes of it. */
public final class LedgerPlace {
    private static final String RANGES = """
            SELECT s.name, f.file_number, r.range_start, r.range_end
            FROM `%s` f JOIN `%s` s ON s.stream_id = f.stream_id JOIN `%s` r ON r.file_id = f.file_id
            WHERE f.fingerprint = ? AND r.kind = 0 AND r.range_start <= ? AND r.range_end > ?
            """;
    private static final String REJECTIONS = """
            SELECT j.reason, j.detail, j.line_index, j.replay_state
            FROM `%s` f JOIN `%s` j ON j.file_id = f.file_id
            WHERE f.fingerprint = ? AND j.line_offset = ?
            """;

    private final LedgerTables tables;

    public LedgerPlace(LedgerTables tables) {
        this.tables = tables;
    }

    /** Sentences about a line. */
    public List<String> of(Connection connection, LoggedLine line) throws SQLException {
        if (!new LedgerSchema(tables).missing(connection).isEmpty()) {
            return List.of("There is no ledger in this database: nothing was replayed into it.");
        }
        List<String> sentences = new ArrayList<>();
        addRanges(connection, line, sentences);
        addRejections(connection, line, sentences);
        if (sentences.isEmpty()) {
            sentences.add("Not taken: no stream has brought this line yet.");
        }
        return sentences;
    }

    private void addRanges(Connection connection, LoggedLine line, List<String> sentences) throws SQLException {
        String sql = RANGES.formatted(tables.file(), tables.stream(), tables.range());
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, line.file().fingerprint().hex());
            select.setLong(2, line.raw().offset());
            select.setLong(3, line.raw().offset());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    sentences.add("Taken by stream '" + rows.getString(1) + "', file " + rows.getLong(2)
                            + ", in the range " + rows.getLong(3) + "–" + rows.getLong(4)
                            + " (applied, unless it is rejected below or held back for its order).");
                }
            }
        }
    }

    private void addRejections(Connection connection, LoggedLine line, List<String> sentences) throws SQLException {
        String sql = REJECTIONS.formatted(tables.file(), tables.rejected());
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, line.file().fingerprint().hex());
            select.setLong(2, line.raw().offset());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    sentences.add("Rejected (" + rows.getString(1) + "; request " + rows.getInt(3) + " of the line; "
                            + rows.getString(4) + "): " + rows.getString(2));
                }
            }
        }
    }
}
