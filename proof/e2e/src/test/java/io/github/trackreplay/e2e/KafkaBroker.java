/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real Kafka in KRaft mode, one process that is broker and controller, and agents that have Flume's Kafka modules. The jars of both are there when the build runs
 * with {@code -Dtrackreplay.kafka=true}.
 */
final class KafkaBroker implements AutoCloseable {
    private static final Path BROKER = Path.of(System.getProperty("trackreplay.kafka.broker", "target/kafka-broker"));
    private static final Path MODULES =
            Path.of(System.getProperty("trackreplay.kafka.modules", "target/kafka-modules"));
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String PROPERTIES = """
            process.roles=broker,controller
            node.id=1
            controller.quorum.voters=1@127.0.0.1:%2$d
            listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
            advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
            controller.listener.names=CONTROLLER
            log.dirs=%3$s
            num.partitions=4
            message.max.bytes=8388608
            offsets.topic.num.partitions=4
            offsets.topic.replication.factor=1
            group.initial.rebalance.delay.ms=0
            """;

    private final Path directory;
    private final int port;
    private Process process;

    private KafkaBroker(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** A broker that listens and makes topics when they are asked for. */
    static KafkaBroker open(Path directory) throws IOException, InterruptedException {
        KafkaBroker broker = new KafkaBroker(Files.createDirectories(directory), free());
        Files.writeString(
                broker.properties(), PROPERTIES.formatted(broker.port, free(), directory.resolve("data")), UTF_8);
        Process format = broker.run(
                "kafka.tools.StorageTool",
                "format",
                "-t",
                "MkU3OEVBNTcwNTJENDM2Qk",
                "-c",
                broker.properties().toString());
        assertThat(format.waitFor()).as(broker::said).isZero();
        broker.start();
        return broker;
    }

    private Path properties() {
        return directory.resolve("server.properties");
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process run(String main, String... arguments) throws IOException {
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                BROKER.toAbsolutePath() + "/*",
                main);
        return new ProcessBuilder(
                        Stream.concat(java.stream(), Stream.of(arguments)).toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("broker.out").toFile()))
                .start();
    }

    /** Starts it on what it had, and waits until it listens. */
    void start() throws IOException {
        process = run("kafka.Kafka", properties().toString());
        await().atMost(PATIENCE).until(() -> {
            assertThat(process.isAlive()).as(this::said).isTrue();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false; // not yet
            }
        });
    }

    /** What a loss of power does to the process. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    String servers() {
        return "127.0.0.1:" + port;
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("broker.out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Makes a home directory of the packaged agent in which its users have put Flume's Kafka modules. */
    static Path agent(Path home) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.copy(Agent.home().resolve("bin/trackreplay"), home.resolve("bin/trackreplay"));
        for (String name : List.of("lib", "conf")) {
            Files.createSymbolicLink(home.resolve(name), Agent.home().resolve(name));
        }
        Path plugins = Files.createDirectories(home.resolve("plugins.d"));
        Files.createSymbolicLink(
                plugins.resolve("trackreplay"),
                Agent.home().resolve("plugins.d").resolve("trackreplay"));
        Files.createSymbolicLink(
                Files.createDirectories(plugins.resolve("kafka")).resolve("lib"), MODULES.toAbsolutePath());
        return home;
    }

    @Override
    public void close() {
        kill();
    }
}
