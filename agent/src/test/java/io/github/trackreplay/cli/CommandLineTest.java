/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.disk.SoleUse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
    private static final String NOWHERE = "jdbc:mysql://127.0.0.1:1/matomo";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    static List<String> commands() {
        return List.copyOf(TrackReplay.commandLine().getSubcommands().keySet());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItself(String command) {
        assertThat(run(command, "--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("Usage: trackreplay " + command);
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "import", "status", "complete"})
    void aCommandThatIsMadeAloneIsTheSameAsAmongAll(String command) {
        CommandLine alone = TrackReplay.commandLine(command, "--help");

        assertThat(alone.getSubcommands()).containsOnlyKeys(command);
        assertThat(alone.getSubcommands().get(command).getUsageMessage())
                .isEqualTo(
                        TrackReplay.commandLine().getSubcommands().get(command).getUsageMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "stream list",
                "rejected list",
                "rejected show",
                "complete",
                "explain",
                "audit",
                "channel check",
                "validate",
                "top",
                "tap"
            })
    void everyCommandThatReadsSpeaksJsonAndTakesTheAgentsConfiguration(String typed) {
        CommandLine command = TrackReplay.commandLine();
        for (String word : typed.split(" ")) {
            command = command.getSubcommands().get(word);
        }

        assertThat(command.getCommandSpec().findOption("--json")).as("--json").isNotNull();
        assertThat(command.getCommandSpec().findOption("-f")).as("-f").isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "retire", "accept", "resume"})
    void whatTheLogTellsToDoWithAStreamExists(String action) {
        assertThat(run("stream", action, "--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("Usage: trackreplay stream " + action);
    }

    @Test
    void withoutACommandTheUsageIsShown() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("Say which command to run.").contains("validate");
    }

    @Test
    void anUnknownOptionIsAUsageError() {
        assertThat(run("validate", "--fiel", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("--fiel", "trackreplay validate --help")
                .doesNotContain("Usage:");
    }

    @Test
    void theHelpListsEachCommandWithOneSentence() {
        assertThat(run("--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .containsPattern("validate +Checks an agent's configuration without running it\\.\\R")
                .contains("Display help information")
                .doesNotContain("%n");
        assertThat(out.toString().lines()).hasSizeLessThan(60);
    }

    @Test
    void aSecondAgentWithTheSameConfigurationIsNotStarted() throws IOException {
        Path file = Files.writeString(directory.resolve("agent.conf"), """
                a.sources = s
                a.channels = c
                a.sinks = k
                a.sources.s.type = io.github.trackreplay.hop.CollectorSource
                a.sources.s.channels = c
                a.sources.s.bind = 127.0.0.1
                a.sources.s.port = 4545
                a.channels.c.type = file
                a.channels.c.checkpointDir = DIR/checkpoint
                a.channels.c.dataDirs = DIR/data
                a.sinks.k.type = io.github.trackreplay.hop.PromptAvroSink
                a.sinks.k.channel = c
                a.sinks.k.hostname = 127.0.0.1
                a.sinks.k.port = 4546
                """.replace("DIR", directory.toString()));
        try (SoleUse first = SoleUse.take(directory.resolve("data/trackreplay.lock"))) {
            assertThat(first).isNotNull();
            assertThat(run("agent", "-f", file.toString())).isEqualTo(ExitCode.CONFIGURATION);
        }

        assertThat(err.toString())
                .contains("not started, because " + directory.resolve("data"))
                .contains("Another agent runs with this configuration");
    }

    @Test
    void aConfigurationThatIsNotThereIsSaidSo() {
        assertThat(run("validate", "-f", directory.resolve("none.conf").toString()))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(out.toString()).contains("there is no such file");
    }

    @Test
    void anAgentWithAWrongConfigurationIsNotStarted() throws Exception {
        Path file = Files.writeString(directory.resolve("agent.conf"), "a.sources = s\na.sinks = k\n");

        assertThat(run("agent", "-f", file.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString()).contains("a.channels").contains("not started");
        assertThat(run("validate", "-f", file.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(out.toString()).endsWith("does not start. Correct what is wrong." + System.lineSeparator());
    }

    @Test
    void aDatabaseThatCannotBeReachedHasItsOwnExitCode() {
        assertThat(run("status", "--url", NOWHERE, "--user", "u", "--password", "p"))
                .isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.toString()).contains("cannot be reached").doesNotContain("\tat ");
    }

    @Test
    void aStreamOfAnImportIsAOneWordNameAndAFile() throws Exception {
        Path log = Files.writeString(directory.resolve("access.log"), "");

        Path empty = Files.createDirectory(directory.resolve("empty"));

        assertThat(replay("web1=" + empty)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString()).contains(empty + " is a directory without any file");
        assertThat(replay("web1=" + directory.resolve("nothing*"))).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString()).contains("nothing* matches no file");
        for (String stream : List.of("=" + log, " =" + log, "web 1=" + log, "web1=", "web1")) {
            assertThat(replay(stream)).as(stream).isEqualTo(ExitCode.USAGE);
        }
        assertThat(replay("web1=" + directory.resolve("none"))).isEqualTo(ExitCode.CONFIGURATION);
    }

    /** {@code --stream web1=<(zcat log.gz)}: opening a pipe waits for its other end, and it can be read only once. */
    @Test
    @Timeout(60)
    void aPipeIsNoLog() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThat(replay("web1=" + pipe)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString()).contains(pipe + " is a pipe or a device", "--stream NAME=-");
        assertThat(run("import", "--dry-run", "--stream", "web1=/dev/null")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(run("explain", "--url", NOWHERE, "--user", "u", "--password", "p", "--at", pipe + ":0"))
                .isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void aNameThatNoFileCanHaveIsSaidSo() {
        assertThat(run("import", "--dry-run", "--stream", "web1=a\0b")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("is no name of a file here").doesNotContain("\tat ");
    }

    @Test
    void standardInputIsOneStreamOnly() {
        assertThat(replay("web1=-", "web2=-")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("standard input (-)");
        assertThat(replay("web1=-", "web1=-")).isEqualTo(ExitCode.USAGE);
    }

    private int replay(String... streams) {
        List<String> arguments = new ArrayList<>(List.of("import", "--url", NOWHERE, "--user", "u", "--password", "p"));
        for (String stream : streams) {
            arguments.addAll(List.of("--stream", stream));
        }
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void aPasswordOnTheCommandLineIsWarnedAbout() {
        run("status", "--url", NOWHERE, "--user", "u", "--password", "p");

        assertThat(err.toString()).contains("--password-env");
    }

    @Test
    void aPasswordVariableThatIsNotSetIsAUsageError() {
        assertThat(run("status", "--url", NOWHERE, "--user", "u", "--password-env", "NO_SUCH_VARIABLE_HERE"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("NO_SUCH_VARIABLE_HERE is not set");
    }

    @Test
    void aUrlOfAnotherKindIsAUsageError() {
        assertThat(run("status", "--url", "http://db/", "--user", "u", "--password", "p"))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void anImportOfAFileThatIsNotThereIsSaidSo() {
        Path missing = directory.resolve("access.log");

        assertThat(run("import", "--url", NOWHERE, "--user", "u", "--password", "p", "--stream", "web1=" + missing))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString()).contains(missing + " is not there");
    }

    @Test
    void aStreamWithoutANameIsAUsageError() {
        assertThat(run("import", "--url", NOWHERE, "--user", "u", "--password", "p", "--stream", "access.log"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("is not NAME=FILE");
    }

    private int run(String... arguments) {
        CommandLine command = TrackReplay.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        return command.execute(arguments);
    }
}
