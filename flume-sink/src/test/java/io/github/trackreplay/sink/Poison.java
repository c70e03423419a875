/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** Ways in which one request can break the statement, the connection or the program, whatever it goes together with. */
final class Poison {
    /** Word in the query, and what it makes the session do. */
    private static final Map<String, String> STATEMENTS = Map.of(
            "kill=1", "KILL CONNECTION_ID()",
            "collation=1", "SELECT _utf8mb4 'a' COLLATE utf8mb4_bin = _utf8mb4 'b' COLLATE utf8mb4_general_ci",
            "timeout=1", "SET STATEMENT max_statement_time = 0.01 FOR SELECT SLEEP(5)",
            "signal=1", "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused by a trigger'",
            "deadlock=1", "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = 'Deadlock found'");

    private Poison() {}

    static void take(Connection connection, String query) throws SQLException {
        for (Map.Entry<String, String> poison : STATEMENTS.entrySet()) {
            if (query.contains(poison.getKey())) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(poison.getValue());
                }
            }
        }
        if (query.contains("deep=1")) {
            deeper(0);
        }
    }

    private static int deeper(int depth) {
        return depth < 0 ? depth : 1 + deeper(depth + 1);
    }
}
