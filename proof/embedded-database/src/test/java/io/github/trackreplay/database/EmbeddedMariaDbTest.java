/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddedMariaDbTest {
    @Test
    void keepsItsDataAndItsPortOverStopAndKill() throws SQLException {
        try (EmbeddedMariaDb server =
                EmbeddedMariaDb.in(TestDatabase.directory(), TestDatabase.newDataDirectory(), List.of())) {
            server.start();
            int port = server.port();
            try (Connection connection = server.connect("kept");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t (a INT)");
                statement.execute("INSERT INTO t VALUES (1)");
            }
            server.stop();
            assertThat(server.running()).isFalse();
            server.start();
            server.kill();
            server.start();

            assertThat(server.port()).isEqualTo(port);
            assertThat(count(server.url("kept"), "root", "")).isEqualTo(1);
        }
    }

    /** It does not flush to the disk, and begins as a copy of an installation. */
    @Test
    void whatATestsOwnServerHasCommittedSurvivesAKill() throws SQLException {
        try (EmbeddedMariaDb server = TestDatabase.ownMariaDb()) {
            server.start();
            try (Connection connection = server.connect("kept");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t (a INT) ENGINE=InnoDB");
                statement.execute("INSERT INTO t VALUES (1)");
            }
            server.kill();
            server.start();

            assertThat(count(server.url("kept"), "root", "")).isEqualTo(1);
        }
    }

    @Test
    void checksGrants() throws SQLException {
        try (TestDatabase database = TestDatabase.create()) {
            database.execute("CREATE TABLE t (a INT); INSERT INTO t VALUES (7)");
            database.server().createUser("reader", "secret", "SELECT ON " + database.schema() + ".*");

            assertThat(count(database.url(), "reader", "secret")).isEqualTo(1);
            assertThatThrownBy(() -> count(database.url(), "reader", "wrong")).isInstanceOf(SQLException.class);
            try (Connection connection = DriverManager.getConnection(database.url(), "reader", "secret");
                    Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES (8)"))
                        .hasMessageContaining("denied");
            }
        }
    }

    @Test
    void givesEveryTestASchemaOfItsOwn() throws SQLException {
        try (TestDatabase one = TestDatabase.create();
                TestDatabase other = TestDatabase.create()) {
            one.execute("CREATE TABLE t (a INT)");

            assertThat(one.server()).isSameAs(other.server());
            assertThatThrownBy(() -> count(other.url(), "root", "")).hasMessageContaining("doesn't exist");
        }
    }

    @Test
    void reportsAnErrorInALaterStatementOfAScript() {
        try (TestDatabase database = TestDatabase.create()) {
            assertThatThrownBy(() -> database.execute("CREATE TABLE t (a INT); INSERT INTO missing VALUES (1)"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("missing");
        }
    }

    private static int count(String url, String user, String password) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM t")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
