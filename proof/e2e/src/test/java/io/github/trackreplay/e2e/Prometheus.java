/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A real Prometheus (Debian: prometheus) that reads the metrics of one agent twice a second. */
final class Prometheus implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    /**
     * A series of an answer.
     *
     * @param labels by name
     * @param times seconds since 1970
     * @param values as many as times; those that are no number are left out
     */
    record Series(Map<String, String> labels, List<Double> times, List<Double> values) {}

    Prometheus(Path directory, int agent) throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path configuration =
                Files.writeString(Files.createDirectories(directory).resolve("prometheus.yml"), """
                scrape_configs:
                  - job_name: trackreplay
                    scrape_interval: 500ms
                    scrape_timeout: 500ms
                    static_configs:
                      - targets: ["127.0.0.1:%d"]
                        labels: {instance: "shop:9464"}
                """.formatted(agent));
        process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
    }

    /** How often the agent's metrics have been read. */
    long scrapes() {
        try {
            JsonObject answer = get("/api/v1/query?query=" + encoded("sum(count_over_time(up[1h]))"));
            var result = answer.getAsJsonObject("data").getAsJsonArray("result");
            return result.isEmpty()
                    ? 0
                    : (long) Double.parseDouble(result.get(0)
                            .getAsJsonObject()
                            .getAsJsonArray("value")
                            .get(1)
                            .getAsString());
        } catch (IOException notYet) {
            return 0;
        }
    }

    void awaitScrapes(long number) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> scrapes() >= number);
    }

    /** What a query gives from then until now. */
    List<Series> range(String query, long from, long until, double step) throws IOException {
        JsonObject answer = get(
                "/api/v1/query_range?query=" + encoded(query) + "&start=" + from + "&end=" + until + "&step=" + step);
        if (!answer.get("status").getAsString().equals("success")) {
            throw new IOException(query + ": " + answer);
        }
        List<Series> found = new ArrayList<>();
        for (JsonElement element : answer.getAsJsonObject("data").getAsJsonArray("result")) {
            found.add(series(element.getAsJsonObject()));
        }
        return found;
    }

    private static Series series(JsonObject json) {
        Map<String, String> labels = new TreeMap<>();
        json.getAsJsonObject("metric")
                .entrySet()
                .forEach(e -> labels.put(e.getKey(), e.getValue().getAsString()));
        List<Double> times = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (JsonElement point : json.getAsJsonArray("values")) {
            double value = Double.parseDouble(
                    point.getAsJsonArray().get(1).getAsString().replace("Inf", "Infinity"));
            if (Double.isFinite(value)) {
                times.add(point.getAsJsonArray().get(0).getAsDouble());
                values.add(value);
            }
        }
        return new Series(labels, times, values);
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, UTF_8);
    }

    private JsonObject get(String path) throws IOException {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(PATIENCE)
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(answer.body()); // it has not started yet
            }
            return JsonParser.parseString(answer.body()).getAsJsonObject();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
