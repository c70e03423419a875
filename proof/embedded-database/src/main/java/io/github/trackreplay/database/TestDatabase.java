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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A schema of its own for one test, on a MariaDB that all tests of this Java process share. Creating one costs
 * milliseconds; the first one of a process starts the server. A test that stops or kills a server has one of its own
 * ({@link #ownMariaDb}) instead.
 */
public final class TestDatabase implements AutoCloseable {
    /** What only a power failure would show: what a killed server has written is the operating system's. */
    private static final List<String> NO_WAIT_FOR_DISKS =
            List.of("--innodb-flush-log-at-trx-commit=2", "--debug-no-sync", "--sync-frm=0");

    /** For a server that nobody kills; most of a test's time is the creation of tables. */
    private static final List<String> FAST = List.of("--innodb-doublewrite=0", "--innodb-file-per-table=0");

    private static final List<String> MYSQL =
            List.of("--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync", "--innodb-file-per-table=0");

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static Optional<EmbeddedMariaDb> shared = Optional.empty();

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

    /**
     * A MariaDB of a test's own, to be stopped and killed, which does not run yet. What it has committed survives its end.
     *
     * @param arguments further server arguments
     */
    public static EmbeddedMariaDb ownMariaDb(String... arguments) {
        return ownMariaDb(Stream.concat(NO_WAIT_FOR_DISKS.stream(), Stream.of(arguments)));
    }

    private static EmbeddedMariaDb ownMariaDb(Stream<String> arguments) {
        List<String> all = arguments.toList();
        return own(data -> EmbeddedMariaDb.in(directory(), data, all));
    }

    /**
     * A MySQL of a test's own, which does not run yet.
     *
     * @param arguments further server arguments
     * @throws UnsupportedPlatformException if it cannot run here
     */
    public static EmbeddedMySql ownMySql(String... arguments) {
        List<String> all = Stream.concat(MYSQL.stream(), Stream.of(arguments)).toList();
        return own(data -> EmbeddedMySql.in(directory(), data, all));
    }

    /** Its installation, which takes seconds, is copied from the first one of its kind. */
    private static <S extends EmbeddedServer> S own(Function<Path, S> server) {
        S own = server.apply(newDataDirectory());
        String model = own.name().replace(' ', '-') + "-installed";
        own.installBy(() -> {
            Path installed = Programs.unpacked(
                    directory(),
                    model,
                    made -> server.apply(made.resolve("data")).install());
            Programs.copy(installed.resolve("data"), own.data());
        });
        return own;
    }

    private static synchronized EmbeddedMariaDb shared() {
        if (shared.isEmpty()) {
            removeLeftOvers();
            shared = Optional.of(ownMariaDb(Stream.concat(NO_WAIT_FOR_DISKS.stream(), FAST.stream())));
        }
        shared.get().start();
        return shared.get();
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
