/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -f agent.conf} in place of {@code --url --user}. */
class AgentDatabaseTest {
    @TempDir
    Path directory;

    private final CommandFixture command = new CommandFixture();

    @AfterEach
    void close() {
        command.close();
    }

    private Path configuration(String password) throws Exception {
        return Files.writeString(directory.resolve("agent.conf"), """
                matomo.sources = s
                matomo.channels = c
                matomo.sinks = k
                matomo.sinks.k.type = io.github.trackreplay.sink.MySqlSink
                matomo.sinks.k.channel = c
                matomo.sinks.k.url = %s
                matomo.sinks.k.user = %s
                matomo.sinks.k.password = %s
                """.formatted(
                        command.database.url(), command.database.user(), password));
    }

    @Test
    void theConfigurationNamesTheDatabaseAndItsEnvironmentThePassword() throws Exception {
        command.importLog(
                "--stream", "web1=" + Files.writeString(directory.resolve("log"), CommandFixture.calls(0, 3)));
        Path file = configuration("${env:TRACKREPLAY_NO_SUCH_VARIABLE}");
        Files.writeString(
                directory.resolve("environment"),
                "# secret\nTRACKREPLAY_NO_SUCH_VARIABLE='" + command.database.password() + "'\n");

        for (String words : new String[] {"status", "stream list", "rejected list", "complete --through 2026-03-04"}) {
            String[] typed = (words + " -f " + file).split(" ");
            command.runAsTyped(typed);
            assertThat(command.output()).as(words).doesNotContain("Missing", "cannot", "not let us in");
        }
        assertThat(command.runAsTyped("status", "-f", file.toString()))
                .as(command.output())
                .isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("stream web1");
    }

    /** Whatever asks for the agent's sink: a frontend has none. */
    @Test
    void eitherSinkThatReplaysIsTheAgentsSink() throws Exception {
        Path file = Files.writeString(directory.resolve("api.conf"), """
                matomo.sources = s
                matomo.channels = c
                matomo.sinks = hop k
                matomo.sinks.hop.type = io.github.trackreplay.hop.PromptAvroSink
                matomo.sinks.k.type = io.github.trackreplay.sink.TrackingApiSink
                matomo.sinks.k.statuses = 200
                """);
        assertThat(AgentDatabase.sink(AgentDatabase.settings(file, Optional.empty())))
                .hasValueSatisfying(sink -> assertThat(sink).containsEntry("statuses", "200"));
        Files.writeString(file, Files.readString(file).replace("sinks = hop k", "sinks = hop"));
        assertThat(AgentDatabase.sink(AgentDatabase.settings(file, Optional.empty())))
                .isEmpty();
    }

    @Test
    void withoutAnythingItIsTheServicesConfiguration() throws Exception {
        Path file = configuration(command.database.password());
        System.setProperty("trackreplay.agentConfiguration", file.toString());
        try {
            command.importLog(
                    "--stream", "web1=" + Files.writeString(directory.resolve("log"), CommandFixture.calls(0, 3)));
            assertThat(command.runAsTyped("status")).as(command.output()).isEqualTo(ExitCode.OK);
            assertThat(command.output()).contains("stream web1");
        } finally {
            System.clearProperty("trackreplay.agentConfiguration");
        }
    }

    @Test
    void everyReadingCommandSpeaksJson() throws Exception {
        Path log = Files.writeString(
                directory.resolve("log"),
                CommandFixture.calls(0, 3) + CommandFixture.line(3, "/matomo.php?idsite=99&rec=1"));
        command.importLog("--stream", "web1=" + log);
        Path file = configuration(command.database.password());

        for (String words : new String[] {
            "status",
            "stream list",
            "rejected list",
            "rejected show 3",
            "complete --through 2026-03-04",
            "top --times 1",
            "audit " + log,
            "explain --format combined --at " + log + ":0",
            "validate"
        }) {
            command.runAsTyped((words + " --json -f " + file).split(" "));
            assertThat(command.output()).as(words).startsWith("{");
            for (String document : words.equals("status")
                    ? new String[] {command.output()}
                    : command.output().split("\n")) {
                assertThat(JsonParser.parseString(document).isJsonObject())
                        .as(words)
                        .isTrue();
            }
        }
        command.runAsTyped("complete", "--json", "--through", "2099-01-01", "-f", file.toString());
        assertThat(command.output()).contains("\"complete\":", "\"holding\":[", "\"completeThrough\":");
    }

    @Test
    void topIsALineEachTimeWhereNobodyLooks() throws Exception {
        command.importLog(
                "--stream", "web1=" + Files.writeString(directory.resolve("log"), CommandFixture.calls(0, 3)));

        assertThat(command.run("top", "--times", "2", "--every", "1")).isEqualTo(ExitCode.OK);
        assertThat(command.output().lines().filter(line -> line.contains(" recorded ")))
                .hasSize(2)
                .last()
                .asString()
                .contains("recorded 0.0/s", "streams 1", "complete-through 2026-03-04T10:00:02Z");
        assertThat(command.run("top", "--every", "0")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whatIsGivenComesBeforeWhatIsConfiguredAndAnotherAccountHasAnotherPassword() throws Exception {
        Path file = configuration(command.database.password());

        assertThat(command.runAsTyped("status", "-f", file.toString(), "--url", "http://db/"))
                .isEqualTo(ExitCode.USAGE);
        command.runAsTyped("status", "-f", file.toString(), "--user", "somebody", "--password-env", "NO_SUCH_VARIABLE");
        assertThat(command.output()).contains("NO_SUCH_VARIABLE is not set");
        command.runAsTyped("status", "-f", file.toString(), "--user", "somebody");
        assertThat(command.output()).doesNotContain("last commit");
    }

    @Test
    void aFrontendsConfigurationSaysWhichOneIsWanted() throws Exception {
        Path file = Files.writeString(
                directory.resolve("frontend.conf"), "a.sources = s\na.sinks = k\na.sinks.k.type = avro\n");

        assertThat(command.runAsTyped("status", "-f", file.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(command.output()).contains("no MySqlSink", "--url and --user");
        assertThat(command.runAsTyped("status", "-f", directory.resolve("none").toString()))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(command.output()).contains("there is no such file");
    }
}
