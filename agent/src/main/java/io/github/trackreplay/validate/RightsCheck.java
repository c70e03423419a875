/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.validate.NeededRights.Right;
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
        Map<String, List<Right>> wanted = new LinkedHashMap<>();
        for (NeededRights.Need need : NeededRights.ofMatomo()) {
            if (need.everywhere()) {
                wanted.put(prefix + need.table(), need.rights());
            }
        }
        for (String table : ledger.all()) {
            wanted.put(table, NeededRights.ofOurs());
        }
        connection.setAutoCommit(false);
        for (Map.Entry<String, List<Right>> table : wanted.entrySet()) {
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

    private static List<String> refused(Connection connection, String table, List<Right> rights) throws SQLException {
        List<String> refused = new ArrayList<>();
        for (Right right : rights) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(harmless(right, table, connection));
            } catch (SQLException e) {
                if (!String.valueOf(e.getSQLState()).startsWith("42")) {
                    throw e;
                }
                refused.add(right.name());
            }
        }
        return refused;
    }

    /** A statement that needs the right and touches no row. */
    private static String harmless(Right right, String table, Connection connection) throws SQLException {
        return switch (right.name()) {
            case "SELECT" -> "SELECT * FROM `" + table + "` LIMIT 0";
            case "INSERT" -> "INSERT INTO `" + table + "` SELECT * FROM `" + table + "` WHERE 1 = 0";
            case "DELETE" -> "DELETE FROM `" + table + "` WHERE 1 = 0";
            default -> {
                String column = right.columns().isEmpty()
                        ? firstColumn(table, connection)
                        : right.columns().get(0);
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
