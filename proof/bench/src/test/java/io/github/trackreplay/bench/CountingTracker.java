/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands in for a Matomo, for who sends it logged requests in bulk calls, as query strings or as objects: answers as it would, counts what comes
 * by the number that each request bears, and whether the requests of each visitor come in the order of their numbers. Thread-safe.
 */
final class CountingTracker implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final long micros;
    private final BitSet counted = new BitSet();
    private final Map<String, Integer> last = new HashMap<>();
    private long calls;
    private long twice;
    private long disordered;

    /**
     * What has come.
     *
     * @param twice requests that had come before
     * @param disordered requests of a visitor behind one with a greater number
     */
    record Received(long calls, long requests, long twice, long disordered) {}

    /** @param micros that it takes for a request, of which those of one call take their time one after the other */
    CountingTracker(long micros) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // or every answer waits for the client's TCP
        this.micros = micros;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/matomo.php", this::track);
        server.createContext("/", this::sites);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized Received received() {
        return new Received(calls, counted.cardinality(), twice, disordered);
    }

    synchronized void forget() {
        counted.clear();
        last.clear();
        calls = 0;
        twice = 0;
        disordered = 0;
    }

    private void track(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode requests = JSON.readTree(exchange.getRequestBody()).path("requests");
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros * requests.size()));
            note(requests);
            answer(
                    exchange,
                    "{\"status\":\"success\",\"tracked\":" + requests.size()
                            + ",\"invalid\":0,\"invalid_indices\":[]}");
        }
    }

    private synchronized void note(JsonNode requests) {
        calls++;
        for (JsonNode request : requests) {
            String number = parameter(request, "n");
            if (!number.isEmpty()) { // else it is asked whether the token is good
                note(Integer.parseInt(number), parameter(request, "_id"));
            }
        }
    }

    private void note(int number, String visitor) {
        twice += counted.get(number) ? 1 : 0;
        counted.set(number);
        Integer before = last.put(visitor, number);
        disordered += before != null && before > number ? 1 : 0;
    }

    private static String parameter(JsonNode request, String name) {
        if (request.isObject()) {
            return request.path(name).asText();
        }
        String text = request.asText();
        int at = text.indexOf("&" + name + "=");
        int from = at + name.length() + 2;
        int and = text.indexOf('&', from);
        return at < 0 ? "" : text.substring(from, and < 0 ? text.length() : and);
    }

    /** The one thing that is asked of Matomo's other API before a replay: which sites there are. */
    private void sites(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            StringBuilder sites = new StringBuilder("{");
            for (int site = 1; site <= Traffic.SITES; site++) {
                sites.append(site > 1 ? "," : "")
                        .append('"')
                        .append(site)
                        .append("\":{\"idsite\":\"")
                        .append(site);
                sites.append("\",\"main_url\":\"").append(Traffic.home(site)).append("\"}");
            }
            answer(exchange, sites.append('}').toString());
        }
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
