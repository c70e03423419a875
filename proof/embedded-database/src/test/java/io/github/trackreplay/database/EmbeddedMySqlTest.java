/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddedMySqlTest {
    @Test
    void isARealMySqlAndKeepsItsDataOverAKill() throws SQLException {
        assumeThat(EmbeddedMySql.available()).isTrue();
        try (EmbeddedMySql server =
                EmbeddedMySql.in(TestDatabase.directory(), TestDatabase.newDataDirectory(), List.of())) {
            startOrSkip(server);
            try (TestDatabase database = TestDatabase.create(server)) {
                database.execute("CREATE TABLE t (a INT); INSERT INTO t VALUES (1)");
                server.kill();
                server.start();
                try (Connection connection = database.connect();
                        Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT VERSION(), a FROM t")) {
                    rows.next();
                    assertThat(rows.getString(1)).startsWith("8.0");
                    assertThat(rows.getInt(2)).isEqualTo(1);
                }
            }
        }
    }

    private static void startOrSkip(EmbeddedMySql server) {
        try {
            server.start();
        } catch (UnsupportedPlatformException e) {
            assumeThat(false).as(e.getMessage()).isTrue();
        }
    }
}
