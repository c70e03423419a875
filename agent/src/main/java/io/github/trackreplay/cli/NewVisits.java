/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;

/**
 * Counts the visits that are begun while an import runs, by the numbers that Matomo's {@code log_visit} gives them. An import that
 * sends does not see that table.
 */
record NewVisits(ReplaySession session, String table, long last) {
    /** Counts from now on. */
    static NewVisits fromNow(ReplaySession session) throws InterruptedException {
        String table = "`" + session.tables().prefix() + "log_visit`";
        long last = session.sends()
                ? 0
                : session.use(connection -> number(connection, "SELECT COALESCE(MAX(idvisit), 0) FROM " + table));
        return new NewVisits(session, table, last);
    }

    /** How many there are by now; nothing where requests are sent. */
    OptionalLong count() throws InterruptedException {
        if (session.sends()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(session.use(
                connection -> number(connection, "SELECT COUNT(*) FROM " + table + " WHERE idvisit > " + last)));
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
