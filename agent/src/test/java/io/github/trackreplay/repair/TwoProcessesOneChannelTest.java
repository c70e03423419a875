/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.repair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.cli.ExitCode;
import io.github.trackreplay.cli.TrackReplay;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Two processes of stock Flume on one file channel: its own lock does not hold between them, and the checkpoint is spoilt for
 * good. {@code trackreplay channel repair} brings back every event that was not delivered.
 */
class TwoProcessesOneChannelTest {
    @TempDir
    Path directory;

    private final StringWriter said = new StringWriter();

    /** A {@link ChannelUser}. */
    private record User(Process process, BufferedReader answers, PrintStream commands) implements AutoCloseable {
        static User on(Path directory, Path errors) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ChannelUser.class.getName(),
                            directory.toString())
                    .redirectError(errors.toFile())
                    .start();
            User user = new User(
                    process,
                    new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)),
                    new PrintStream(process.getOutputStream(), true, UTF_8));
            user.line("ready");
            return user;
        }

        String does(String command) throws IOException {
            commands.println(command);
            return line("answer ").substring("answer ".length());
        }

        private String line(String start) throws IOException {
            String line = answers.readLine();
            while (line != null && !line.startsWith(start)) {
                line = answers.readLine();
            }
            assertThat(line).as("the process ended").isNotNull();
            return line;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** Waits until a process has written its checkpoint once more. */
    private void awaitCheckpoint(byte[] before) {
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        !Arrays.equals(before, Files.readAllBytes(directory.resolve("checkpoint/checkpoint.meta"))));
    }

    private byte[] checkpoint() throws IOException {
        return Files.readAllBytes(directory.resolve("checkpoint/checkpoint.meta"));
    }

    /** The service runs; somebody starts a second agent by hand, and stops it again; then the service is stopped. */
    private void spoil() throws IOException {
        try (User service = User.on(directory, directory.resolve("service.err"))) {
            byte[] before = checkpoint();
            assertThat(service.does("put 0 50")).isEqualTo("put");
            awaitCheckpoint(before);
            try (User second = User.on(directory, directory.resolve("second.err"))) {
                before = checkpoint();
                assertThat(service.does("put 50 100")).isEqualTo("put");
                awaitCheckpoint(before);
                assertThat(second.does("put 100 150")).isEqualTo("put");
                assertThat(second.does("stop")).isEqualTo("stopped");
            }
            assertThat(service.does("take 100")).contains("failed after 50", "null counter");
            assertThat(service.does("stop")).isEqualTo("stopped");
        }
    }

    @Test
    void whatTwoProcessesHaveSpoiltIsStuckForGoodAndARepairBringsBackEveryEvent() throws Exception {
        spoil();
        try (User again = User.on(directory, directory.resolve("again.err"))) {
            assertThat(again.does("take 1000"))
                    .as("a start alone mends nothing")
                    .contains("null counter");
        }
        Channels channel = new Channels(directory);

        assertThat(run(channel, "check")).as(said.toString()).isEqualTo(ExitCode.OK);
        assertThat(run(channel, "repair")).as(said.toString()).isEqualTo(ExitCode.OK);

        List<String> all = IntStream.range(0, 150).mapToObj(ChannelUser::body).toList();
        List<String> delivered = Files.readAllLines(directory.resolve("delivered"));
        assertThat(all).containsAll(delivered);
        List<String> left =
                all.stream().filter(body -> !delivered.contains(body)).toList();
        assertThat(left).isNotEmpty();
        assertThat(channel.taken(1000)).containsExactlyInAnyOrderElementsOf(left);
    }

    private int run(Channels channel, String what) throws IOException {
        CommandLine command = TrackReplay.commandLine();
        command.setOut(new PrintWriter(said, true));
        command.setErr(new PrintWriter(said, true));
        return command.execute("channel", what, "-f", channel.configuration().toString());
    }
}
