/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.database.EmbeddedServer;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.mysql.Matomo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A test's own database with Matomo's tables as a fresh installation has them, plus the sites of the golden data. */
public final class MatomoDatabase implements AutoCloseable {
    private final TestDatabase database;

    private MatomoDatabase(TestDatabase database, String dump) {
        this.database = database;
        database.load(dump);
    }

    public static MatomoDatabase create() {
        return of(asInstalled());
    }

    /** SQL of the tables as a fresh installation has them, plus the sites of the golden data. */
    public static String asInstalled() {
        try (InputStream in = MatomoDatabase.class.getResourceAsStream("/recorded/before.sql.gz");
                InputStream plain = new GZIPInputStream(in)) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static MatomoDatabase of(String dump) {
        return new MatomoDatabase(TestDatabase.create(), dump);
    }

    public static MatomoDatabase of(EmbeddedServer server, String dump) {
        return new MatomoDatabase(TestDatabase.create(server), dump);
    }

    /** What the engine has beside the ledger, by another clock than the machine's. */
    public static Matomo matomo(Matomo.Settings settings, InstantSource clock) {
        return new DirectMatomo(settings, clock);
    }

    public TestDatabase database() {
        return database;
    }

    /** A connection as the sink uses it, in a transaction. */
    public Connection begin() throws SQLException {
        Connection connection = DriverManager.getConnection(
                database.url() + "&rewriteBatchedStatements=true", database.user(), database.password());
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        return connection;
    }

    public void execute(String sql) {
        database.execute(sql);
    }

    /** The first column of the first row. */
    public String value(String sql) {
        List<String> values = values(sql);
        return values.isEmpty() ? null : values.get(0);
    }

    /** The first column of all rows. */
    public List<String> values(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
