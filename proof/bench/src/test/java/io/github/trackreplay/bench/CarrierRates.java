/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.carrier.BeatsSource;
import io.github.trackreplay.carrier.PipelineHandler;
import io.github.trackreplay.carrier.PipelineHttpSource;
import io.github.trackreplay.interceptor.TrackingInterceptor;
import io.github.trackreplay.source.AccessLogSource;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.apache.flume.Channel;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.ChannelProcessor;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.channel.ReplicatingChannelSelector;
import org.apache.flume.conf.Configurable;
import org.apache.flume.lifecycle.LifecycleAware;
import org.apache.flume.source.AbstractSource;
import org.apache.flume.source.http.HTTPSource;

/**
 * Requests a second through our own tail, {@code BeatsSource}, {@code PipelineHttpSource} and {@link PipelineHandler}, the same lines by
 * each way, with the interceptor, into a channel in memory from which everything is taken at once. What is sent has been made ready before;
 * the clients are in the same process, and send the next window when the last one was acknowledged.
 */
public final class CarrierRates {
    private static final int WINDOW = 2000;
    private static final int CHANNEL = 100_000;
    private static final int ROUNDS = 3;

    private final List<String> lines;
    private final AtomicLong requests = new AtomicLong();
    private final Map<String, List<Rate>> measured = new LinkedHashMap<>();

    private record Rate(double perSecond, double micros) {}

    private CarrierRates(List<String> lines) {
        this.lines = lines;
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Makes ready what a shipper has anyway. */
    private interface Way {
        Work prepared() throws Exception;
    }

    /** @param arguments {@code --requests N} */
    public static void main(String[] arguments) throws Exception {
        int requests = arguments.length == 2 ? Integer.parseInt(arguments[1]) : 200_000;
        Line line = Line.named("trackreplay_json");
        List<String> lines = new ArrayList<>(requests);
        for (Call call : new Traffic(1).next(requests)) {
            lines.add(line.of(call));
        }
        CarrierRates rates = new CarrierRates(lines);
        for (int round = 0; round <= ROUNDS; round++) { // the first one only warms up
            boolean counts = round > 0;
            rates.measure(counts, "AccessLogSource", rates::tail);
            rates.measure(counts, "BeatsSource", rates::beats);
            rates.measure(counts, "PipelineHttpSource", rates::posts);
            rates.measure(counts, "http, PipelineHandler", rates::http);
        }
        rates.print();
    }

    private void measure(boolean counts, String name, Way way) throws Exception {
        requests.set(0);
        Work work = way.prepared();
        long begun = System.nanoTime();
        long used = processorNanos();
        work.run();
        double seconds = (System.nanoTime() - begun) / 1e9;
        double micros = (processorNanos() - used) / 1e3 / lines.size();
        if (requests.get() != lines.size()) {
            throw new IllegalStateException(name + ": " + requests.get() + " of " + lines.size());
        }
        if (counts) {
            measured.computeIfAbsent(name, n -> new ArrayList<>()).add(new Rate(lines.size() / seconds, micros));
        }
    }

    /** The middle one of the rounds, and the part of our tail's rate. */
    private void print() {
        double own = middle(measured.values().iterator().next(), Rate::perSecond);
        measured.forEach((name, rates) -> System.out.printf(
                Locale.ROOT,
                "%-22s %,9.0f requests/s (%.2f of our tail), %5.1f µs a request%n",
                name,
                middle(rates, Rate::perSecond),
                middle(rates, Rate::perSecond) / own,
                middle(rates, Rate::micros)));
    }

    private static double middle(List<Rate> rates, ToDoubleFunction<Rate> what) {
        return rates.stream().mapToDouble(what).sorted().toArray()[rates.size() / 2];
    }

    private static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private MemoryChannel into(AbstractSource source, Map<String, String> settings) {
        MemoryChannel channel = new MemoryChannel();
        channel.setName("c");
        channel.configure(new Context(Map.of(
                "capacity",
                String.valueOf(CHANNEL),
                "transactionCapacity",
                String.valueOf(WINDOW + 1),
                "keep-alive",
                "0"))); // whoever finds it empty does not wait
        channel.start();
        ReplicatingChannelSelector selector = new ReplicatingChannelSelector();
        selector.setChannels(List.of(channel));
        ChannelProcessor processor = new ChannelProcessor(selector);
        processor.configure(new Context(
                Map.of("interceptors", "i", "interceptors.i.type", TrackingInterceptor.class.getName() + "$Builder")));
        processor.initialize();
        source.setName("s");
        source.setChannelProcessor(processor);
        ((Configurable) source).configure(new Context(new HashMap<>(settings)));
        source.start();
        return channel;
    }

    private void take(Channel channel) {
        Transaction transaction = channel.getTransaction();
        transaction.begin();
        try {
            for (Event event = channel.take(); event != null; event = channel.take()) {
                requests.addAndGet(Long.parseLong(event.getHeaders().get("trackreplay.count")));
            }
            transaction.commit();
        } finally {
            transaction.close();
        }
    }

    private static void stop(LifecycleAware source, LifecycleAware channel) {
        source.stop();
        channel.stop();
    }

    private Work tail() throws IOException {
        Path directory = Files.createTempDirectory("carriers");
        Path log = Files.write(directory.resolve("access.log"), lines);
        return () -> {
            try {
                tail(directory, log);
            } finally {
                Trees.delete(directory);
            }
        };
    }

    private void tail(Path directory, Path log) throws Exception {
        AccessLogSource source = new AccessLogSource();
        MemoryChannel channel = into(
                source,
                Map.of(
                        "stream", "web1",
                        "files", log.toString(),
                        "startAt", "beginning",
                        "positions", directory.resolve("positions").toString(),
                        "reserve", "0"));
        while (requests.get() < lines.size()) {
            source.process();
            take(channel);
        }
        stop(source, channel);
    }

    private Work beats() throws IOException {
        List<byte[]> windows = new ShippedWindows(lines, WINDOW).frames();
        return () -> beats(windows);
    }

    private void beats(List<byte[]> windows) throws Exception {
        BeatsSource source = new BeatsSource();
        int port = free();
        MemoryChannel channel = into(source, Map.of("port", String.valueOf(port), "batchSize", String.valueOf(WINDOW)));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            long left = lines.size();
            for (byte[] window : windows) {
                socket.getOutputStream().write(window);
                long documents = Math.min(WINDOW, left);
                left -= documents;
                for (int acknowledged = 0; acknowledged < documents; acknowledged = in.readInt()) {
                    in.readFully(new byte[2]);
                }
                take(channel);
            }
        }
        stop(source, channel);
    }

    private Work posts() {
        List<byte[]> bodies = new ShippedWindows(lines, WINDOW).bodies();
        return () -> post(new PipelineHttpSource(), Map.of(), bodies);
    }

    private Work http() {
        List<byte[]> bodies = new ShippedWindows(lines, WINDOW).bodies();
        return () -> post(new HTTPSource(), Map.of("handler", PipelineHandler.class.getName()), bodies);
    }

    private void post(AbstractSource source, Map<String, String> settings, List<byte[]> bodies) throws Exception {
        int port = free();
        Map<String, String> all = new HashMap<>(Map.of("bind", "127.0.0.1", "port", String.valueOf(port)));
        all.putAll(settings);
        MemoryChannel channel = into(source, all);
        HttpClient client = HttpClient.newHttpClient();
        for (byte[] body : bodies) {
            HttpResponse<Void> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() != 200) {
                throw new IOException("answered " + answer.statusCode());
            }
            take(channel);
        }
        stop(source, channel);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
