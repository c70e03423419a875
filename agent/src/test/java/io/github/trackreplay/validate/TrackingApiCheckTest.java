/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.trackreplay.cli.CountingApi;
import io.github.trackreplay.option.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackingApiCheckTest {
    @TempDir
    Path directory;

    private Findings check(String endpoint, String token) throws IOException {
        return check(endpoint, token, "");
    }

    private Findings check(String endpoint, String token, String more) throws IOException {
        Files.writeString(
                directory.resolve("access.log"),
                "192.0.2.1 - - [04/Mar/2026:10:00:00 +0000] \"GET /matomo.php?idsite=1&rec=1 HTTP/1.1\" 200 43 \"-\" \"x\"\n");
        String configuration = Files.readString(Path.of("../conf-examples/tracking-api.conf"))
                .replace("/var/log/nginx/access.log*", directory + "/access.log*")
                .replace("/var/lib/trackreplay", directory.toString())
                .replace("https://matomo.example/matomo.php", endpoint)
                .replace("${env:TRACKREPLAY_TOKEN}", token)
                .replace("${env:TRACKREPLAY_PASSWORD}", "")
                .replace("localhost:3306", "127.0.0.1:1")
                .concat(more);
        AgentValidator validator = new AgentValidator();
        validator.check(Files.writeString(directory.resolve("agent.conf"), configuration), Optional.empty());
        assertThat(validator.findings().problems()).isEmpty();
        return validator.findings();
    }

    @Test
    void aGoodTokenIsNotedAndNothingIsCounted() throws Exception {
        try (CountingApi matomo = new CountingApi()) {
            Findings findings = check(matomo.address(), CountingApi.TOKEN);

            assertThat(findings.notes()).anySatisfy(note -> assertThat(note).contains("accepts the token"));
            assertThat(findings.onlyTheDatabaseIsUnavailable()).isTrue();
            assertThat(matomo.counted()).isEmpty();
        }
    }

    /** As Matomo with QueuedTracking answers all that it takes. */
    @Test
    void aQueueTellsNothingOfTheTokenAndIsNoHindrance() throws Exception {
        HttpServer queue = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        queue.createContext("/matomo.php", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 6);
            exchange.getResponseBody().write("GIF89a".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        queue.start();
        try {
            String address = "http://127.0.0.1:" + queue.getAddress().getPort() + "/matomo.php";
            Findings queued = check(address, "t", "\nagent.sinks.api.queuedTracking = on\n");

            assertThat(queued.notes()).anySatisfy(note -> assertThat(note).contains("queues what it is sent"));
            assertThat(queued.hindrances())
                    .noneMatch(problem -> problem.setting().equals("agent.sinks.api.endpoint"));
            assertThat(check(address, "t").hindrances())
                    .as("without that setting nothing proves that it counts")
                    .anyMatch(problem -> problem.setting().equals("agent.sinks.api.endpoint"));
        } finally {
            queue.stop(0);
        }
    }

    @Test
    void aWrongTokenAndAnEndpointThatIsAwayAreSaid() throws Exception {
        String address;
        try (CountingApi matomo = new CountingApi()) {
            address = matomo.address();
            assertThat(check(address, "wrong").hindrances())
                    .filteredOn(problem -> problem.setting().equals("agent.sinks.api.endpoint"))
                    .extracting(Problem::sentence)
                    .singleElement()
                    .asString()
                    .contains("does not accept the token for site 1");
        }
        assertThat(check(address, CountingApi.TOKEN).hindrances())
                .filteredOn(problem -> problem.setting().equals("agent.sinks.api.endpoint"))
                .extracting(Problem::sentence)
                .singleElement()
                .asString()
                .contains("cannot be reached");
    }

    /** Of a sink that writes tables, and whose database is away. */
    private static Findings checkPluginRequests(String endpoint, String token) {
        Map<String, String> settings = Map.of(
                "url", "jdbc:mysql://127.0.0.1:1/matomo",
                "user", "u",
                "password", "",
                "pluginRequests", endpoint,
                "pluginRequestsToken", token);
        Findings findings = new Findings();
        new DatabaseCheck(
                        new Component(Component.Kind.SINK, "k", "a.sinks.k.", settings, Optional.empty()),
                        List.of(),
                        findings)
                .run();
        return findings;
    }

    @Test
    void theEndpointForPluginsRequestsIsAskedToo() throws Exception {
        String address;
        try (CountingApi matomo = new CountingApi()) {
            address = matomo.address();
            assertThat(checkPluginRequests(address, CountingApi.TOKEN).notes())
                    .anySatisfy(note -> assertThat(note).contains("pluginRequests answers and accepts the token"));
            assertThat(checkPluginRequests(address, "wrong").hindrances())
                    .filteredOn(problem -> problem.setting().equals("a.sinks.k.pluginRequests"))
                    .extracting(Problem::sentence)
                    .singleElement()
                    .asString()
                    .contains("does not accept the token for site 1");
            assertThat(matomo.counted()).isEmpty();
        }
        assertThat(checkPluginRequests(address, CountingApi.TOKEN).hindrances())
                .filteredOn(problem -> problem.setting().equals("a.sinks.k.pluginRequests"))
                .extracting(Problem::sentence)
                .singleElement()
                .asString()
                .contains("cannot be reached");
    }
}
