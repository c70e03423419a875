/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Connections for writing: READ COMMITTED, UTC, utf8mb4, auto-commit off, every wait finite. Opening the pool connects to
 * nothing. Thread-safe.
 */
public final class WriterPool implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** Longer than any statement of ours may take, shorter than an administrator's patience. */
    private static final Duration SOCKET = Duration.ofSeconds(60);
    /** A collector that lost power must not hold the lock for hours. */
    private static final Duration IDLE_SESSION = Duration.ofSeconds(30);

    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);

    private final HikariDataSource pool;

    /**
     * Where to connect.
     *
     * @param url {@code jdbc:mysql://host/database}
     * @param size most connections at a time
     */
    public record Settings(String url, String user, String password, int size) {
        @Override
        public String toString() {
            return "Settings[url=" + url + ", user=" + user + "]";
        }
    }

    public WriterPool(Settings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("trackreplay");
        config.setDriverClassName("com.mysql.cj.jdbc.Driver");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.size());
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setIdleTimeout(10_000);
        config.setMaxLifetime(Duration.ofMinutes(15).toMillis());
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        session(config);
        pool = new HikariDataSource(config);
    }

    private static void session(HikariConfig config) {
        config.addDataSourceProperty("connectTimeout", CONNECT.toMillis());
        config.addDataSourceProperty("socketTimeout", SOCKET.toMillis());
        config.addDataSourceProperty("tcpKeepAlive", true);
        config.addDataSourceProperty("characterEncoding", "UTF-8");
        config.addDataSourceProperty("connectionTimeZone", "UTC");
        config.addDataSourceProperty("forceConnectionTimeZoneToSession", true);
        // the driver would otherwise make the session strict; the tracker leaves the server's sql_mode alone
        config.addDataSourceProperty("jdbcCompliantTruncation", false);
        config.addDataSourceProperty("useLocalSessionState", true);
        // the updates of a batch in one round trip
        config.addDataSourceProperty("rewriteBatchedStatements", true);
        config.addDataSourceProperty("cacheServerConfiguration", false);
        config.addDataSourceProperty("maintainTimeStats", false);
        config.addDataSourceProperty(
                "sessionVariables",
                "innodb_lock_wait_timeout=" + LOCK_WAIT.toSeconds() + ",wait_timeout=" + IDLE_SESSION.toSeconds());
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
