/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
                """.formatted(command.database.url(), command.database.user(), password));
    }

    @Test
    void theConfigurationNamesTheDatabaseAndItsEnvironmentThePassword() throws Exception {
        command.importLog("--stream", "web1=" + Files.writeString(directory.resolve("log"), CommandFixture.calls(0, 3)));
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
        Path file = Files.writeString(directory.resolve("frontend.conf"), "a.sources = s\na.sinks = k\na.sinks.k.type = avro\n");

        assertThat(command.runAsTyped("status", "-f", file.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(command.output()).contains("no MySqlSink", "--url and --user");
        assertThat(command.runAsTyped("status", "-f", directory.resolve("none").toString()))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(command.output()).contains("there is no such file");
    }
}
