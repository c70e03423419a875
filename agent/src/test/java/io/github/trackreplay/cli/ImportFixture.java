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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine;

/** A Matomo database without visits, and imports into it. */
final class ImportFixture implements AutoCloseable {
    private static final Path BEFORE =
            Path.of("..", "core", "matomo", "src", "test", "resources", "recorded", "before.sql.gz");
    private static final Instant MORNING = Instant.parse("2026-03-04T08:00:00Z");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final TestDatabase database = TestDatabase.create();

    ImportFixture() throws IOException {
        try (InputStream dump = new GZIPInputStream(Files.newInputStream(BEFORE))) {
            database.load(new String(dump.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** What a command said, and its exit code. */
    record Answer(int exitCode, String text) {}

    Answer run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("import", "--format", "combined"));
        all.addAll(List.of(arguments));
        return execute(all.toArray(String[]::new));
    }

    Answer execute(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", database.url(), "--user", database.user(), "--password", database.password()));
        StringWriter text = new StringWriter();
        CommandLine command = TrackReplay.commandLine();
        command.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
        int exitCode = command.execute(all.toArray(String[]::new));
        return new Answer(exitCode, text.toString());
    }

    /** A page view of one of so many visitors, each with an id of its own; one a minute, in turn. */
    static String call(int i, int visitors) {
        return call(i, visitors, MORNING.plusSeconds(i));
    }

    static String call(int i, int visitors, Instant time) {
        int visitor = i % visitors;
        return String.format(
                Locale.ROOT,
                "198.51.100.%d - - [%s] \"GET /matomo.php?idsite=1&rec=1&_id=%016x&url=https%%3A%%2F%%2Fshop.example.com%%2F%d"
                        + " HTTP/1.1\" 200 43 \"-\" \"Mozilla/5.0\"",
                visitor,
                TIME.format(time),
                visitor + 1,
                i);
    }

    static List<String> calls(int from, int to, int visitors) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < to; i++) {
            lines.add(call(i, visitors));
        }
        return lines;
    }

    long visits() throws SQLException {
        return number("SELECT COUNT(*) FROM matomo_log_visit");
    }

    long pageViews() throws SQLException {
        return number("SELECT COUNT(*) FROM matomo_log_link_visit_action");
    }

    long number(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    TestDatabase database() {
        return database;
    }

    @Override
    public void close() {
        database.close();
    }
}
