/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.quickstart.AgentProcess;
import io.github.trackreplay.quickstart.DemoSite;
import io.github.trackreplay.quickstart.DemoTables;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code filebeat.conf} with an http source beside it, as {@code logstash-http.conf} has it, under shippers that hear no answer and send
 * again, while the agent is killed: what has an id, a file and an offset, or a place in a topic counts once, all of it.
 */
class PipelineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WINDOW = 25;
    private static final int WINDOWS = 8;
    private static final long BEGIN = 1_790_000_000L;

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    /** A way to a stream: sends a window, and says whether it was acknowledged. */
    private interface Shipper {
        boolean send(List<String> documents) throws Exception;
    }

    /** A page view in the form trackreplay_json, each with its own random part; of web1 with an id. */
    static String line(String stream, int i) {
        return line(stream, i, BEGIN);
    }

    /** @param begin seconds since 1970 of the first one; the next comes a second later */
    static String line(String stream, int i, long begin) {
        return String.format(
                Locale.ROOT,
                "{\"time\":\"%d.%03d\",\"client\":\"198.51.100.%d\",\"method\":\"GET\",\"uri\":\"/matomo.php?idsite=1&rec=1"
                        + "&url=https%%3A%%2F%%2Fshop.example%%2F%d&_id=%016x&pv_id=%s%03d&r=%06d\",\"status\":\"200\",\"agent\":"
                        + "\"Mozilla/5.0\"%s}",
                begin + i,
                i % 1000,
                1 + i % 20,
                i,
                1 + i % 20,
                stream.substring(1),
                i,
                i,
                stream.equals("web1") ? ",\"request_id\":\"" + String.format(Locale.ROOT, "%032x", 77 + i) + "\"" : "");
    }

    private static String document(String stream, int i) {
        String place = switch (stream) {
            case "web2" -> "\"log\":{\"offset\":" + 400L * i + ",\"file\":{\"fingerprint\":\"f00d\"}},";
            case "web3" -> "\"kafka\":{\"topic\":\"access\",\"partition\":3,\"offset\":" + i + "},";
            default -> "";
        };
        return document(stream, place, line(stream, i));
    }

    /** A shipper's document of a line, with what it says of the line's place. */
    static String document(String stream, String place, String line) {
        String message = line.replace("\\", "\\\\").replace("\"", "\\\"");
        return "{\"host\":{\"name\":\"" + stream + "\"}," + place + "\"message\":\"" + message + "\"}";
    }

    private static List<String> window(String stream, int number) {
        List<String> documents = new ArrayList<>();
        for (int i = number * WINDOW; i < (number + 1) * WINDOW; i++) {
            documents.add(document(stream, i));
        }
        return documents;
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The port of Filebeat's example, and an http source beside it as in Logstash's. */
    private Path configuration(DemoSite site, int beats, int http) throws IOException {
        return new PipelineExample("filebeat.conf", directory, site)
                .change("matomo.sources = beats", "matomo.sources = beats http")
                .change("port = 5044", "port = " + beats)
                .change("streams = web1 web2", "streams = web1 web2 web3")
                .line("matomo.sources.http.type = io.github.trackreplay.carrier.PipelineHttpSource")
                .line("matomo.sources.http.channels = requests")
                .line("matomo.sources.http.port = " + http)
                .line("matomo.sources.http.interceptors = request")
                .line("matomo.sources.http.interceptors.request.type ="
                        + " io.github.trackreplay.interceptor.TrackingInterceptor$Builder")
                .write("agent");
    }

    @Test
    void whatIsSentAgainCountsOnceAndNothingIsMissing() throws Exception {
        int beats = free();
        int http = free();
        try (TestDatabase database = TestDatabase.create()) {
            DemoSite site = new DemoSite(database.url(), database.user(), database.password());
            new DemoTables(site).create();
            Path configuration = configuration(site, beats, http);
            try (AgentProcess agent = PipelineExample.agent(Agent.home(), directory.resolve("agent.log"), site)) {
                agent.start("agent", "-f", configuration.toString());
                for (int number = 0; number < WINDOWS; number++) {
                    if (number == WINDOWS / 2) {
                        unheard(beats, window("web1", number));
                        unheard(beats, window("web2", number));
                        agent.kill();
                        agent.start("agent", "-f", configuration.toString());
                    }
                    ship("web1", number, documents -> lumberjack(beats, documents));
                    ship("web2", number, documents -> lumberjack(beats, documents));
                    ship("web3", number, documents -> post(http, documents));
                }
                long all = 3L * WINDOWS * WINDOW;
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> site.pageViews() >= all);

                assertThat(site.number("SELECT COUNT(DISTINCT idpageview) FROM matomo_log_link_visit_action"))
                        .isEqualTo(all);
                assertThat(site.pageViews()).isEqualTo(all);
                assertThat(site.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                        .isZero();
                assertThat(site.number(
                                "SELECT SUM(requests) FROM matomo_trackreplay_counter WHERE outcome = 'duplicate'"))
                        .isGreaterThanOrEqualTo(all / 4);
            }
        }
    }

    /** Every fourth window again, because its answer was lost; then until it is acknowledged. */
    private static void ship(String stream, int number, Shipper shipper) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> sent(shipper, window(stream, number)));
        if (number % 4 == 1) {
            await().atMost(PATIENCE).until(() -> sent(shipper, window(stream, number - 1)));
            await().atMost(PATIENCE).until(() -> sent(shipper, window(stream, number)));
        }
    }

    private static boolean sent(Shipper shipper, List<String> documents) throws Exception {
        try {
            return shipper.send(documents);
        } catch (IOException e) {
            return false; // not listening yet, or not any more
        }
    }

    private boolean post(int port, List<String> documents) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                        .timeout(Duration.ofSeconds(10))
                        .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", documents)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200;
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

    private static boolean lumberjack(int port, List<String> documents) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
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

    /** The shipper does not hear whether that was taken. */
    private static void unheard(int port, List<String> documents) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(frames(documents));
        }
    }
}
