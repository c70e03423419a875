/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Reads the metrics of an agent on this machine, as Prometheus does. */
final class Scraper {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final int port;

    /** Of an agent that will be told to listen on a free port. */
    Scraper() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    String metrics() throws IOException, InterruptedException {
        return get("/metrics").body();
    }

    int status(String path) throws IOException, InterruptedException {
        return get(path).statusCode();
    }

    /** The value of the one series whose name and labels begin so. */
    double value(String series) throws IOException, InterruptedException {
        String metrics = metrics();
        return metrics.lines()
                .filter(line -> line.startsWith(series))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElseThrow(() -> new AssertionError(series + " is not in\n" + metrics));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
