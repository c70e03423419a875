/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which streams each collector's configuration lists. A stream is expected while any does; that flag is in the stream's own
 * row, where all collectors and imports see it.
 */
public final class ListedStreams {
    private final LedgerTables tables;

    public ListedStreams(LedgerTables tables) {
        this.tables = tables;
    }

    /** The collectors of each stream. */
    public Map<String, Set<String>> read(Connection connection) throws SQLException {
        Map<String, Set<String>> collectors = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                        tables.sql("SELECT stream, collector_id FROM matomo_trackreplay_listed"));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                collectors
                        .computeIfAbsent(row.getString("stream"), stream -> new TreeSet<>())
                        .add(row.getString("collector_id"));
            }
        }
        return collectors;
    }

    public void add(Connection connection, String collector, Collection<String> streams) throws SQLException {
        Rows rows = Rows.insert(connection, tables.listed(), "collector_id, stream");
        for (String stream : streams) {
            rows.add(collector, stream);
        }
        rows.send();
    }

    public void remove(Connection connection, String collector, Collection<String> streams) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                tables.sql("DELETE FROM matomo_trackreplay_listed WHERE collector_id = ? AND stream = ?"))) {
            for (String stream : streams) {
                delete.setString(1, collector);
                delete.setString(2, stream);
                delete.executeUpdate();
            }
        }
    }
}
