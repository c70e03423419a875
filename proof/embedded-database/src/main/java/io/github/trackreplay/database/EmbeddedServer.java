/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.database;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database server as a child process: listens on a free port of 127.0.0.1, checks grants, keeps its data directory and
 * its port over {@link #stop()}, {@link #kill()} and {@link #start()}. A data directory that exists is used again. The
 * child ends with this Java process unless that one is killed. Methods may be called from any thread, one at a time.
 */
public abstract sealed class EmbeddedServer implements AutoCloseable permits EmbeddedMariaDb, EmbeddedMySql {
    private static final File NOTHING = new File("/dev/null");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern MISSING_LIBRARY =
            Pattern.compile("error while loading shared libraries: (\\S+): cannot open");

    /** Fills an empty or absent data directory. */
    interface Installation {
        void run() throws IOException;
    }

    private final Path data;
    private final Path log;
    private final Path temporary;
    private final List<String> arguments;
    private Installation installation = this::install;
    private Optional<ChildProcess> child = Optional.empty();
    private int port;

    EmbeddedServer(Path data, List<String> arguments) {
        this.data = data.toAbsolutePath();
        this.log = this.data.resolveSibling(data.getFileName() + ".log");
        this.temporary = this.data.resolveSibling(data.getFileName() + ".tmp");
        this.arguments = List.copyOf(arguments);
    }

    /** Command line of the server without what {@link #start()} adds for every server. */
    abstract List<String> serverCommand();

    /** Command line that fills an empty data directory. */
    abstract List<String> installCommand();

    /** Name for people, with version. */
    public abstract String name();

    /** Debian packages that hold libraries which the server needs and a stock system may lack. */
    abstract String packages();

    /**
     * Starts the server and waits until it answers; installs it first if the data directory is empty. Does nothing if it
     * runs.
     *
     * @throws IllegalStateException if it does not come up; the message holds the end of its log
     * @throws UnsupportedPlatformException if the machine lacks what it needs
     */
    public void start() {
        if (running()) {
            return;
        }
        try {
            if (!Files.exists(data.resolve("mysql"))) {
                installation.run();
            }
            if (port == 0) {
                port = freePort();
            }
            child = Optional.of(ChildProcess.of(launch(command()), "embedded-database-end"));
        } catch (IOException e) {
            throw new UncheckedIOException(name() + " could not be started in " + data + ".", e);
        }
        awaitAnswer();
    }

    /** Shuts the server down cleanly and waits for its end. Does nothing if it does not run. */
    public void stop() {
        end(Process::destroy);
    }

    /** Kills the server, as {@code kill -9} does, and waits for its end. Does nothing if it does not run. */
    public void kill() {
        end(Process::destroyForcibly);
    }

    /** Stops the server; its data stay. */
    @Override
    public void close() {
        stop();
    }

    public boolean running() {
        return child.filter(ChildProcess::running).isPresent();
    }

    /** The port on 127.0.0.1; 0 before the first start. */
    public int port() {
        return port;
    }

    /** The superuser's name. Its password is {@link #password()}. */
    public String user() {
        return "root";
    }

    public String password() {
        return "";
    }

    /** Where the data are. The log stands beside it, and so do temporary files. */
    public Path data() {
        return data;
    }

    /** JDBC URL (Connector/J) of a schema, which the first connection creates if it does not exist. */
    public String url(String schema) {
        return "jdbc:mysql://127.0.0.1:" + port + "/" + schema
                + "?sslMode=DISABLED&allowPublicKeyRetrieval=true&createDatabaseIfNotExist=true&connectionTimeZone=UTC";
    }

    /** A new connection of the superuser to a schema. */
    public Connection connect(String schema) throws SQLException {
        return DriverManager.getConnection(url(schema), user(), password());
    }

    /**
     * Creates an account (again), so that tests can run with real grants.
     *
     * @param grants {@code GRANT} privilege lists with their object: {@code SELECT, INSERT ON matomo.*}
     */
    public void createUser(String user, String password, String... grants) throws SQLException {
        String account = "'" + user + "'@'127.0.0.1'";
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            statement.execute("DROP USER IF EXISTS " + account);
            statement.execute("CREATE USER " + account + " IDENTIFIED BY '" + password + "'");
            for (String grant : grants) {
                statement.execute("GRANT " + grant + " TO " + account);
            }
        }
    }

    static boolean runsAsRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(serverCommand());
        command.add("--datadir=" + data);
        command.add("--port=" + port);
        command.add("--bind-address=127.0.0.1");
        command.add("--socket=" + System.getProperty("java.io.tmpdir") + "/trackreplay-" + port + ".sock");
        command.add("--pid-file=" + data.resolve("server.pid"));
        command.add("--character-set-server=utf8mb4");
        command.add("--default-time-zone=+00:00");
        command.add("--skip-log-bin");
        if (runsAsRoot()) {
            command.add("--user=root");
        }
        command.addAll(arguments);
        return command;
    }

    /** Has the data directory filled otherwise than by {@link #install()}. */
    void installBy(Installation other) {
        installation = other;
    }

    /** Makes the system tables anew. */
    void install() throws IOException {
        Files.createDirectories(data);
        Process installation = launch(installCommand());
        try {
            if (!installation.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                installation.destroyForcibly();
                throw failure("did not install its system tables within " + PATIENCE.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            installation.destroyForcibly();
            throw interrupted(e);
        }
        if (installation.exitValue() != 0) {
            throw failure("could not install its system tables");
        }
    }

    /** With a directory of its own for temporary files: a server that starts removes those of others. */
    private Process launch(List<String> command) throws IOException {
        Files.createDirectories(temporary);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TMPDIR", temporary.toString());
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.redirectInput(ProcessBuilder.Redirect.from(NOTHING));
        return builder.start();
    }

    private void awaitAnswer() {
        long limit = System.nanoTime() + PATIENCE.toNanos();
        Optional<SQLException> last = Optional.empty();
        while (System.nanoTime() < limit) {
            if (!running()) {
                throw failure("ended at its start");
            }
            try (Connection connection = DriverManager.getConnection(
                    url("") + "&connectTimeout=2000&socketTimeout=10000", user(), password())) {
                if (connection.isValid(2)) {
                    return;
                }
            } catch (SQLException e) {
                last = Optional.of(e);
            }
            pause();
        }
        kill();
        IllegalStateException failure = failure("did not answer within " + PATIENCE.toSeconds() + " s");
        last.ifPresent(failure::addSuppressed);
        throw failure;
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void end(Consumer<Process> how) {
        if (child.isEmpty()) {
            return;
        }
        how.accept(child.get().process());
        try {
            child.get().awaitEnd(PATIENCE);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        child = Optional.empty();
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for the database server", e);
    }

    private IllegalStateException failure(String what) {
        String end = logEnd();
        Matcher library = MISSING_LIBRARY.matcher(end);
        if (library.find()) {
            throw new UnsupportedPlatformException(name() + " needs the library " + library.group(1)
                    + ", which this machine lacks. On Debian or Ubuntu: " + "apt-get install " + packages()
                    + ". Or use a MySQL or MariaDB of your own.");
        }
        return new IllegalStateException(name() + " " + what + ". The end of " + log + " says:\n" + end);
    }

    private String logEnd() {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "(the log cannot be read: " + e.getMessage() + ")";
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
