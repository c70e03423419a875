/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A schema of its own for one test, on a MariaDB that all tests of this Java process share. Creating one costs
 * milliseconds; the first one of a process starts the server. A test that stops or kills a server starts its own
 * {@link EmbeddedMariaDb} instead.
 */
public final class TestDatabase implements AutoCloseable {
    /** What only a power failure would show; most of a test's time is the creation of tables. */
    private static final String[] FAST = {
        "--innodb-flush-log-at-trx-commit=2", "--innodb-doublewrite=0", "--innodb-file-per-table=0", "--sync-frm=0"
    };

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static EmbeddedMariaDb shared;

    private final EmbeddedServer server;
    private final String schema;

    private TestDatabase(EmbeddedServer server, String schema) {
        this.server = server;
        this.schema = schema;
    }

    /** An empty schema on the shared server. */
    public static TestDatabase create() {
        return create(shared());
    }

    /** An empty schema on a server that runs. */
    public static TestDatabase create(EmbeddedServer server) {
        String schema = "test_" + NUMBER.incrementAndGet();
        try (Connection connection = server.connect("");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + schema + " CHARACTER SET utf8mb4");
        } catch (SQLException e) {
            throw new IllegalStateException("The schema for the test could not be created.", e);
        }
        return new TestDatabase(server, schema);
    }

    /**
     * Where embedded servers may keep programs and data: {@code target/embedded} of the whole project's directory, so
     * that all modules share the unpacked programs and {@code mvn clean} removes them.
     */
    public static Path directory() {
        return project().resolve("target/embedded");
    }

    /** The directory of the whole project, in which Maven's own settings are; the current one where there is none. */
    public static Path project() {
        Path here = Path.of("").toAbsolutePath();
        for (Path p = here; p != null; p = p.getParent()) {
            if (Files.isDirectory(p.resolve(".mvn"))) {
                return p;
            }
        }
        return here;
    }

    /** A fresh data directory for a test's own server; it goes when this Java process ends. */
    public static Path newDataDirectory() {
        Path data = directory().resolve("data-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(data), "embedded-database-clean"));
        return data;
    }

    private static synchronized EmbeddedMariaDb shared() {
        if (shared == null) {
            removeLeftOvers();
            shared = EmbeddedMariaDb.in(directory(), newDataDirectory(), List.of(FAST));
        }
        shared.start();
        return shared;
    }

    /** Data of processes that were killed before they could clean up. */
    private static void removeLeftOvers() {
        if (!Files.isDirectory(directory())) {
            return;
        }
        try (var entries = Files.newDirectoryStream(directory(), "data-*")) {
            for (Path entry : entries) {
                String[] name = entry.getFileName().toString().split("-");
                if (Files.isDirectory(entry)
                        && ProcessHandle.of(Long.parseLong(name[1])).isEmpty()) {
                    remove(entry);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Old test data in " + directory() + " could not be looked through.", e);
        }
    }

    private static void remove(Path data) {
        try {
            for (int attempt = 0; attempt < 3 && Files.exists(data); attempt++) {
                Programs.delete(data);
            }
            Programs.delete(data.resolveSibling(data.getFileName() + ".tmp"));
            Files.deleteIfExists(data.resolveSibling(data.getFileName() + ".log"));
        } catch (IOException e) {
            // another process or the dying server writes there; the next run removes it
            return;
        }
    }

    public EmbeddedServer server() {
        return server;
    }

    public String schema() {
        return schema;
    }

    public String url() {
        return server.url(schema);
    }

    public String user() {
        return server.user();
    }

    public String password() {
        return server.password();
    }

    /** A new connection, auto-commit on. */
    public Connection connect() throws SQLException {
        return server.connect(schema);
    }

    /** Runs one or more statements, separated by semicolons, in one session. */
    public void execute(String script) {
        try (Connection connection =
                        DriverManager.getConnection(url() + "&allowMultiQueries=true", user(), password());
                Statement statement = connection.createStatement()) {
            statement.execute(script);
            while (statement.getMoreResults() || statement.getUpdateCount() != -1) {
                // errors of later statements come out only when their results are fetched
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The test's SQL failed in " + schema + ": " + e.getMessage(), e);
        }
    }

    /** Runs a dump as {@code mysqldump} writes it, with an empty {@code sql_mode}. */
    public void load(String dump) {
        execute("SET sql_mode = '';\n" + dump);
    }

    /** Runs a dump file. */
    public void load(Path dump) {
        try {
            load(Files.readString(dump));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Drops the schema. */
    @Override
    public void close() {
        if (server.running()) {
            execute("DROP DATABASE IF EXISTS " + schema);
        }
    }
}
