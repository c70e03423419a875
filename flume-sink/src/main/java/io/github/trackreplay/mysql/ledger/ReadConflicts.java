/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which packs contradict what had been taken and have not been accepted, for people. Only reads. */
public final class ReadConflicts {
    private final LedgerTables tables;

    /**
     * Packs in conflict of one log file that one machine has sent.
     *
     * @param file number of the log file
     * @param path where it was read last; empty if that is unknown
     * @param host that sent them, as they say
     */
    public record Conflict(String stream, long file, String path, String host, long packs, long requests) {}

    public ReadConflicts(LedgerTables tables) {
        this.tables = tables;
    }

    /** @param stream only that one's */
    public List<Conflict> run(Connection connection, Optional<String> stream) throws SQLException {
        List<Conflict> conflicts = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(tables.sql("""
                        SELECT s.name, COALESCE(f.file_number, 0) AS of_file, COALESCE(MAX(f.path), '') AS read_at, c.host,
                            COUNT(*) AS packs, SUM(c.requests) AS requests
                        FROM matomo_trackreplay_conflict c
                        JOIN matomo_trackreplay_stream s ON s.stream_id = c.stream_id
                        LEFT JOIN matomo_trackreplay_file f ON f.file_id = c.file_id
                        WHERE c.accepted_at IS NULL {}
                        GROUP BY s.name, of_file, c.host
                        ORDER BY s.name, of_file, c.host""", stream.isPresent() ? "AND s.name = ?" : ""))) {
            if (stream.isPresent()) {
                select.setString(1, stream.get());
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    conflicts.add(new Conflict(
                            row.getString("name"),
                            row.getLong("of_file"),
                            row.getString("read_at"),
                            row.getString("host"),
                            row.getLong("packs"),
                            row.getLong("requests")));
                }
            }
        }
        return conflicts;
    }
}
