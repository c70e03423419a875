/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks which rights the account has on Matomo's tables and ours, with statements that touch no row, in a transaction that is
 * rolled back.
 */
final class RightsCheck {
    private final Component sink;
    private final Findings findings;

    RightsCheck(Component sink, Findings findings) {
        this.sink = sink;
        this.findings = findings;
    }

    void run(Connection connection, LedgerTables ledger, String prefix) throws SQLException {
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        for (String table :
                List.of("log_visit", "log_link_visit_action", "log_action", "log_conversion", "log_conversion_item")) {
            wanted.put(prefix + table, List.of("SELECT", "INSERT", "UPDATE"));
        }
        wanted.put(prefix + "site", List.of("SELECT", "UPDATE"));
        wanted.put(prefix + "goal", List.of("SELECT"));
        wanted.put(prefix + "option", List.of("SELECT", "INSERT", "UPDATE"));
        for (String table : ledger.all()) {
            wanted.put(table, List.of("SELECT", "INSERT", "UPDATE", "DELETE"));
        }
        connection.setAutoCommit(false);
        for (Map.Entry<String, List<String>> table : wanted.entrySet()) {
            List<String> refused = refused(connection, table.getKey(), table.getValue());
            if (!refused.isEmpty()) {
                findings.hindrance(
                        sink.prefix() + "user",
                        "'" + sink.text("user") + "' lacks " + String.join(", ", refused) + " on " + table.getKey()
                                + ". 'trackreplay schema' prints the grants.");
            }
        }
        connection.rollback();
    }

    private static List<String> refused(Connection connection, String table, List<String> rights) throws SQLException {
        List<String> refused = new ArrayList<>();
        for (String right : rights) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(harmless(right, table, connection));
            } catch (SQLException e) {
                if (!String.valueOf(e.getSQLState()).startsWith("42")) {
                    throw e;
                }
                refused.add(right);
            }
        }
        return refused;
    }

    /** A statement that needs the right and touches no row. */
    private static String harmless(String right, String table, Connection connection) throws SQLException {
        return switch (right) {
            case "SELECT" -> "SELECT * FROM `" + table + "` LIMIT 0";
            case "INSERT" -> "INSERT INTO `" + table + "` SELECT * FROM `" + table + "` WHERE 1 = 0";
            case "DELETE" -> "DELETE FROM `" + table + "` WHERE 1 = 0";
            default -> {
                String column = firstColumn(table, connection);
                yield "UPDATE `" + table + "` SET `" + column + "` = `" + column + "` WHERE 1 = 0";
            }
        };
    }

    private static String firstColumn(String table, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT * FROM `" + table + "` LIMIT 0")) {
            return rows.getMetaData().getColumnName(1);
        }
    }
}
