/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.trackreplay.cli.ExitCode;
import io.github.trackreplay.cli.TrackReplay;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.golden.Canon;
import io.github.trackreplay.golden.GoldenFolder;
import io.github.trackreplay.golden.GoldenHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * However the lines of recorded logs are spread over files, whatever the files are called and whichever come first, an import
 * writes the same rows as of the logs in their order. {@code -Dtrackreplay.bags=2000} tries as many, {@code
 * -Dtrackreplay.bags.seed=N} others.
 */
abstract class BagsOfLogs {
    private static final int BAGS = Integer.getInteger("trackreplay.bags", 100);
    private static final long SEED = Long.getLong("trackreplay.bags.seed", 23);

    @TempDir
    Path directory;

    private TestDatabase database;
    private Path home;
    private String output;

    /** @param name of the golden folder; each has a class of its own, so that they are tried at the same time */
    final void theRowsAreThoseOfTheLogsInTheirOrder(String name) throws Exception {
        GoldenFolder folder = GoldenFolder.named(name);
        home = GoldenHome.of(folder);
        try (TestDatabase created = TestDatabase.create()) {
            database = created;
            database.load(folder.before());
            Bag bag = new Bag(new Random(SEED));
            List<JsonObject> sorted = rowsOf(folder, inTheirOrder(folder));
            assertThat(sorted).hasSizeGreaterThan(100);
            for (int i = 0; i < Math.max(1, BAGS / 3); i++) {
                Path files = Files.createDirectory(directory.resolve("bag" + i));
                List<String> arguments = new ArrayList<>();
                for (Map.Entry<String, byte[]> frontend : folder.frontends().entrySet()) {
                    bag.fill(files, frontend.getKey(), lines(frontend.getValue()), arguments);
                }
                assertThat(rowsOf(folder, arguments))
                        .as(name + ", seed " + SEED + ", bag " + i + ": " + bag + "\n" + output)
                        .isEqualTo(sorted);
                assertThat(output).as(bag.toString()).containsPattern("(?m)^late +0");
                assertThat(number("SELECT COUNT(*) FROM matomo_trackreplay_held"))
                        .isZero();
            }
        }
    }

    private static List<String> lines(byte[] log) {
        return List.of(new String(log, StandardCharsets.ISO_8859_1).split("\n"));
    }

    private List<String> inTheirOrder(GoldenFolder folder) throws IOException {
        List<String> arguments = new ArrayList<>();
        for (Map.Entry<String, byte[]> frontend : folder.frontends().entrySet()) {
            Path log = Files.write(directory.resolve(frontend.getKey() + ".log"), frontend.getValue());
            arguments.add("--stream=" + frontend.getKey() + "=" + log);
        }
        return arguments;
    }

    private List<JsonObject> rowsOf(GoldenFolder folder, List<String> arguments) throws SQLException {
        empty();
        List<String> all = new ArrayList<>(List.of("import", "--format=combined", "--matomo-home=" + home));
        all.addAll(List.of("--url", database.url(), "--user", database.user(), "--password", database.password()));
        all.addAll(arguments);
        StringWriter text = new StringWriter();
        CommandLine command = TrackReplay.commandLine();
        command.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
        int exitCode = command.execute(all.toArray(String[]::new));
        output = text.toString();
        assertThat(exitCode).as(output).isEqualTo(ExitCode.OK);
        try (Connection connection = database.connect()) {
            return Canon.of(connection, "matomo_", folder.logs());
        }
    }

    /** As before the first request. */
    private void empty() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("SHOW TABLES LIKE 'matomo\\_%'")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                if (table.startsWith("matomo_log_")) {
                    statement.execute("DELETE FROM " + table);
                } else if (table.startsWith("matomo_trackreplay_")) {
                    statement.execute("DROP TABLE " + table);
                }
            }
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
