/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.database.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine;

/** A database with Matomo's tables, and the command run on it as in a terminal. */
final class CommandFixture implements AutoCloseable {
    private static final Path BEFORE =
            Path.of("..", "core", "matomo", "src", "test", "resources", "recorded", "before.sql.gz");

    final TestDatabase database;
    private volatile String output = "";

    CommandFixture() {
        this(TestDatabase.create());
    }

    CommandFixture(TestDatabase database) {
        this.database = database;
        try (InputStream dump = new GZIPInputStream(Files.newInputStream(BEFORE))) {
            database.load(new String(dump.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the configuration of an agent that has nothing but a sink for a database. */
    static Path sinkOnly(Path directory, String url, String user, String password) throws IOException {
        return Files.writeString(directory.resolve("agent.conf"), """
                a.sources = s
                a.channels = c
                a.sinks = k
                a.sources.s.type = seq
                a.sources.s.channels = c
                a.channels.c.type = file
                a.channels.c.checkpointDir = DIR/checkpoint
                a.channels.c.dataDirs = DIR/data
                a.sinks.k.type = io.github.trackreplay.sink.MySqlSink
                a.sinks.k.channel = c
                a.sinks.k.commitFile = DIR/commit
                a.sinks.k.url = URL
                a.sinks.k.user = USER
                a.sinks.k.password = PASSWORD
                """.replace("DIR", directory.toString())
                .replace("URL", url)
                .replace("USER", user)
                .replace("PASSWORD", password));
    }

    /** Runs a command with the options for the database; returns its exit code. */
    int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", database.url(), "--user", database.user(), "--password", database.password()));
        return runAsTyped(all.toArray(String[]::new));
    }

    int runAsTyped(String... arguments) {
        StringWriter text = new StringWriter();
        CommandLine command = TrackReplay.commandLine();
        command.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
        int exitCode = command.execute(arguments);
        output = text.toString();
        return exitCode;
    }

    /** Makes the ledger expect a stream of which nothing has come, so that an import's requests have to wait for it. */
    void awaitAnotherStream() {
        run("schema");
        database.execute(
                "INSERT INTO matomo_trackreplay_stream (stream_id, name, state, expected, retired, passed, stopped,"
                        + " last_number, current_chain, late, rejects_in_row, commit_no)"
                        + " VALUES (1000000, 'web9', 'awaited', 1, 0, 0, 0, 0, 0, 0, 0, 0)");
    }

    int importLog(String... arguments) {
        List<String> all = new ArrayList<>(List.of("import", "--format", "combined"));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    /** What the last command printed. */
    String output() {
        return output;
    }

    /** A line in the combined format. */
    static String line(int second, String target) {
        return String.format(
                "198.51.100.7 - - [04/Mar/2026:10:%02d:%02d +0000] \"GET %s HTTP/1.1\" 200 43 \"-\" \"Mozilla/5.0\"\n",
                second / 60, second % 60, target);
    }

    /** A page view. */
    static String call(int second, String path) {
        return line(second, path + "?idsite=1&rec=1&url=https%3A%2F%2Fshop.example.com%2F" + second);
    }

    static String calls(int from, int to) {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i < to; i++) {
            lines.append(call(i, "/matomo.php"));
        }
        return lines.toString();
    }

    long pageViews() {
        return number("SELECT COUNT(*) FROM matomo_log_link_visit_action");
    }

    long number(String sql) {
        return Long.parseLong(list(sql).get(0));
    }

    List<String> list(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            List<String> list = new ArrayList<>();
            while (rows.next()) {
                list.add(rows.getString(1));
            }
            return list;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Bytes of which the ledger cannot say what became; 0 if all is well. */
    long unaccounted() {
        return number("SELECT COALESCE(SUM(ABS(COALESCE(r.bytes, 0) - f.applied_bytes - f.skipped_bytes"
                + " - f.rejected_bytes - f.held_bytes - f.lost_bytes)), 0) FROM matomo_trackreplay_file f LEFT JOIN"
                + " (SELECT file_id, SUM(range_end - range_start) AS bytes FROM matomo_trackreplay_range"
                + " WHERE kind = 0 GROUP BY file_id) r ON r.file_id = f.file_id");
    }

    @Override
    public void close() {
        database.close();
    }
}
