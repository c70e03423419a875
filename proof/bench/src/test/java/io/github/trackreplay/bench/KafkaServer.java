/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Kafka in KRaft mode, one process that is broker and controller, from a directory of its jars. */
final class KafkaServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final Path jars;
    private final int port = free();
    private final Process process;

    /**
     * Starts one.
     *
     * @param directory that it may fill
     * @param jars a directory of the broker's jars
     * @param partitions that a topic has
     */
    KafkaServer(Path directory, Path jars, int partitions) throws IOException, InterruptedException {
        this.directory = Files.createDirectories(directory);
        this.jars = jars;
        int controller = free();
        Path properties = Files.write(
                directory.resolve("server.properties"),
                List.of(
                        "process.roles=broker,controller",
                        "node.id=1",
                        "controller.quorum.voters=1@127.0.0.1:" + controller,
                        "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
                        "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
                        "controller.listener.names=CONTROLLER",
                        "log.dirs=" + directory.resolve("data"),
                        "num.partitions=" + partitions,
                        "message.max.bytes=8388608",
                        "offsets.topic.num.partitions=1",
                        "offsets.topic.replication.factor=1"));
        Process format =
                run("kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qk", "-c", properties.toString());
        if (format.waitFor() != 0) {
            throw new IllegalStateException("The broker's directory cannot be made ready: " + said());
        }
        process = run("kafka.Kafka", properties.toString());
        awaitListening();
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process run(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                jars.toAbsolutePath() + "/*",
                main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("broker.out").toFile()))
                .start();
    }

    private void awaitListening() throws InterruptedException {
        long begun = System.nanoTime();
        while (!listens()) {
            if (!process.isAlive() || System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new IllegalStateException("The broker does not listen: " + said());
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("broker.out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
