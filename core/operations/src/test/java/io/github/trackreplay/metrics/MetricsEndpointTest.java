/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsEndpointTest {
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final MetricsHub hub = new MetricsHub(InstantSource.system());
    private final MetricsEndpoint endpoint = new MetricsEndpoint(hub);
    private final int port = freePort();
    private final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());
    private MetricsHub.Registration lease = () -> {};

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        lease.close();
    }

    @Test
    void metricsAreInOpenMetricsAndForOlderReadersInTheirText() throws Exception {
        open(Optional.empty());
        hub.register(samples -> samples.add(AgentMetrics.READ_BYTES, 42, "web\"1\\\n"));
        hub.observeCommit(0.02);

        HttpResponse<String> answer = get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0");

        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/openmetrics-text");
        assertThat(answer.body())
                .contains("trackreplay_read_bytes_total{stream=\"web\\\"1\\\\\\n\"} 42")
                .contains("trackreplay_commit_duration_seconds_bucket{le=\"0.025\"} 1")
                .contains("trackreplay_build_info{")
                .endsWith("# EOF\n");
        assertThat(get("/metrics", "Accept", "text/plain").body())
                .contains("trackreplay_read_bytes_total")
                .doesNotContain("# EOF");
    }

    @Test
    void readyIsWhoeverHasNoTrouble() throws Exception {
        open(Optional.empty());
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);

        hub.register(reporter());
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);

        trouble.set(Optional.of("The database cannot be reached."));
        HttpResponse<String> answer = get("/health/ready");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("The database cannot be reached.");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void whoeverHasNoPasswordSeesNothingButWhetherItIsReady() throws Exception {
        hub.register(reporter());
        trouble.set(Optional.of("The database db.internal cannot be reached."));
        open(Optional.of(MetricsUsers.parse(List.of("# who", "prometheus:s:cret", ""))));

        assertThat(get("/metrics").statusCode()).isEqualTo(401);
        assertThat(get("/metrics").headers().firstValue("www-authenticate")).isPresent();
        assertThat(get("/metrics", "Authorization", basic("prometheus:wrong")).statusCode())
                .isEqualTo(401);
        assertThat(get("/metrics", "Authorization", "Basic %%%").statusCode()).isEqualTo(401);
        assertThat(get("/metrics", "Authorization", basic("prometheus:s:cret")).statusCode())
                .isEqualTo(200);
        assertThat(get("/health/ready").body()).doesNotContain("db.internal");
        assertThat(get("/health/ready", "Authorization", basic("prometheus:s:cret"))
                        .body())
                .contains("db.internal");
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws Exception {
        open(Optional.empty());

        assertThat(get("/metrics/../../etc/passwd").statusCode()).isEqualTo(404);
        assertThat(client.send(
                                HttpRequest.newBuilder(uri("/metrics"))
                                        .POST(HttpRequest.BodyPublishers.ofString("x".repeat(100_000)))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
    }

    /** Java's server trips over it; a stranger's nonsense is neither our failure nor an entry in the log. */
    @Test
    void aBodyThatIsALieIsTheClientsFault() throws Exception {
        open(Optional.empty());

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                    + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFF\r\nabc")
                            .getBytes(US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(12);

            assertThat(new String(answer, US_ASCII)).isEqualTo("HTTP/1.1 400");
        }
    }

    @Test
    void clientsThatSayNothingHoldNobodyUpForLong() throws Exception {
        open(Optional.empty());
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.getOutputStream().write("GET /metr".getBytes(US_ASCII));
                slow.add(socket);
            }

            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> get("/health/live").statusCode() == 200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aBusyPortHindersNobody() throws Exception {
        try (ServerSocket other = new ServerSocket(port)) {
            open(Optional.empty());
            assertThat(other.isBound()).isTrue();
            lease.close();
        }

        open(Optional.empty());
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void componentsShareOneEndpointAndTheLastOneClosesIt() throws Exception {
        MetricsEndpoint.Settings settings = new MetricsEndpoint.Settings("127.0.0.1", port, Optional.empty());
        MetricsHub.Registration first = endpoint.share(Optional.of(settings), "Source a");
        MetricsHub.Registration second = endpoint.share(Optional.of(settings), "Sink b");
        MetricsHub.Registration other = endpoint.share(
                Optional.of(new MetricsEndpoint.Settings("127.0.0.1", freePort(), Optional.empty())), "Sink c");

        other.close();
        first.close();
        first.close();
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        second.close();
        assertThatThrownBy(() -> get("/health/live")).isInstanceOf(IOException.class);
    }

    @Test
    void namesWithoutEndCostNoMemory() {
        Samples samples = new Samples();
        for (int i = 0; i < 10_000; i++) {
            samples.add(AgentMetrics.READ_LINES, 2, "stream" + i);
        }

        assertThat(samples.snapshots().get(0).getDataPoints()).hasSize(Samples.MOST_SERIES + 1);
        assertThat(samples.snapshots().get(0).getDataPoints())
                .anySatisfy(point -> assertThat(point.getLabels().get("stream")).isEqualTo(Samples.OTHER));
    }

    @Test
    void aFileOfPasswordsThatOthersMayReadIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("users"), "a:b\n", UTF_8);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> MetricsUsers.read(file.toString())).hasMessageContaining("chmod 640");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(MetricsUsers.read(file.toString()).allows(basic("a:b"))).isTrue();
        assertThatThrownBy(() -> MetricsUsers.parse(List.of("nobody"))).hasMessageContaining("name:password");
    }

    @Test
    void everyMetricHasItsOwnNameAndAMeaning() {
        assertThat(AgentMetrics.ALL).extracting(Metric::exposed).doesNotHaveDuplicates();
        assertThat(AgentMetrics.ALL)
                .allSatisfy(metric -> assertThat(metric.doc()).endsWith("."));
    }

    private Reporter reporter() {
        return new Reporter() {
            @Override
            public void report(Samples samples) {
                samples.add(AgentMetrics.READ_LINES, 1, "web1");
            }

            @Override
            public Optional<String> trouble() {
                return trouble.get();
            }
        };
    }

    private void open(Optional<MetricsUsers> users) {
        lease = endpoint.share(Optional.of(new MetricsEndpoint.Settings("127.0.0.1", port, users)), "Source a");
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
