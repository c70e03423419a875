/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.database.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code import --tracking-api}: into a Matomo of which only the API can be reached. */
class TrackingApiImportTest {
    @TempDir
    Path directory;

    private final TestDatabase ledger = TestDatabase.create();
    private CountingApi matomo;
    private List<String> counted;

    @BeforeEach
    void open() throws IOException {
        matomo = new CountingApi();
        counted = matomo.counted();
    }

    @AfterEach
    void close() {
        matomo.close();
        ledger.close();
    }

    private ImportFixture.Answer run(Path log, String token, String... others) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), token + "\n");
        List<String> all = new ArrayList<>(List.of(
                "import",
                "--format",
                "combined",
                "--stream",
                "web1=" + log,
                "--tracking-api",
                matomo.address(),
                "--token-file",
                file.toString(),
                "--url",
                ledger.url(),
                "--user",
                ledger.user(),
                "--password",
                ledger.password()));
        all.addAll(List.of(others));
        StringWriter text = new StringWriter();
        CommandLine command = TrackReplay.commandLine();
        command.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
        return new ImportFixture.Answer(command.execute(all.toArray(String[]::new)), text.toString());
    }

    private String run(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--url", ledger.url(), "--user", ledger.user(), "--password", ledger.password()));
        StringWriter text = new StringWriter();
        CommandLine line = TrackReplay.commandLine();
        line.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
        assertThat(line.execute(all.toArray(String[]::new))).as(text.toString()).isEqualTo(ExitCode.OK);
        return text.toString();
    }

    private Path log(int calls) throws IOException {
        return Files.write(directory.resolve("access.log"), ImportFixture.calls(0, calls, 7));
    }

    private List<String> urls() {
        Pattern url = Pattern.compile("example\\.com%2F(\\d+)");
        return counted.stream()
                .map(url::matcher)
                .filter(Matcher::find)
                .map(m -> m.group(1))
                .toList();
    }

    @Test
    void aLogIsSentOnceHoweverOftenItIsImported() throws Exception {
        Path log = log(60);

        ImportFixture.Answer first = run(log, "secret", "--api-set", "maxBulk=5");
        assertThat(first.exitCode()).as(first.text()).isEqualTo(ExitCode.OK);
        assertThat(first.text())
                .containsPattern("(?m)^applied +60 ")
                .doesNotContain("counted twice")
                .doesNotContain("visits");
        ImportFixture.Answer second = run(log, "secret");
        assertThat(second.exitCode()).as(second.text()).isEqualTo(ExitCode.OK);

        assertThat(urls()).hasSize(60).doesNotHaveDuplicates();
        assertThat(counted)
                .allSatisfy(
                        entry -> assertThat(entry).contains("cip=198.51.100.").contains("cdt="));
    }

    @Test
    void whatMayHaveBeenCountedTwiceIsSaid() throws Exception {
        matomo.cutNext();
        ImportFixture.Answer answer = run(log(30), "secret", "--api-set", "maxBulk=10", "--api-set", "lanes=1");

        assertThat(answer.exitCode()).as(answer.text()).isEqualTo(ExitCode.OK);
        assertThat(answer.text()).contains("10 requests may have been counted twice");
        assertThat(urls()).hasSize(40);
        String status = run("status");
        assertThat(status).contains("Perhaps counted twice: 10 requests between 2026-03-04T08:00:00Z", "broke off");
        assertThat(run("status", "--json")).contains("\"perhapsTwice\": 10");
        assertThat(urls().stream().distinct()).hasSize(30);
    }

    @Test
    void aWrongTokenIsSaidAndNothingIsSent() throws Exception {
        ImportFixture.Answer answer = run(log(5), "wrong");

        assertThat(answer.exitCode()).as(answer.text()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(answer.text()).contains("does not accept the token for site 1");
        assertThat(counted).isEmpty();
    }

    @Test
    void whatCannotBeMeantIsRefused() throws Exception {
        ImportFixture.Answer skip = run(log(1), "secret", "--already-recorded", "skip");
        assertThat(skip.exitCode()).isEqualTo(ExitCode.USAGE);
        ImportFixture.Answer setting = run(log(1), "secret", "--api-set", "lanez=2");
        assertThat(setting.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(setting.text()).contains("lanez: is not a setting of TrackingApiSink. Did you mean lanes?");
        assertThat(counted).isEmpty();
    }

    @Test
    void whereNoTablesAreToBeMadeTheSentenceSaysWhoMakesThem() throws Exception {
        Path agent = Files.writeString(
                directory.resolve("agent.conf"),
                "a.sinks = api\na.sinks.api.type = io.github.trackreplay.sink.TrackingApiSink\na.sinks.api.endpoint = "
                        + matomo.address() + "\na.sinks.api.token = secret\na.sinks.api.url = " + ledger.url() + "\n");
        String made = run("schema", "-f", agent.toString());
        assertThat(made).contains("Our tables are in place", "trackreplay_sending` TO", "trackreplay_sender` TO");

        ImportFixture.Answer answer = run(log(5), "secret", "--no-create-tables");
        assertThat(answer.exitCode()).as(answer.text()).isEqualTo(ExitCode.OK);
        assertThat(urls()).hasSize(5);

        ledger.execute("DROP TABLE matomo_trackreplay_sending");
        ImportFixture.Answer without = run(
                Files.write(directory.resolve("b.log"), ImportFixture.calls(90, 95, 7)),
                "secret",
                "--no-create-tables");
        assertThat(without.exitCode()).as(without.text()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(without.text()).contains("matomo_trackreplay_sending", "Set createTables = true, or run");
        assertThat(urls()).hasSize(5);
    }
}
