/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** An import as people type it: a window of time, wrong clocks, what it would bring, figures. */
class ImportTypedTest {
    private static final int CALLS = 300;

    @TempDir
    Path directory;

    private ImportFixture fixture;
    private final List<String> calls = ImportFixture.calls(0, CALLS, 10);

    @BeforeEach
    void load() throws IOException {
        fixture = new ImportFixture();
    }

    @AfterEach
    void drop() {
        fixture.close();
    }

    private Path log(String name, List<String> lines) throws IOException {
        return Files.write(directory.resolve(name), lines);
    }

    @Test
    void whatLiesOutsideTheWindowIsSkippedAndCanBeImportedLater() throws Exception {
        Path log = log("access.log", calls);

        ImportFixture.Answer inside = fixture.run(
                "--stream", "web1=" + log, "--from=2026-03-04T08:01:40Z", "--until=2026-03-04T09:03:20+01:00");
        assertThat(inside.exitCode()).as(inside.text()).isZero();
        assertThat(inside.text()).contains("outside-window 200").contains("Every byte is accounted for.");
        assertThat(fixture.pageViews()).isEqualTo(100);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_log_link_visit_action WHERE server_time"
                        + " BETWEEN '2026-03-04 08:01:40' AND '2026-03-04 08:03:19'"))
                .isEqualTo(100);

        ImportFixture.Answer rest =
                fixture.run("--stream", "web1-rest=" + log, "--distinct", "--late=apply", "--already-recorded=skip");
        assertThat(rest.exitCode()).as(rest.text()).isZero();
        assertThat(rest.text()).contains("already-recorded 100");
        assertThat(fixture.pageViews()).isEqualTo(CALLS);
    }

    @Test
    void whoImportsTheWholeBehindAWindowIsToldThatTheRestIsNotBrought() throws Exception {
        Path log = log("access.log", calls);
        ImportFixture.Answer inside = fixture.run("--stream", "web1=" + log, "--from=2026-03-04T08:01:40Z");
        assertThat(inside.text()).contains("outside-window 100").doesNotContain("not brought");

        ImportFixture.Answer whole = fixture.run("--stream", "web1=" + log);

        assertThat(whole.text())
                .contains("not brought 100 requests of these streams were left out by the window of an earlier import");
    }

    @Test
    void theWindowsThatAreMissingBringTheRestExactly() throws Exception {
        Path log = log("access.log", calls);
        String from = "2026-03-04T08:01:40Z";
        String until = "2026-03-04T08:03:20Z";
        assertThat(fixture.run("--stream", "web1=" + log, "--from=" + from, "--until=" + until)
                        .exitCode())
                .isZero();

        ImportFixture.Answer before =
                fixture.run("--stream", "web1-before=" + log, "--until=" + from, "--distinct", "--late=apply");
        assertThat(before.exitCode()).as(before.text()).isZero();
        assertThat(fixture.pageViews()).isEqualTo(200);

        ImportFixture.Answer after =
                fixture.run("--stream", "web1-after=" + log, "--from=" + until, "--distinct", "--late=apply");
        assertThat(after.exitCode()).as(after.text()).isZero();
        assertThat(fixture.pageViews()).isEqualTo(CALLS);
        assertThat(fixture.number("SELECT COUNT(DISTINCT idaction_url) FROM matomo_log_link_visit_action"))
                .isEqualTo(CALLS);
    }

    @Test
    void aFileWithoutAnythingInTheWindowIsNotTouched() throws Exception {
        log("access.log.1", calls.subList(0, 100));
        log("access.log", calls.subList(100, CALLS));
        String logs = "web1=" + directory.resolve("access.log*");

        ImportFixture.Answer older = fixture.run("--stream", logs, "--until=2026-03-04T08:01:40Z");
        assertThat(older.exitCode()).as(older.text()).isZero();
        assertThat(older.text()).contains("1 log file lies outside of the window");
        assertThat(fixture.pageViews()).isEqualTo(100);

        ImportFixture.Answer all = fixture.run("--stream", logs);
        assertThat(all.exitCode()).as(all.text()).isZero();
        assertThat(fixture.pageViews()).isEqualTo(CALLS);
        assertThat(fixture.visits()).isEqualTo(10);

        ImportFixture.Answer nothing = fixture.run("--stream", logs, "--from=2027-01-01T00:00:00Z");
        assertThat(nothing.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(nothing.text()).contains("from 2027-01-01T00:00:00Z").contains("Nothing has been imported");
    }

    @Test
    void aFrontendWhoseClockWasWrongIsSetRight() throws Exception {
        Path log = log("access.log", calls);

        ImportFixture.Answer answer =
                fixture.run("--stream", "web1=" + log, "--time-offset=-2 h", "--until=2026-03-04T06:02:30Z");

        assertThat(answer.exitCode()).as(answer.text()).isZero();
        assertThat(answer.text()).contains("outside-window 150");
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_log_link_visit_action WHERE server_time"
                        + " BETWEEN '2026-03-04 06:00:00' AND '2026-03-04 06:02:29'"))
                .isEqualTo(150);
    }

    @Test
    void bracketsOfANameInAPatternAreSaid() throws Exception {
        Path logs = Files.createDirectories(directory.resolve("logs [x] y"));
        Files.write(logs.resolve("access log [1].log"), ImportFixture.calls(0, 5, 1));

        ImportFixture.Answer taken = fixture.run("--stream", "web1=" + logs + "/access log*");
        String right = directory + "/logs \\[x\\] y/access log*";

        assertThat(taken.exitCode()).as(taken.text()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(taken.text()).contains("matches no file. ", "a backslash before each: " + right);
        assertThat(fixture.run("--stream", "web1=" + right).exitCode()).isEqualTo(ExitCode.OK);
        assertThat(fixture.pageViews()).isEqualTo(5);
    }

    @Test
    void wrongTimesAreSaid() throws Exception {
        Path log = log("access.log", calls);
        assertThat(fixture.run("--stream", "web1=" + log, "--from=yesterday").text())
                .contains("--from: 'yesterday' is not a time with its zone");
        ImportFixture.Answer turned =
                fixture.run("--stream", "web1=" + log, "--from=2026-03-04T09:00:00Z", "--until=2026-03-04T08:00:00Z");
        assertThat(turned.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(turned.text()).contains("is not later than --from");
        assertThat(fixture.run("--stream", "web1=" + log, "--time-offset=much").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    private static ImportFixture.Answer withoutDatabase(StringWriter out, String... arguments) {
        List<String> all = new ArrayList<>(List.of("import", "--format", "combined"));
        all.addAll(List.of(arguments));
        StringWriter err = new StringWriter();
        CommandLine command = TrackReplay.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exitCode = command.execute(all.toArray(String[]::new));
        return new ImportFixture.Answer(exitCode, err.toString());
    }

    @Test
    void aDryRunSaysWhatThereIsWithoutADatabase() throws Exception {
        log("access.log.2", calls.subList(0, 100));
        log("access.log.1", calls.subList(80, 200));
        StringWriter out = new StringWriter();

        ImportFixture.Answer answer = withoutDatabase(
                out,
                "--dry-run",
                "--until=2026-03-04T08:02:30Z",
                "--stream",
                "web1=" + directory.resolve("access.log*"));

        assertThat(answer.exitCode()).as(answer.text()).isZero();
        assertThat(out.toString())
                .contains("web1: 2 log files", "2026-03-04T08:00:00Z to 2026-03-04T08:03:19Z")
                .containsPattern("web1 +2026-03-04 +1 +200 +170")
                .contains("left out: 50 outside-window")
                .contains("Nothing has been imported");
        assertThat(tables()).isZero();
    }

    private long tables() throws Exception {
        return fixture.number("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()"
                + " AND table_name LIKE 'matomo\\_trackreplay%'");
    }

    @Test
    void aDryRunSaysWhatTheDatabaseHasAlready() throws Exception {
        Path known = log("known.log", calls.subList(0, 100));
        assertThat(fixture.run("--stream", "web1=" + known).exitCode()).isZero();
        long commits = fixture.number("SELECT commit_no FROM matomo_trackreplay_progress");
        log("known.log", calls.subList(0, 120));
        List<String> other = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            other.add(ImportFixture.call(1000 + i, 10, Instant.parse("2026-03-04T08:00:30Z")));
        }
        other.addAll(calls.subList(0, 50));
        log("other.log", other);
        String[] options = {"--dry-run", "--stream", "web2=" + directory.resolve("other.log")};

        ImportFixture.Answer grown = fixture.run("--dry-run", "--stream", "web1=" + known);
        assertThat(grown.exitCode()).as(grown.text()).isZero();
        assertThat(grown.text())
                .containsPattern("web1 +2026-03-04 +1 +200 +120")
                .contains("100 of 120 requests have been taken already: duplicates.", "None is late.")
                .contains("Matomo's tables have none of them already");

        ImportFixture.Answer answer = fixture.run(options);
        assertThat(answer.exitCode()).as(answer.text()).isEqualTo(ExitCode.NO);
        assertThat(answer.text())
                .containsPattern("web2 +2026-03-04 +1 +200 +60")
                .contains("0 of 60 requests have been taken already: duplicates.")
                .contains("60 of 60 new requests are older than what has been applied already")
                .contains("60 of stream web2 (2026-03-04T08:00:00Z to 2026-03-04T08:00:49Z)")
                .contains("50 of 60 new requests are in Matomo's tables already")
                .contains("2026-03-04T08:00:00Z to 2026-03-04T09:00:00Z: 50 of 60")
                .contains("The import would stop before it writes anything")
                .contains("--late=apply", "--already-recorded=skip")
                .contains("Nothing has been imported");

        List<String> chosen = new ArrayList<>(List.of(options));
        chosen.addAll(List.of("--late=apply", "--already-recorded=skip"));
        ImportFixture.Answer would = fixture.run(chosen.toArray(String[]::new));
        assertThat(would.exitCode()).as(would.text()).isZero();
        assertThat(would.text()).contains("10 of 10 new requests are older").doesNotContain("would stop");
        assertThat(fixture.number("SELECT commit_no FROM matomo_trackreplay_progress"))
                .isEqualTo(commits);
        assertThat(fixture.pageViews()).isEqualTo(100);
    }

    @Test
    void aDryRunNeedsNoLedgerAndMakesNone() throws Exception {
        Path log = log("access.log", calls);
        StringWriter out = new StringWriter();

        ImportFixture.Answer answer = withoutDatabase(
                out,
                "--dry-run",
                "--json",
                "--stream",
                "web1=" + log,
                "--url",
                fixture.database().url(),
                "--user",
                fixture.database().user(),
                "--password",
                fixture.database().password());

        assertThat(answer.exitCode()).as(answer.text()).isZero();
        assertThat(answer.text())
                .contains("0 of 300 requests have been taken already", "None is late", "by a sample of each minute");
        JsonObject json = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(json.get("duplicates").getAsLong()).isZero();
        assertThat(json.get("alreadyRecorded").getAsLong()).isZero();
        assertThat(json.get("refused").getAsBoolean()).isFalse();
        assertThat(tables()).isZero();
    }

    @Test
    void scriptsReadFigures() throws Exception {
        Path log = log("access.log", calls);
        StringWriter out = new StringWriter();
        ImportFixture.Answer answer = withoutDatabase(
                out,
                "--json",
                "--stream",
                "web1=" + log,
                "--url",
                fixture.database().url(),
                "--user",
                fixture.database().user(),
                "--password",
                fixture.database().password());

        assertThat(answer.exitCode()).as(answer.text()).isZero();
        JsonObject json = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(json.get("applied").getAsLong()).isEqualTo(CALLS);
        assertThat(json.get("visits").getAsLong()).isEqualTo(10);
        JsonObject row = json.getAsJsonArray("read").get(0).getAsJsonObject();
        assertThat(row.get("day").getAsString()).isEqualTo("2026-03-04");
        assertThat(row.get("site").getAsInt()).isEqualTo(1);
        assertThat(row.get("requests").getAsLong()).isEqualTo(CALLS);
        assertThat(answer.text()).contains("Every byte is accounted for.");
    }
}
