/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;

/**
 * Stands in for Matomo's Tracking API: takes bulk calls and judges each request as Matomo does before it would record it (a site
 * that exists; a token for an address, a place or an old time; a visitor id of 16 characters), keeps what it counted in the order
 * of counting, and answers as Matomo does. Does what {@link Fault} says instead, where a test wants that.
 */
public final class StandIn implements AutoCloseable {
    public static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final Set<String> NEED_TOKEN = Set.of("cip", "city", "region", "country", "lat", "long");

    /** What goes wrong with a call. */
    public enum Fault {
        NONE,
        BUSY,
        /** Some server on the way says so; what Matomo has done is not known. */
        UNAVAILABLE,
        /** Matomo itself says so. */
        MAINTENANCE,
        FORBIDDEN,
        TOO_LARGE,
        /** Matomo meets an error and takes back what it counted. */
        ERROR_TAKEN_BACK,
        /** An error of PHP or the web server, before anything is counted. */
        ERROR_BEFORE,
        /** The same, but all is counted. */
        ERROR_AFTER,
        CUT_BEFORE,
        CUT_AFTER,
        HALF_WRITTEN,
        SLOW,
        /** All is counted, and the answer comes when the test says so. */
        HELD,
        IMAGE,
        COUNTS_NONE
    }

    /** Decides a fault. */
    public interface Faults {
        Fault of(int call, List<Map<String, String>> requests);
    }

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private final List<Map<String, String>> counted = new CopyOnWriteArrayList<>();
    private final AtomicInteger atATime = new AtomicInteger();
    private final AtomicInteger mostAtATime = new AtomicInteger();
    private final List<String> agents = new CopyOnWriteArrayList<>();

    public volatile Faults faults = (call, requests) -> Fault.NONE;
    /** Done while it is asked whether the token is good, before the answer. */
    public volatile Runnable duringProbe = () -> {};

    /** Whether it queues what it is sent, and so answers what it takes with an image. */
    public volatile boolean queues;

    public volatile boolean superUser = true;
    public volatile boolean tokenValid = true;
    public volatile int mostRequests = Integer.MAX_VALUE;

    /** Requests at which Matomo itself meets an error, when it comes to them. */
    public volatile Predicate<Map<String, String>> failsAt = request -> false;

    /** Calls that are answered with an error before the first request is looked at: Matomo's database is away, or so says a plugin. */
    public volatile Predicate<List<Map<String, String>>> failsBefore = requests -> false;

    /** Whether every connection breaks off before anything is counted or answered. */
    public volatile boolean cutsAll;

    /** Whether it takes back what it counted of a call that ends with an error (bulk_requests_use_transaction). */
    public volatile boolean transactions = true;

    public volatile String unknownSite = "";

    public StandIn() throws IOException {
        this(Optional.empty());
    }

    /** @param tls with what it shows itself over HTTPS; empty: HTTP */
    public StandIn(Optional<SSLContext> tls) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // or every answer waits for the client's TCP
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        scheme = tls.isPresent() ? "https" : "http";
        server = tls.isPresent() ? HttpsServer.create(anyPort, 0) : HttpServer.create(anyPort, 0);
        if (server instanceof HttpsServer secure) {
            secure.setHttpsConfigurator(new HttpsConfigurator(tls.orElseThrow()));
        }
        server.setExecutor(threads);
        server.createContext("/matomo.php", this::handle);
        server.start();
    }

    public URI address() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/matomo.php");
    }

    /** Parameters of everything that was counted, in the order of counting. */
    public List<Map<String, String>> counted() {
        return counted;
    }

    /** One parameter of everything that was counted. */
    public List<String> counted(String parameter) {
        return counted.stream()
                .map(request -> request.getOrDefault(parameter, ""))
                .toList();
    }

    public int calls() {
        return calls.get();
    }

    public int mostAtATime() {
        return mostAtATime.get();
    }

    /** User agents of the calls themselves. */
    public List<String> agents() {
        return agents;
    }

    private void handle(HttpExchange exchange) throws IOException {
        mostAtATime.accumulateAndGet(atATime.incrementAndGet(), Math::max);
        try (exchange) {
            answer(exchange);
        } finally {
            atATime.decrementAndGet();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readAllBytes();
        if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        agents.add(String.valueOf(exchange.getRequestHeaders().getFirst("User-Agent")));
        JsonNode json = new ObjectMapper().readTree(body);
        List<Map<String, String>> requests = new ArrayList<>();
        json.get("requests").forEach(text -> requests.add(parameters(text.asText())));
        boolean authenticated =
                tokenValid && TOKEN.equals(json.path("token_auth").asText());
        boolean probe = requests.stream().allMatch(request -> "0".equals(request.get("rec")));
        if (probe) {
            duringProbe.run();
        }
        if (cutsAll) {
            exchange.close();
            return;
        }
        Fault fault = probe ? Fault.NONE : faults.of(calls.getAndIncrement(), requests);
        fault = requests.size() > mostRequests ? Fault.TOO_LARGE : fault;
        if (failsBefore.test(requests)) {
            send(exchange, 500, "{\"status\":\"error\",\"tracked\":0,\"invalid\":0}");
            return;
        }
        if (requests.stream().anyMatch(failsAt)) {
            send(exchange, 500, broken(requests, authenticated));
            return;
        }
        List<Integer> invalid = new ArrayList<>();
        boolean counts = Set.of(
                        Fault.NONE, Fault.ERROR_AFTER, Fault.CUT_AFTER, Fault.HALF_WRITTEN, Fault.SLOW, Fault.HELD)
                .contains(fault);
        for (int i = 0; i < requests.size(); i++) {
            if (isInvalid(requests.get(i), authenticated)) {
                invalid.add(i);
            } else if (counts && "1".equals(requests.get(i).get("rec"))) {
                counted.add(requests.get(i));
            }
        }
        int tracked = requests.size() - invalid.size();
        String answer = "{\"status\":\"success\",\"tracked\":" + tracked + ",\"invalid\":" + invalid.size()
                + (superUser && authenticated ? ",\"invalid_indices\":" + invalid : "") + "}";
        answer(exchange, fault, answer);
    }

    private void answer(HttpExchange exchange, Fault fault, String answer) throws IOException {
        switch (fault) {
            case NONE -> send(exchange, 200, queues ? "GIF89a..." : answer);
            case BUSY -> {
                exchange.getResponseHeaders().set("Retry-After", "7");
                send(exchange, 429, "");
            }
            case UNAVAILABLE -> send(exchange, 503, "");
            case MAINTENANCE -> send(exchange, 503, "{\"status\":\"error\",\"tracked\":0,\"invalid\":0}");
            case FORBIDDEN -> send(exchange, 403, "<html>");
            case TOO_LARGE -> send(exchange, 413, "");
            case ERROR_TAKEN_BACK ->
                send(exchange, 500, "{\"status\":\"error\",\"tracked\":3,\"invalid\":0,\"invalid_indices\":[]}");
            case ERROR_BEFORE, ERROR_AFTER -> send(exchange, 500, "");
            case CUT_BEFORE, CUT_AFTER -> exchange.close();
            case HALF_WRITTEN -> {
                exchange.sendResponseHeaders(200, answer.length());
                OutputStream out = exchange.getResponseBody();
                out.write(answer.substring(0, answer.length() / 2).getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
            case SLOW -> await(closed);
            case HELD -> {
                await(held);
                send(exchange, 200, answer);
            }
            case IMAGE -> send(exchange, 200, "GIF89a...");
            case COUNTS_NONE -> send(exchange, 200, "{\"status\":\"success\",\"tracked\":0,\"invalid\":0}");
        }
    }

    /** Comes as far as the first request with which it meets an error. The invalid ones before it are not in the answer's numbers. */
    private String broken(List<Map<String, String>> requests, boolean authenticated) {
        List<Map<String, String>> tracked = new ArrayList<>();
        for (int i = 0; i < requests.size() && !failsAt.test(requests.get(i)); i++) {
            if (!isInvalid(requests.get(i), authenticated)) {
                tracked.add(requests.get(i));
            }
        }
        if (!transactions) {
            counted.addAll(tracked);
        }
        return "{\"status\":\"error\",\"tracked\":" + tracked.size() + ",\"invalid\":0"
                + (superUser && authenticated ? ",\"invalid_indices\":[]" : "") + "}";
    }

    /** Gives the answers that are held. */
    public void release() {
        held.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private boolean isInvalid(Map<String, String> request, boolean authenticated) {
        String site = request.getOrDefault("idsite", "");
        if (!site.matches("[1-9]\\d{0,8}") || Integer.parseInt(site) > 20 || site.equals(unknownSite)) {
            return true;
        }
        boolean claims = NEED_TOKEN.stream()
                .anyMatch(name -> !request.getOrDefault(name, "").isEmpty());
        String time = request.getOrDefault("cdt", "");
        boolean old = time.matches("\\d+") && System.currentTimeMillis() / 1000 - Long.parseLong(time) >= 86_400;
        if ((claims || old) && !authenticated) {
            return true;
        }
        String forced = request.getOrDefault("cid", "");
        return !forced.isEmpty() && forced.length() != 16;
    }

    /** The last one of several counts, as in PHP. */
    static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : text.substring(text.indexOf('?') + 1).split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.put(decoded(name), decoded(value));
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replaceAll("%(?![0-9a-fA-F]{2})", "%25"), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closed.countDown();
        held.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
