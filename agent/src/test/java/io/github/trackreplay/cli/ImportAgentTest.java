/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code import -f agent.conf}: all that the agent's sources would read, as they would. */
class ImportAgentTest {
    @TempDir
    Path directory;

    private ImportFixture fixture;
    private final List<String> configuration = new ArrayList<>();

    @BeforeEach
    void load() throws IOException {
        fixture = new ImportFixture();
        configuration.add("matomo.channels = requests");
        configuration.add("matomo.channels.requests.type = file");
        configuration.add("matomo.sinks = tables");
        configuration.add("matomo.sinks.tables.type = io.github.trackreplay.sink.MySqlSink");
        configuration.add("matomo.sinks.tables.url = jdbc:mysql://localhost/nowhere");
    }

    @AfterEach
    void drop() {
        fixture.close();
    }

    private void source(String name, String stream, String files, String format) {
        String prefix = "matomo.sources." + name + ".";
        configuration.add(prefix + "type = io.github.trackreplay.source.AccessLogSource");
        configuration.add(prefix + "channels = requests");
        configuration.add(prefix + "stream = " + stream);
        configuration.add(prefix + "files = " + directory + "/" + files);
        configuration.add(prefix + "startAt = end");
        configuration.add(prefix + "positions = " + directory.resolve("positions"));
        configuration.add(prefix + "paths = /count.php");
        configuration.add(prefix + "interceptors = request");
        configuration.add(
                prefix + "interceptors.request.type = io.github.trackreplay.interceptor.TrackingInterceptor$Builder");
        configuration.add(prefix + "interceptors.request.format = " + format);
    }

    private ImportFixture.Answer run(String sources, String... options) throws IOException {
        configuration.add("matomo.sources = " + sources);
        Path file = Files.write(directory.resolve("agent.conf"), configuration);
        List<String> all = new ArrayList<>(List.of("import", "-f", file.toString()));
        all.addAll(List.of(options));
        return fixture.execute(all.toArray(String[]::new));
    }

    /** Calls of a path that only the configuration knows. */
    private void log(String name, int from, int to, String status) throws IOException {
        List<String> lines = ImportFixture.calls(from, to, 5).stream()
                .map(line -> line.replace("/matomo.php", "/count.php").replace(" 200 43 ", " " + status + " 43 "))
                .toList();
        Files.write(directory.resolve(name), lines);
    }

    @Test
    void allThatTheSourcesReadIsImportedAsTheyReadIt() throws Exception {
        log("shop.log.1", 0, 20, "200");
        log("shop.log", 20, 30, "503");
        log("blog.log", 30, 40, "200");
        log("other.txt", 40, 50, "200");
        source("sites", "%{basename}", "*.log*", "combined");
        configuration.add("matomo.sinks.tables.statuses = 200");

        ImportFixture.Answer answer = run("sites");

        assertThat(answer.exitCode()).as(answer.text()).isZero();
        assertThat(fixture.pageViews()).isEqualTo(30);
        assertThat(fixture.visits()).isEqualTo(5);
        assertThat(fixture.number(
                        "SELECT COUNT(*) FROM matomo_trackreplay_stream WHERE name IN ('shop.log','blog.log')"))
                .isEqualTo(2);
    }

    @Test
    void whatASourceWouldLeaveOutIsSaid() throws Exception {
        log("blog.log", 0, 10, "200");
        log("shop.log", 10, 30, "200");
        source("sites", "web1", "*.log*", "combined");

        ImportFixture.Answer answer = run("sites");

        assertThat(answer.exitCode()).as(answer.text()).isEqualTo(ExitCode.NO);
        assertThat(answer.text())
                .contains(
                        "NOT ACCOUNTED FOR",
                        "stream web1 match several logs: blog.log, shop.log. Only blog.log was read")
                .contains("%{basename}", "--stream");
        assertThat(fixture.pageViews()).isEqualTo(10);
    }

    @Test
    void theCommandLineSaysOtherwise() throws Exception {
        log("shop.log", 0, 10, "503");
        source("shop", "web1", "shop.log*", "w3c");
        configuration.add("matomo.sinks.tables.statuses = 200");

        ImportFixture.Answer answer = run("shop", "--format=combined", "--statuses=5xx");

        assertThat(answer.exitCode()).as(answer.text()).isZero();
        assertThat(fixture.pageViews()).isEqualTo(10);
    }

    /** Several Matomo behind the same frontends: what one's sink leaves to another, its import does as well. */
    @Test
    void ofOtherSitesAndHostsNothingIsImportedUnlessTheCommandLineSaysSo() throws Exception {
        log("shop.log", 0, 10, "200");
        source("shop", "web1", "shop.log*", "combined");
        configuration.add("matomo.sinks.tables.sites = 1, 2");
        configuration.add("matomo.sinks.tables.hosts = one.example");
        String logs = "--stream=web2=" + directory.resolve("shop.log");

        ImportFixture.Answer asTheSink = run("shop");
        assertThat(asTheSink.exitCode()).as(asTheSink.text()).isZero();
        ImportFixture.Answer named =
                run("shop", logs, "--distinct", "--format=combined", "--paths=/count.php", "--idsite=1");
        assertThat(named.exitCode()).as(named.text()).isZero();
        assertThat(fixture.pageViews()).as("a log without hosts is of no host").isZero();
        ImportFixture.Answer elsewhere = run(
                "shop",
                logs.replace("web2", "web3"),
                "--distinct",
                "--format=combined",
                "--paths=/count.php",
                "--idsite=7",
                "--hosts=all");
        assertThat(elsewhere.exitCode()).as(elsewhere.text()).isZero();
        assertThat(fixture.pageViews()).isZero();

        ImportFixture.Answer all = run(
                "shop",
                logs.replace("web2", "web4"),
                "--distinct",
                "--format=combined",
                "--paths=/count.php",
                "--idsite=all",
                "--hosts=all");

        assertThat(all.exitCode()).as(all.text()).isZero();
        assertThat(fixture.pageViews()).isEqualTo(10);
    }

    @Test
    void aSinkWhoseHostsCannotBeReadStopsTheImport() throws Exception {
        log("shop.log", 0, 10, "200");
        source("shop", "web1", "shop.log*", "combined");
        configuration.add("matomo.sinks.tables.hosts = https://one.example/");

        ImportFixture.Answer answer = run("shop");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(answer.text()).contains("agent.conf: the sink's hosts 'https://one.example/' must be hosts");
        assertThat(fixture.pageViews()).isZero();
    }

    @Test
    void sourcesThatReadInDifferentWaysAreNotMixed() throws Exception {
        log("shop.log", 0, 10, "200");
        log("blog.log", 0, 10, "200");
        source("shop", "web1", "shop.log*", "combined");
        source("blog", "web2", "blog.log*", "common");

        ImportFixture.Answer answer = run("shop blog");

        assertThat(answer.exitCode()).as(answer.text()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(answer.text()).contains("differ in format").contains("--stream");
    }

    @Test
    void withoutLogsAndWithoutAConfigurationNobodyKnowsWhatToImport() {
        ImportFixture.Answer answer = fixture.execute("import");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(answer.text()).contains("--stream NAME=LOGS").contains("-f agent.conf");
    }

    @Test
    void filesThatMatchNothingAreSaid() throws Exception {
        source("shop", "web1", "shop.log*", "combined");

        ImportFixture.Answer answer = run("shop");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(answer.text()).contains("match nothing");
    }
}
