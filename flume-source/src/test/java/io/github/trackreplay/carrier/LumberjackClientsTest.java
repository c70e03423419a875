/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trackreplay.hop.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.flume.Context;
import org.apache.flume.channel.MemoryChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of lumberjack that others wrote, from npm, where {@code LUMBERJACK_CLIENTS} names a directory into which {@code npm install
 * lumberjack-client lumberjack-protocol} has put them.
 */
@Timeout(60)
class LumberjackClientsTest {
    private static final int DOCUMENTS = 100;

    @TempDir
    Path directory;

    private final BeatsSource source = new BeatsSource();
    private final MemoryChannel channel = new MemoryChannel();
    private Process client;

    @AfterEach
    void stop() {
        if (client != null) {
            client.destroyForcibly();
            source.stop();
            channel.stop();
        }
    }

    private static Path clients() {
        Path clients = Path.of(System.getenv().getOrDefault("LUMBERJACK_CLIENTS", "/nowhere"));
        assumeTrue(Files.isDirectory(clients.resolve("node_modules")), "LUMBERJACK_CLIENTS names no clients");
        return clients;
    }

    private int start(Map<String, String> settings) {
        SourceChannel.join(source, channel, 1000, 1000);
        source.setName("beats");
        Map<String, String> all = new HashMap<>(Map.of("port", "0"));
        all.putAll(settings);
        source.configure(new Context(all));
        source.start();
        return source.port();
    }

    private void run(Path clients, String script) throws IOException {
        client = new ProcessBuilder("node", "-e", script)
                .directory(clients.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
    }

    private List<String> taken() throws IOException {
        List<String> bodies = new ArrayList<>();
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (bodies.size() < DOCUMENTS && Instant.now().isBefore(end)) {
            take(bodies);
            LockSupport.parkNanos(20_000_000);
        }
        assertThat(bodies).as(Files.readString(directory.resolve("said"))).hasSize(DOCUMENTS);
        return bodies;
    }

    private void take(List<String> into) {
        into.addAll(SourceChannel.take(channel, Integer.MAX_VALUE));
    }

    /** Version 2, each window compressed. */
    @Test
    void whatLumberjackClientSendsIsTakenInItsOrder() throws IOException {
        Path clients = clients();

        run(clients, """
                const LumberjackClient = require('lumberjack-client');
                const client = new LumberjackClient({host: '127.0.0.1', port: PORT});
                let i = 0;
                setInterval(() => {
                    for (const end = Math.min(i + 7, COUNT); i < end; i++) {
                        client.log({message: String(i)});
                    }
                }, 5);
                """.replace("PORT", String.valueOf(start(Map.of()))).replace("COUNT", String.valueOf(DOCUMENTS)));

        assertThat(taken())
                .isEqualTo(IntStream.range(0, DOCUMENTS)
                        .mapToObj(i -> "{\"message\":\"" + i + "\"}")
                        .toList());
    }

    /** Version 1, encrypted, with one window of ten for all. */
    @Test
    void whatLumberjackProtocolSendsIsTakenInItsOrder() throws IOException {
        Path clients = clients();
        Keys keys = new Keys(directory);
        int port = start(Map.of(
                "ssl", "true", "keystore", keys.pair("collector1").toString(), "keystore-password", Keys.PASSWORD));

        run(clients, """
                const client = require('lumberjack-protocol').client(
                    {host: '127.0.0.1', port: PORT, rejectUnauthorized: false}, {windowSize: 10});
                client.on('connect', () => {
                    let i = 0;
                    setInterval(() => {
                        for (const end = Math.min(i + 7, COUNT); i < end; i++) {
                            client.writeDataFrame({line: String(i), host: 'web1'});
                        }
                    }, 5);
                });
                """.replace("PORT", String.valueOf(port)).replace("COUNT", String.valueOf(DOCUMENTS)));

        assertThat(taken())
                .isEqualTo(IntStream.range(0, DOCUMENTS)
                        .mapToObj(i -> "{\"line\":\"" + i + "\",\"host\":\"web1\"}")
                        .toList());
    }
}
