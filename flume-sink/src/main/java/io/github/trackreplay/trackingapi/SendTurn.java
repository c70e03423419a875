/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.mysql.WriterPool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The right to send without the ledger's lock, which one of several collectors has at a time: a row that stays locked for so
 * long as its session lives. For one thread.
 */
final class SendTurn implements AutoCloseable {
    private static final int LOCK_WAIT = 1205;

    private final WriterPool pool;
    private final Connection connection;

    private SendTurn(WriterPool pool, Connection connection) {
        this.pool = pool;
        this.connection = connection;
    }

    /** Takes it; nothing where another one has it. */
    static Optional<SendTurn> take(WriterPool pool, SendingTables tables) throws SQLException {
        Connection connection = pool.connection();
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(tables.sql(
                    "INSERT IGNORE INTO matomo_trackreplay_sender (id, epoch, collector) VALUES ({}, 0, '')",
                    SendingTables.TURN));
            connection.commit();
            lock(statement, tables);
            return Optional.of(new SendTurn(pool, connection));
        } catch (SQLException e) {
            pool.evict(connection);
            if (e.getErrorCode() == LOCK_WAIT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void lock(Statement statement, SendingTables tables) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                tables.sql("SELECT id FROM matomo_trackreplay_sender WHERE id = {} FOR UPDATE", SendingTables.TURN))) {
            row.next();
        }
    }

    /** The session that holds it. */
    Connection connection() {
        return connection;
    }

    /** Gives it away. */
    @Override
    public void close() {
        try {
            connection.rollback();
            connection.close();
        } catch (SQLException e) {
            pool.evict(connection);
        }
    }
}
