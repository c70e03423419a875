/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.mysql.SqlReason;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * Our tables that only sending needs, beside the ledger's.
 *
 * @param ledger names of all of our tables
 */
public record SendingTables(LedgerTables ledger) {
    /** A bulk call: {@code state} 0 sent, no answer known; 1 answered, not yet taken into the ledger; 2 perhaps counted twice. */
    String sending() {
        return ledger.sending();
    }

    /** Who may send: the last that began to. */
    String sender() {
        return ledger.sender();
    }

    /** Whose turn it is to send without the ledger's lock: a row that is locked for so long, beside that of the epoch. */
    static final int TURN = 2;

    /** Our ledger's progress row, which knows its identity. */
    String progress() {
        return ledger.progress();
    }

    /** See {@link LedgerTables#sql}. */
    String sql(String text, Object... parts) {
        return ledger.sql(text, parts);
    }

    private List<String> definitions() {
        return List.of(sql("""
                        CREATE TABLE IF NOT EXISTS matomo_trackreplay_sending (
                          id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
                          database_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                          state TINYINT NOT NULL,
                          collector VARCHAR(190) NOT NULL,
                          lane INT NOT NULL,
                          requests INT NOT NULL,
                          first_time BIGINT NOT NULL,
                          last_time BIGINT NOT NULL,
                          sent_at BIGINT NOT NULL,
                          answer VARCHAR(1000) NOT NULL DEFAULT '',
                          positions MEDIUMTEXT NOT NULL,
                          KEY of_state (database_id, state)
                        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"""), sql("""
                        CREATE TABLE IF NOT EXISTS matomo_trackreplay_sender (
                          id TINYINT NOT NULL PRIMARY KEY,
                          epoch BIGINT NOT NULL,
                          collector VARCHAR(190) NOT NULL
                        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"""));
    }

    /** A sentence where they are missing. */
    public Optional<String> problem(Connection connection) throws SQLException {
        return exist(connection)
                ? Optional.empty()
                : Optional.of(
                        "Our tables " + sending() + " and " + sender()
                                + " are missing. Set createTables = true, or run 'trackreplay schema' with -f and the agent's configuration.");
    }

    /**
     * Makes sure that they are there.
     *
     * @param create whether they are made where they are missing
     * @throws EndpointRefusesException if they are missing and may not be made
     */
    void require(Connection connection, boolean create) throws SQLException {
        if (create) {
            create(connection);
        }
        Optional<String> problem = problem(connection);
        if (problem.isPresent()) {
            throw new EndpointRefusesException(problem.get());
        }
        tryRights(connection);
    }

    /** Does to no row everything that sending does, so that a right that is missing shows before anything is sent. */
    private void tryRights(Connection connection) throws SQLException {
        List<String> all = List.of(
                "INSERT INTO matomo_trackreplay_sending SELECT * FROM matomo_trackreplay_sending WHERE id = 0",
                "UPDATE matomo_trackreplay_sending SET state = state WHERE id = 0",
                "DELETE FROM matomo_trackreplay_sending WHERE id = 0",
                "INSERT INTO matomo_trackreplay_sender SELECT * FROM matomo_trackreplay_sender WHERE id = 0",
                "UPDATE matomo_trackreplay_sender SET epoch = epoch WHERE id = 0");
        try (Statement statement = connection.createStatement()) {
            for (String text : all) {
                statement.executeUpdate(sql(text));
            }
        } catch (SQLException e) {
            int code = SqlReason.spoken(e).map(SQLException::getErrorCode).orElse(0);
            if (code == 1142 || code == 1143) {
                throw new EndpointRefusesException(
                        "The user lacks a privilege on our tables " + sending() + " and " + sender()
                                + ", so nothing is sent. Grant it SELECT, INSERT, UPDATE and DELETE on both ('trackreplay"
                                + " schema' prints that). The events are kept. The database says: "
                                + e.getMessage(),
                        e);
            }
            throw e;
        }
    }

    /** Both, as an administrator grants rights on them. */
    public List<String> all() {
        return List.of(sending(), sender());
    }

    /**
     * Creates them where they are missing.
     *
     * @throws EndpointRefusesException if they are missing and the user may not create them
     */
    public void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (exist(connection)) {
                return;
            }
            for (String definition : definitions()) {
                statement.execute(definition); // which the server commits by itself
            }
        } catch (SQLException e) {
            int code = SqlReason.spoken(e).map(SQLException::getErrorCode).orElse(0);
            if (code == 1142 || code == 1044) {
                throw new EndpointRefusesException(
                        "The tables " + sending() + " and " + sender()
                                + " are missing, and the user may not create them."
                                + " Grant it CREATE for the first start, or have an administrator run: "
                                + String.join("; ", definitions()),
                        e);
            }
            throw e;
        }
    }

    private boolean exist(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT COUNT(*) AS existing FROM information_schema.tables WHERE table_schema ="
                                + " DATABASE() AND table_name IN ('" + sending() + "', '" + sender() + "')")) {
            return rows.next() && rows.getInt("existing") == 2;
        }
    }
}
