/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether the database can take back what a transaction wrote to the tables that are written, ours included. MyISAM cannot:
 * after any failure requests are there twice or in part, and the ledger does not know.
 */
public final class TableEngines {
    private static final List<String> WRITTEN = List.of(
            "log_visit",
            "log_link_visit_action",
            "log_action",
            "log_conversion",
            "log_conversion_item",
            "log_bot_request",
            "log_page_view_time",
            "site",
            "option");

    private TableEngines() {}

    /**
     * A sentence that names the tables and the statements that change them; empty if all is well.
     *
     * @param prefix of Matomo's tables
     */
    public static Optional<String> problem(Connection connection, String prefix) throws SQLException {
        List<String> tables = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        String ours = prefix + "trackreplay_";
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT t.table_name, t.engine FROM information_schema.tables t JOIN information_schema.engines e"
                        + " ON e.engine = t.engine WHERE t.table_schema = DATABASE() AND COALESCE(e.transactions, 'NO') <> 'YES'"
                        + " AND (t.table_name IN ("
                        + WRITTEN.stream().map(name -> "?").collect(Collectors.joining(", "))
                        + ") OR LEFT(t.table_name, CHAR_LENGTH(?)) = ?) ORDER BY t.table_name")) {
            int at = 1;
            for (String name : WRITTEN) {
                select.setString(at++, prefix + name);
            }
            select.setString(at++, ours);
            select.setString(at, ours);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    tables.add(row.getString(1) + " (" + row.getString(2) + ")");
                    statements.add("ALTER TABLE `" + row.getString(1) + "` ENGINE=InnoDB;");
                }
            }
        }
        return tables.isEmpty()
                ? Optional.empty()
                : Optional.of("The database cannot take back what a transaction wrote to "
                        + String.join(", ", tables)
                        + ", so that after a failure requests would be there twice or in part. Change that: "
                        + String.join(" ", statements));
    }
}
