/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.trackreplay.cli.TrackReplay;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.golden.Canon;
import io.github.trackreplay.golden.Comparison;
import io.github.trackreplay.golden.GoldenFolder;
import io.github.trackreplay.golden.GoldenHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * Matomo recorded a period itself, the ledger knows nothing of it, and its logs are imported. The tables hold what Matomo's own
 * tracker wrote of these logs: rows that are compared with it first.
 */
class RecordedLogsTest {
    @TempDir
    Path directory;

    private TestDatabase database;
    private GoldenFolder folder;
    private Path home;

    private record Answer(int exitCode, String text) {
        long number(String pattern) {
            Matcher found = Pattern.compile(pattern).matcher(text);
            return found.find() ? Long.parseLong(found.group(1).replace(",", "")) : 0;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pageviews", "mixed", "deep"})
    void whatMatomoRecordedIsRefusedOrSkippedOrAppliedAgain(String name) throws Exception {
        folder = GoldenFolder.named(name);
        home = GoldenHome.of(folder);
        try (TestDatabase created = TestDatabase.create()) {
            database = created;
            database.load(folder.before());
            List<String> logs = logs();
            recordedByMatomo(logs);
            List<JsonObject> before = rows();
            long actions = number("SELECT COUNT(*) FROM matomo_log_link_visit_action");
            assertThat(actions).isGreaterThan(300);

            Answer refused = run(logs);
            assertThat(refused.exitCode()).as(refused.text()).isEqualTo(1);
            assertThat(refused.text())
                    .contains("are in Matomo's tables already", "--already-recorded=skip")
                    .containsPattern("(?m)^  2026-\\d\\d-\\d\\dT\\d\\d:00:00Z to 2026-.*: [\\d,]+ of [\\d,]+$");
            assertThat(rows().equals(before)).as(refused.text()).isTrue();

            Answer skipped = run(logs, "--already-recorded=skip");
            assertThat(skipped.exitCode()).as(skipped.text()).isZero();
            assertThat(skipped.number("already-recorded ([\\d,]+)"))
                    .as(skipped.text())
                    .isGreaterThanOrEqualTo(actions);
            assertThat(applied(skipped)).as(skipped.text()).isZero();
            assertThat(rows().equals(before)).as(skipped.text()).isTrue();
            assertThat(number("SELECT COUNT(*) FROM matomo_log_link_visit_action"))
                    .isEqualTo(actions);

            forget();
            Answer applied = run(logs, "--already-recorded=apply");
            assertThat(applied.exitCode()).as(applied.text()).isZero();
            assertThat(applied.text()).doesNotContain("already-recorded");
            assertThat(number("SELECT COUNT(*) FROM matomo_log_link_visit_action") + actionsThatFitNoMore())
                    .as(applied.text())
                    .isEqualTo(2 * actions);
        }
    }

    /** The visitor's last order is later than they are, now that it is there, and its column takes no negative number of seconds. */
    private long actionsThatFitNoMore() throws SQLException {
        return number("SELECT COUNT(*) FROM matomo_trackreplay_rejected WHERE reason = 'value-does-not-fit'"
                + " AND detail LIKE '%visitor_seconds_since_order%' AND raw NOT LIKE '%idgoal=0%'");
    }

    /** Applied, apart from what Matomo records nothing for. */
    private static long applied(Answer answer) {
        long nothing = 0;
        Matcher reasons = Pattern.compile("Matomo records nothing for: (.*)\\)").matcher(answer.text());
        if (reasons.find()) {
            for (String reason : reasons.group(1).split(", ")) {
                nothing += Long.parseLong(
                        reason.substring(reason.lastIndexOf(' ') + 1).replace(",", ""));
            }
        }
        return answer.number("(?m)^applied +([\\d,]+)") - nothing;
    }

    private void recordedByMatomo(List<String> logs) throws SQLException {
        Answer answer = run(logs);
        assertThat(answer.exitCode()).as(answer.text()).isZero();
        List<JsonObject> matomo = folder.expected().stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        assertThat(new Comparison(matomo, rows(), GoldenHome.incomparable()).same())
                .isTrue();
        forget();
    }

    private List<String> logs() throws IOException {
        List<String> arguments = new ArrayList<>();
        for (Map.Entry<String, byte[]> frontend : folder.frontends().entrySet()) {
            Path log = Files.write(directory.resolve(frontend.getKey() + ".log"), frontend.getValue());
            arguments.add("--stream=" + frontend.getKey() + "=" + log);
        }
        return arguments;
    }

    private List<JsonObject> rows() throws SQLException {
        try (Connection connection = database.connect()) {
            return Canon.of(connection, "matomo_", folder.logs());
        }
    }

    /** Drops the ledger. */
    private void forget() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("SHOW TABLES LIKE 'matomo\\_trackreplay\\_%'")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                statement.execute("DROP TABLE " + table);
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

    private Answer run(List<String> logs, String... options) {
        List<String> all = new ArrayList<>(List.of("import", "--format=combined", "--matomo-home=" + home));
        all.addAll(List.of("--url", database.url(), "--user", database.user(), "--password", database.password()));
        all.addAll(logs);
        all.addAll(List.of(options));
        StringWriter text = new StringWriter();
        CommandLine command = TrackReplay.commandLine();
        command.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
        int exitCode = command.execute(all.toArray(String[]::new));
        return new Answer(exitCode, text.toString());
    }
}
