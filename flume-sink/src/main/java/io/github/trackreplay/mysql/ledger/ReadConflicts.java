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
                connection.prepareStatement("SELECT s.name, COALESCE(f.file_number, 0), COALESCE(MAX(f.path), ''), c.host,"
                        + " COUNT(*), SUM(c.requests) FROM `" + tables.conflict() + "` c JOIN `" + tables.stream()
                        + "` s ON s.stream_id = c.stream_id LEFT JOIN `" + tables.file()
                        + "` f ON f.file_id = c.file_id WHERE c.accepted_at IS NULL"
                        + (stream.isPresent() ? " AND s.name = ?" : "")
                        + " GROUP BY s.name, COALESCE(f.file_number, 0), c.host ORDER BY 1, 2, 4")) {
            if (stream.isPresent()) {
                select.setString(1, stream.get());
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    conflicts.add(new Conflict(
                            row.getString(1),
                            row.getLong(2),
                            row.getString(3),
                            row.getString(4),
                            row.getLong(5),
                            row.getLong(6)));
                }
            }
        }
        return conflicts;
    }
}
