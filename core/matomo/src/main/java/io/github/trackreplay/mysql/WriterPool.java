/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Connections for writing, each a {@link DatabaseSession} with auto-commit off and locks waited for by seconds. Opening the
 * pool connects to nothing. Thread-safe.
 */
public final class WriterPool implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** Longer than any statement of ours may take, shorter than an administrator's patience. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);

    private final HikariDataSource pool;

    /**
     * Where to connect.
     *
     * @param url {@code jdbc:mysql://host/database}
     * @param size most connections at a time
     */
    public record Settings(String url, String user, String password, int size) {
        /** Hosts with their ports, and database, for people. */
        public String where() {
            return DatabaseAddress.of(url);
        }

        @Override
        public String toString() {
            return "Settings[url=" + DatabaseAddress.masked(url) + ", user=" + user + "]";
        }
    }

    public WriterPool(Settings settings) {
        DatabaseSession session = new DatabaseSession(
                settings.url(),
                settings.user(),
                settings.password(),
                CONNECT,
                ANSWER,
                List.of(
                        "innodb_lock_wait_timeout=" + LOCK_WAIT.toSeconds(),
                        "lock_wait_timeout=" + LOCK_WAIT.toSeconds(),
                        "net_read_timeout=" + LOCK_WAIT.toSeconds(),
                        "net_write_timeout=" + LOCK_WAIT.toSeconds(),
                        IdleLimit.SESSION.variable()));
        HikariConfig config = new HikariConfig();
        config.setPoolName("trackreplay");
        config.setDataSource(new SessionSource(session));
        config.setMaximumPoolSize(settings.size());
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setIdleTimeout(10_000);
        config.setMaxLifetime(Duration.ofMinutes(15).toMillis());
        config.setAutoCommit(false);
        pool = new HikariDataSource(config);
    }

    /** What the pool gets its connections from. */
    private static final class SessionSource extends AbstractDataSource {
        private final DatabaseSession session;

        SessionSource(DatabaseSession session) {
            this.session = session;
        }

        @Override
        public Connection getConnection() throws SQLException {
            return session.open();
        }
    }

    /** A connection in no transaction; closing it gives it back. */
    public Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /** Throws a connection away that must not be used again. */
    public void evict(Connection connection) {
        pool.evictConnection(connection);
        try {
            connection.close();
        } catch (SQLException e) {
            // it is thrown away in any case; what matters has failed before
            return;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
