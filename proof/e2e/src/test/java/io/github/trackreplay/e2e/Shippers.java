/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** What shippers do: send a window until it is acknowledged, or die within one. */
final class Shippers {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ANSWER_MILLIS = 20_000;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Shippers() {}

    /** Sends a window, and says whether it was acknowledged. */
    interface Shipper {
        boolean send(List<String> documents) throws Exception;
    }

    /** Sends it again and again until it is acknowledged, as a shipper does whose agent is not there. */
    static void ship(Shipper shipper, List<String> documents) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> sent(shipper, documents));
    }

    private static boolean sent(Shipper shipper, List<String> documents) throws Exception {
        try {
            return shipper.send(documents);
        } catch (IOException e) {
            return false; // not listening yet, or not any more
        }
    }

    /** A window by Filebeat's protocol. */
    static boolean lumberjack(int port, List<String> documents) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write(frames(documents));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int acknowledged = 0;
            while (acknowledged < documents.size()) {
                in.readFully(new byte[2]);
                acknowledged = in.readInt();
            }
            return true;
        }
    }

    /** A batch as Logstash's http output posts it: an array, compressed. */
    static boolean post(int port, List<String> documents) throws IOException, InterruptedException {
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                        .timeout(Duration.ofMillis(ANSWER_MILLIS))
                        .header("Authorization", "Bearer " + PipelineExample.TOKEN)
                        .header("Content-Encoding", "gzip")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(array(documents)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200;
    }

    /** A shipper that dies when half of a window has gone. */
    static void diesWithinAWindow(int port, List<String> documents) throws IOException {
        byte[] frames = frames(documents);
        half(port, frames, frames.length / 2);
    }

    /** The same by http. */
    static void diesWithinAPost(int port, List<String> documents) throws IOException {
        byte[] body = array(documents);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + PipelineExample.TOKEN
                        + "\r\nContent-Encoding: gzip\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(UTF_8));
        int head = request.size();
        request.writeBytes(body);
        half(port, request.toByteArray(), head + body.length / 2);
    }

    private static void half(int port, byte[] all, int part) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(Arrays.copyOf(all, part));
        }
    }

    private static byte[] array(List<String> documents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(("[" + String.join(",", documents) + "]").getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] frames(List<String> documents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeBytes("2W");
        out.writeInt(documents.size());
        for (int i = 0; i < documents.size(); i++) {
            byte[] document = documents.get(i).getBytes(UTF_8);
            out.writeBytes("2J");
            out.writeInt(i + 1);
            out.writeInt(document.length);
            out.write(document);
        }
        return bytes.toByteArray();
    }

    /** A port that nobody listens on. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
