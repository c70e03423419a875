/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Every command means the same by the same exit code when the database does not serve it. */
class DatabaseAnswersTest {
    private static final String CALL = "192.0.2.1 - - [22/Nov/2026:10:00:00 +0000] \"GET /matomo.php?idsite=1&rec=1"
            + " HTTP/1.1\" 200 43 \"-\" \"Mozilla/5.0\"\n";

    @TempDir
    Path directory;

    private TestDatabase database;
    private String output;

    @BeforeEach
    void create() throws IOException {
        database = TestDatabase.create();
        Files.writeString(directory.resolve("access.log"), CALL);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "schema", "complete", "import", "validate"})
    void aRefusedLoginIsAConfigurationToMend(String command) throws IOException {
        assertThat(run(command, database.url(), "wrong password")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(output)
                .contains("does not let us in", "Correct the account or its password.")
                .doesNotContain(".. ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "schema", "complete", "import", "validate"})
    void soIsADatabaseThatDoesNotExist(String command) throws IOException {
        String other = database.url().replaceFirst("(//[^/]+/).*", "$1nowhere_at_all");

        assertThat(run(command, other, database.password())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(output).contains("does not let us in", "Correct the name behind the last slash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "schema", "complete", "import", "validate"})
    void aServerThatCannotBeReachedIsUnavailable(String command) throws IOException {
        assertThat(run(command, "jdbc:mysql://127.0.0.1:1/matomo", "x")).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(output)
                .contains("cannot be reached", "127.0.0.1:1/matomo", "are host and port in the URL right?")
                .containsIgnoringCase("connection refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"schema", "import", "validate"})
    void aDatabaseWithoutMatomoIsAConfigurationToMendAndGetsNoTables(String command) throws Exception {
        assertThat(run(command, database.url(), database.password())).as(output).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(output).contains("no usable Matomo");
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeQuery("SHOW TABLES").next()).isFalse();
        }
    }

    @Test
    void thePrefixIsReadFromMatomosConfiguration() throws IOException {
        Path home = Files.createDirectories(directory.resolve("matomo/config")).getParent();
        Files.writeString(
                home.resolve("config/config.ini.php"),
                "[database]\ntables_prefix = \"stats_\"\n[General]\nsalt = \"pepper\"\n");

        execute("status", database.url(), database.password(), "--matomo-home", home.toString());
        assertThat(output).contains("stats_trackreplay_");
        execute("schema", database.url(), database.password(), "--matomo-home", home.toString());
        assertThat(output).contains("stats_");
    }

    @Test
    void completeNamesAStreamThatHasEndedAndLacksSomething() throws Exception {
        try (Connection connection =
                DriverManager.getConnection(database.url(), database.user(), database.password())) {
            new LedgerSchema(new LedgerTables("matomo_")).createOrUpgrade(connection);
        }
        database.execute(
                "INSERT INTO matomo_trackreplay_stream (stream_id, name, state, expected, retired, passed, stopped,"
                        + " last_number, current_chain, whole_before, late, rejects_in_row, commit_no) VALUES"
                        + " (1, 'lacking', 'ended', 0, 0, 0, 0, 1, 1, 1000, 0, 0, 1),"
                        + " (2, 'whole', 'ended', 0, 0, 0, 0, 1, 2, " + Long.MAX_VALUE + ", 0, 0, 1),"
                        + " (3, 'gone', 'retired', 0, 1, 0, 0, 1, 3, 1000, 0, 0, 1)");

        assertThat(execute("complete", database.url(), database.password(), "--through", "2026-11-21T00:00:00Z"))
                .as(output)
                .isEqualTo(ExitCode.NO);

        assertThat(output).contains("lacking").doesNotContain("whole (").doesNotContain("gone");
    }

    private int run(String command, String url, String password) throws IOException {
        return switch (command) {
            case "validate" -> validate(url, password);
            case "import" -> execute(command, url, password, "--stream", "web1=" + directory.resolve("access.log"));
            case "complete" -> execute(command, url, password, "--through", "yesterday");
            default -> execute(command, url, password);
        };
    }

    private int execute(String command, String url, String password, String... further) {
        List<String> arguments =
                new ArrayList<>(List.of(command, "--url", url, "--user", database.user(), "--password", password));
        arguments.addAll(List.of(further));
        return execute(arguments);
    }

    private int validate(String url, String password) throws IOException {
        Path file = CommandFixture.sinkOnly(directory, url, database.user(), password);
        return execute(List.of("validate", "-f", file.toString()));
    }

    private int execute(List<String> arguments) {
        StringWriter text = new StringWriter();
        CommandLine command = TrackReplay.commandLine();
        command.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
        int exitCode = command.execute(arguments.toArray(String[]::new));
        output = text.toString();
        return exitCode;
    }
}
