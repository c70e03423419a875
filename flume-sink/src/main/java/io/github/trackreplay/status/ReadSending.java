/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.tracking.plugins.PluginRequests;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads what is known of calls of the Tracking API; nothing where none was made. */
public final class ReadSending {
    private static final int NO_SUCH_TABLE = 1146;

    /** What an account that has rights on single tables hears of any other, also of one that does not exist. */
    private static final int NOT_TO_BE_SEEN = 1142;

    private static final String STATES = """
            SELECT COALESCE(SUM(IF(state = 0, requests, 0)), 0) AS in_state_0,
                COALESCE(SUM(IF(state = 1, requests, 0)), 0) AS in_state_1,
                COALESCE(SUM(IF(state = 2, requests, 0)), 0) AS in_state_2,
                MIN(IF(state = 2, first_time, NULL)) AS first_in_state_2,
                MAX(IF(state = 2, last_time, NULL)) AS last_in_state_2,
                COALESCE(MAX(IF(state = 2, id, NULL)), 0) AS latest_in_state_2
            FROM matomo_trackreplay_sending
            WHERE database_id = (SELECT database_id FROM matomo_trackreplay_progress WHERE id = 1)
            """;
    private static final String HANDED = """
            SELECT reason, COUNT(*) AS number FROM matomo_trackreplay_rejected WHERE replay_state = 'replayed' AND reason LIKE '{}%'
            GROUP BY reason ORDER BY reason
            """;
    private static final String WHY = "SELECT answer FROM matomo_trackreplay_sending WHERE id = {}";

    private final LedgerTables tables;

    public ReadSending(LedgerTables tables) {
        this.tables = tables;
    }

    public Optional<Sending> run(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(tables.sql(STATES))) {
            row.next();
            long latest = row.getLong("latest_in_state_2");
            return Optional.of(new Sending(
                    row.getLong("in_state_0"),
                    row.getLong("in_state_1"),
                    row.getLong("in_state_2"),
                    time(row, "first_in_state_2"),
                    time(row, "last_in_state_2"),
                    latest == 0 ? "" : why(connection, tables.sql(WHY, latest)),
                    handed(connection)));
        } catch (SQLException e) {
            if (e.getErrorCode() == NO_SUCH_TABLE || e.getErrorCode() == NOT_TO_BE_SEEN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Map<String, Long> handed(Connection connection) throws SQLException {
        Map<String, Long> handed = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(tables.sql(HANDED, PluginRequests.REASON))) {
            while (row.next()) {
                handed.put(row.getString("reason"), row.getLong("number"));
            }
        }
        return handed;
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static String why(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString("answer") : "";
        }
    }
}
