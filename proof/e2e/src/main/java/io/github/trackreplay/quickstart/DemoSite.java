/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.quickstart;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Matomo's tables as anyone may query them: what has arrived. Independent of the code that writes them. Opens a connection
 * a question, so it works across restarts of the server.
 *
 * @param url JDBC URL with the schema
 * @param user who asks
 * @param password the password
 */
public record DemoSite(String url, String user, String password) {
    /** Matomo's usual prefix. */
    public static final String PREFIX = "matomo_";

    private static final String TOP_PAGES = """
            SELECT a.name, COUNT(*)
            FROM matomo_log_link_visit_action l
            JOIN matomo_log_action a ON a.idaction = l.idaction_url
            GROUP BY a.name
            ORDER BY COUNT(*) DESC, a.name
            LIMIT 5
            """;

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    public long visits() throws SQLException {
        return number("SELECT COUNT(*) FROM matomo_log_visit");
    }

    public long pageViews() throws SQLException {
        return number("SELECT COUNT(*) FROM matomo_log_link_visit_action WHERE idaction_url IS NOT NULL");
    }

    /** Seconds since the newest action's event time, by the server's clock; -1 when there is none. */
    public long secondsBehind() throws SQLException {
        return number("SELECT COALESCE(TIMESTAMPDIFF(SECOND, MAX(server_time), UTC_TIMESTAMP()), -1)"
                + " FROM matomo_log_link_visit_action");
    }

    /** Pages by number of views, the most viewed first. */
    public Map<String, Long> topPages() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(TOP_PAGES);
                ResultSet rows = statement.executeQuery()) {
            Map<String, Long> pages = new LinkedHashMap<>();
            while (rows.next()) {
                pages.put(rows.getString(1), rows.getLong(2));
            }
            return pages;
        }
    }

    public long number(String sql) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
