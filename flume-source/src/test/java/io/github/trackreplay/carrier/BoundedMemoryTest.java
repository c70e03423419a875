/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static io.github.trackreplay.carrier.BeatsClient.frame;
import static io.github.trackreplay.carrier.BeatsClient.number;
import static io.github.trackreplay.carrier.BeatsClient.window;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever clients send, and however many of them, a process with a heap of {@value #HEAP} MiB that ends when this is not enough goes on and
 * takes what the others send.
 */
@Timeout(120)
class BoundedMemoryTest {
    private static final int HEAP = 64;

    /** Together far more than the heap. */
    private static final int CLIENTS = 40;

    private static final int UNFINISHED = 7 << 20;

    /** Takes four times as much of the memory, and all that is there is a quarter of the heap. */
    private static final int UNFINISHED_POST = 3 << 20;

    private static final int LARGE = 1 << 20;

    private final List<Socket> open = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;
    private BufferedReader said;
    private int beats;
    private int http;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP + "m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CarrierProcess.class.getName())
                .redirectErrorStream(true)
                .start();
        said = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String[] ports = lineThatBegins(CarrierProcess.PORTS).split(" ");
        beats = Integer.parseInt(ports[0]);
        http = Integer.parseInt(ports[1]);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        process.destroyForcibly();
    }

    private String lineThatBegins(String with) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(with)) {
                return line.substring(with.length());
            }
            all.append(line).append('\n');
        }
        throw new IOException("The process has ended. It said:\n" + all);
    }

    private void goesOn() throws Exception {
        try (BeatsClient good = BeatsClient.to(beats)) {
            good.send(BeatsClient.windowOf(List.of("{\"message\":\"1\"}", "{\"message\":\"2\"}")))
                    .awaitAcknowledgement(2);
        }
        assertThat(post("1\n2\n")).isEqualTo(200);
    }

    private int post(String body) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/"))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    /** What needs more than an equal part gets it too, though it may have to be sent again. */
    private void largeOnesGoOn() {
        String large = "x".repeat(LARGE);
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> post(large) == 200);
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            try (BeatsClient good = BeatsClient.to(beats)) {
                good.send(BeatsClient.windowOf(List.of("{\"message\":\"" + large + "\"}")))
                        .awaitAcknowledgement(1);
                return true;
            }
        });
    }

    /** Sends the begin of what has so many bytes, as far as it is taken, and leaves the connection as it is. */
    private void unfinished(int port, byte[] begin, int bytes) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(socket);
        byte[] piece = "x".repeat(64 << 10).getBytes(UTF_8);
        try {
            socket.getOutputStream().write(begin);
            for (int sent = 0; sent < bytes - 1; sent += piece.length) {
                socket.getOutputStream().write(piece, 0, Math.min(piece.length, bytes - 1 - sent));
            }
        } catch (IOException e) {
            // it was turned away, as some must be
        }
    }

    private void endsInOrder() throws Exception {
        process.getOutputStream().close();
        assertThat(Long.parseLong(lineThatBegins(CarrierProcess.MEMORY))).isLessThanOrEqualTo((long) HEAP << 20);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(() -> said.lines().collect(Collectors.joining("\n")))
                .isZero();
    }

    /** Documents of which the last byte never comes, in a window and compressed, and bodies of which it never comes. */
    @Test
    void whatIsNeverFinishedDoesNotFillTheMemoryNorKeepOthersOut() throws Exception {
        byte[] document = frame(2, 'J', number(1), number(UNFINISHED));
        byte[] post = ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + UNFINISHED_POST + "\r\n\r\n").getBytes(UTF_8);
        for (int i = 0; i < CLIENTS; i++) {
            unfinished(beats, join(window(2, 1), document), UNFINISHED);
            unfinished(http, post, UNFINISHED_POST);
        }

        goesOn();
        largeOnesGoOn();
        endsInOrder();
    }

    @Test
    void noKindOfFrameOrRequestFillsIt() throws Exception {
        List<byte[]> frames = BeatsSourceTest.hostile().toList();
        List<byte[]> requests = PipelineHttpSourceTest.hostile().stream()
                .map(PipelineHttpSourceTest.Hostile::bytes)
                .toList();
        for (int round = 0; round < 3; round++) {
            for (byte[] bytes : frames) {
                send(beats, bytes);
            }
            for (byte[] bytes : requests) {
                send(http, bytes);
            }
        }

        goesOn();
        endsInOrder();
    }

    private void send(int port, byte[] bytes) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(socket);
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            // closed before all of it had come
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
