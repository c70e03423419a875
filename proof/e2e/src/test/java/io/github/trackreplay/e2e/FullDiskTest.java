/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.quickstart.AgentProcess;
import io.github.trackreplay.quickstart.DemoSite;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that is started while the disk of its channel is full. Needs the right to mount a small file system. */
class FullDiskTest {
    private static final String FRONTEND = """
            web.sources = log
            web.channels = file
            web.sinks = hop
            web.sources.log.type = io.github.trackreplay.source.AccessLogSource
            web.sources.log.channels = file
            web.sources.log.stream = web
            web.sources.log.files = DIR/access.log
            web.sources.log.startAt = beginning
            web.sources.log.positions = DIR/positions
            web.sources.log.reserve = 0
            web.sources.log.interceptors = request
            web.sources.log.interceptors.request.type = io.github.trackreplay.interceptor.TrackingInterceptor$Builder
            web.channels.file.type = file
            web.channels.file.checkpointDir = DIR/data/checkpoint
            web.channels.file.dataDirs = DIR/data/data
            web.channels.file.capacity = 10000
            web.channels.file.minimumRequiredSpace = 2097152
            web.sinks.hop.type = io.github.trackreplay.hop.PromptAvroSink
            web.sinks.hop.channel = file
            web.sinks.hop.hostname = 127.0.0.1
            web.sinks.hop.port = 9
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void mount() throws Exception {
        Files.createDirectories(disk());
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk().toString()))
                .as("the right to mount a file system")
                .isZero();
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", disk().toString());
    }

    @Test
    void aFrontendEndsWithTheCodeForANewStartOnceThereIsSpaceAndThenWorks() throws Exception {
        fill();
        Files.writeString(
                directory.resolve("access.log"),
                "203.0.113.7 - - [01/Mar/2026:10:00:00 +0000] \"GET /matomo.php?idsite=1&rec=1 HTTP/1.1\" 200 43 \"-\" \"-\"\n");
        Path configuration =
                Files.writeString(directory.resolve("agent.conf"), FRONTEND.replace("DIR", directory.toString()));
        try (AgentProcess agent =
                new AgentProcess(Agent.home(), agentLog(), Map.of("TRACKREPLAY_OPTS", Agent.QUICK_START))) {
            agent.start("agent", "-f", configuration.toString());
            await().atMost(Shop.PATIENCE).until(() -> said("The channel of sink hop gives no events."));
            assertThat(agent.running()).as("while there is no space").isTrue();

            free();

            await().atMost(Shop.PATIENCE).until(() -> !agent.running());
            assertThat(agent.exitCode()).isEqualTo(75);
            assertThat(Files.readString(agentLog())).doesNotContain("\tat org.apache.flume.sink");
            agent.start("agent", "-f", configuration.toString());
            await().atMost(Shop.PATIENCE).until(() -> said("Requests wait in the channel."));
        }
    }

    @Test
    void whatWasLoggedOnAFullDiskArrivesOnceAfterIt() throws Exception {
        fill();
        try (TestDatabase database = TestDatabase.create();
                Shop shop = new Shop(directory, new DemoSite(database.url(), database.user(), database.password()))) {
            shop.receive(20);
            shop.startAgent("""
                    shop.sources.log.reserve = 0
                    shop.channels.file.capacity = 10000
                    shop.channels.file.minimumRequiredSpace = 2097152
                    """);
            await().atMost(Shop.PATIENCE).until(() -> said("The channel of sink matomo gives no events."));

            free();

            await().atMost(Shop.PATIENCE).until(() -> !shop.agent().running());
            assertThat(shop.agent().exitCode()).isEqualTo(75);
            shop.startAgent();
            shop.awaitArrival();
            shop.assertEverythingArrivedOnce();
        }
    }

    private Path disk() {
        return directory.resolve("data");
    }

    private Path agentLog() {
        return directory.resolve("agent.log");
    }

    private boolean said(String text) throws IOException {
        return Files.exists(agentLog()) && Files.readString(agentLog()).contains(text);
    }

    private void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(disk().resolve("ballast"))) {
            byte[] block = new byte[4096];
            while (disk().toFile().getUsableSpace() >= block.length) {
                out.write(block);
            }
        }
        assertThat(disk().toFile().getUsableSpace()).isLessThan(4096);
    }

    private void free() throws IOException {
        Files.delete(disk().resolve("ballast"));
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
