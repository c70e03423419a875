/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real agent, its log in JSON, and the lines with which it ends. */
class AgentLogTest {
    @TempDir
    Path directory;

    private Process agent(String format) throws Exception {
        Path file = Files.writeString(directory.resolve("agent.conf"), """
                a.sources = s
                a.channels = c
                a.sinks = k
                a.sources.s.type = netcat
                a.sources.s.bind = 127.0.0.1
                a.sources.s.port = 0
                a.sources.s.channels = c
                a.channels.c.type = memory
                a.sinks.k.type = null
                a.sinks.k.channel = c
                """);
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j.configurationFile="
                        + Path.of("src/main/agent/conf/log4j2.xml").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                TrackReplay.class.getName(),
                "agent",
                "-f",
                file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().put("TRACKREPLAY_LOG_FORMAT", format);
        return builder.start();
    }

    private List<String> log() throws Exception {
        return Files.readAllLines(directory.resolve("log"));
    }

    @Test
    void aLogInJsonIsADocumentALineAndTheStopIsSaid() throws Exception {
        Process agent = agent("json");
        try {
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> !agent.isAlive() || log().stream().anyMatch(line -> line.contains("starts with")));
            agent.destroy();
            assertThat(agent.waitFor(60, TimeUnit.SECONDS)).as("%s", log()).isTrue();
        } finally {
            agent.destroyForcibly();
        }

        List<JsonObject> entries = log().stream()
                .filter(line -> line.startsWith("{"))
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        assertThat(entries)
                .as("%s", log())
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.keySet())
                        .contains("time", "level", "thread", "logger", "message", "exception"));
        assertThat(entries.stream().map(entry -> entry.get("message").getAsString()))
                .anySatisfy(message -> assertThat(message).startsWith("Agent 'a' is being stopped"))
                .last()
                .asString()
                .startsWith("Agent 'a' has stopped after");
    }

    @Test
    void anotherFormatIsRefused() throws Exception {
        Process agent = agent("yaml");

        assertThat(agent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(agent.exitValue()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(log()).containsExactly("TRACKREPLAY_LOG_FORMAT: 'yaml' is neither text nor json.");
    }
}
