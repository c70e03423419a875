/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Tracking API that counts whatever it is sent with its token and {@code rec=1}; can cut a call off, and stop to answer. */
public final class CountingApi implements AutoCloseable {
    public static final String TOKEN = "secret";
    private static final Pattern ENTRY = Pattern.compile("\"\\?([^\"]*)\"");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> counted = new CopyOnWriteArrayList<>();
    private final AtomicBoolean cutsNext = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile int silentFrom = Integer.MAX_VALUE;
    private final CountDownLatch answering = new CountDownLatch(1);
    private volatile int slowFrom = Integer.MAX_VALUE;

    public CountingApi() throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // or every answer waits for the client's TCP
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/matomo.php", this::answer);
        server.start();
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/matomo.php";
    }

    /** Entries that were counted, in the order of counting. */
    public List<String> counted() {
        return counted;
    }

    /** The next call is counted and not answered. */
    void cutNext() {
        cutsNext.set(true);
    }

    /** Once so many have been counted, what is counted is not answered any more. */
    void silentFrom(int requests) {
        silentFrom = requests;
    }

    /** Once so many have been counted, answers wait until {@link #answerAll}. */
    void slowFrom(int requests) {
        slowFrom = requests;
    }

    void answerAll() {
        answering.countDown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean good = body.contains("\"token_auth\":\"" + TOKEN + "\"");
            List<String> entries = new ArrayList<>();
            Matcher entry = ENTRY.matcher(body);
            while (entry.find()) {
                entries.add(entry.group(1));
            }
            List<String> recorded =
                    entries.stream().filter(e -> good && e.contains("rec=1")).toList();
            counted.addAll(recorded);
            if (!recorded.isEmpty() && cutsNext.getAndSet(false)) {
                return;
            }
            if (!recorded.isEmpty() && counted.size() >= silentFrom) {
                await(closed);
                return;
            }
            if (!recorded.isEmpty() && counted.size() >= slowFrom) {
                await(answering);
            }
            long invalid =
                    good ? 0 : entries.stream().filter(e -> e.contains("cip=")).count();
            byte[] answer = ("{\"status\":\"success\",\"tracked\":" + (entries.size() - invalid) + ",\"invalid\":"
                            + invalid + (good ? ",\"invalid_indices\":[]" : "") + "}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        answering.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
