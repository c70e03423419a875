/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class SendingTablesTest {
    private final SendingTables tables = new SendingTables(new LedgerTables("matomo_"));

    @Test
    void aRightThatIsMissingIsSaidBeforeAnythingIsSent() throws Exception {
        String grantees = "'sender'@'%', 'sender'@'localhost'";
        try (TestDatabase database = TestDatabase.create()) {
            String on = " ON " + database.schema() + ".* TO " + grantees;
            try (Connection connection = database.connect()) {
                tables.create(connection);
            }
            database.execute("CREATE USER 'sender'@'%' IDENTIFIED BY 'x', 'sender'@'localhost' IDENTIFIED BY 'x';"
                    + " GRANT SELECT, INSERT, UPDATE" + on);
            try {
                assertThatThrownBy(() -> require(database))
                        .isInstanceOf(EndpointRefusesException.class)
                        .hasMessageContainingAll("lacks a privilege", "matomo_trackreplay_sending", "DELETE", "schema");
                database.execute("GRANT DELETE" + on);
                assertThatCode(() -> require(database)).doesNotThrowAnyException();
            } finally {
                database.execute("DROP USER " + grantees);
            }
            assertThat(rows(database)).isZero();
        }
    }

    private int rows(TestDatabase database) throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + tables.sending())) {
            return rows.next() ? rows.getInt(1) : -1;
        }
    }

    private void require(TestDatabase database) throws Exception {
        try (WriterPool pool = new WriterPool(new WriterPool.Settings(database.url(), "sender", "x", 1));
                Connection connection = pool.connection()) {
            tables.require(connection, false);
        }
    }
}
