/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import io.github.trackreplay.golden.GoldenFolder;
import io.github.trackreplay.quickstart.AgentProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recorded logs by each way of {@code conf-examples/pipelines} in a Flume 1.11.0 as it is released, with our plugin, each way to a
 * database of its own: the rows are Matomo's. Where a way tells lines apart, its shipper dies within a window, hears no
 * answer and sends again, and Flume is killed meanwhile. (Kafka: {@link KafkaTest}.)
 */
class GoldenWaysTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int WINDOW = 50;

    @TempDir
    Path directory;

    private final List<GoldenWay> ways = new ArrayList<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();

    @AfterEach
    void close() {
        ways.forEach(GoldenWay::close);
    }

    @Test
    void theRowsAreMatomosWhateverCarriesTheLines() throws Exception {
        theRowsAreMatomos("mixed");
    }

    @Test
    @EnabledIfSystemProperty(
            named = "trackreplay.fleet",
            matches = "true",
            disabledReason = "takes minutes: -Dtrackreplay.fleet=true")
    void thoseOfVisitsOfManyKindsToo() throws Exception {
        theRowsAreMatomos("deep");
    }

    private void theRowsAreMatomos(String name) throws Exception {
        assumeTrue(Forwarders.program("rsyslogd").isPresent(), "rsyslog is not installed");
        GoldenFolder folder = GoldenFolder.named(name);
        GoldenWay beats = listening("beats", "filebeat.conf", folder, "beats");
        GoldenWay http = listening("http", "logstash-http.conf", folder, "http");
        GoldenWay syslog = listening("syslog", "syslog.conf", folder, "syslog");
        GoldenWay taildir = taildir(folder);
        GoldenWay spooled = spooled(folder);
        try (AgentProcess flume = flume();
                Forwarders forwarders = new Forwarders(directory.resolve("forwarders"))) {
            start(flume);
            shipHalf(beats, false);
            shipHalf(http, false);
            append(taildir, false);
            until(() -> taildir.taken() > 0);
            dieWithinAWindow(beats);
            dieWithinAWindow(http);
            flume.kill(); // what it has committed last, no shipper has heard of
            Files.deleteIfExists(taildir.directory().resolve("lib/taildir_position.json"));
            start(flume);
            append(taildir, true);
            spool(spooled);
            forward(syslog, forwarders);
            lastOfHalf(beats);
            lastOfHalf(http);
            shipHalf(beats, true);
            shipHalf(http, true);
            for (GoldenWay way : ways) {
                until(way::settled);
                way.assertIdentical();
            }
        }
        for (GoldenWay way : ways) {
            boolean told = List.of(beats, http, taildir).contains(way);
            assertThat(way.again() > 0).as(way + ": again").isEqualTo(told);
            assertThat(way.proven())
                    .as(way + ": proven")
                    .isEqualTo(told ? way.lines().size() : 0);
        }
    }

    /** One that listens on a port of the test's. */
    private GoldenWay listening(String name, String example, GoldenFolder folder, String source) throws IOException {
        GoldenWay way = new GoldenWay(name, example, directory, folder);
        ways.add(way);
        ports.put(name, Shippers.freePort());
        way.example().set("matomo.sources." + source + ".port", String.valueOf(ports.get(name)));
        return way;
    }

    /** The logs of several machines on one, each with its name as the header that the stream is found by. */
    private GoldenWay taildir(GoldenFolder folder) throws IOException {
        GoldenWay way = new GoldenWay("taildir", "taildir.conf", directory, folder);
        ways.add(way);
        PipelineExample example = way.example()
                .without("matomo.sources.tail.filegroups.access")
                .without("matomo.sources.tail.interceptors.request.stream")
                .set(
                        "matomo.sources.tail.filegroups",
                        String.join(" ", way.lines().keySet()));
        for (String stream : way.lines().keySet()) {
            example.line("matomo.sources.tail.filegroups." + stream + " = " + log(way, stream))
                    .line("matomo.sources.tail.headers." + stream + ".host = " + stream);
        }
        return way;
    }

    private GoldenWay spooled(GoldenFolder folder) throws IOException {
        GoldenWay way = new GoldenWay("spooled", "syslog.conf", directory, folder);
        ways.add(way);
        eachWithASource(way, "spooldir", Map.of("deserializer.maxLineLength", "65536", "decodeErrorPolicy", "REPLACE"));
        for (String stream : way.lines().keySet()) {
            Path spool = Files.createDirectories(way.directory().resolve(stream));
            way.example().line("matomo.sources.spooled-" + stream + ".spoolDir = " + spool);
        }
        return way;
    }

    /** A source for each stream in place of the example's. */
    private static void eachWithASource(GoldenWay way, String type, Map<String, String> settings) {
        List<String> names = new ArrayList<>();
        PipelineExample example = way.example().without("matomo.sources.syslog.");
        for (String stream : way.lines().keySet()) {
            String name = way + "-" + stream;
            names.add(name);
            Map<String, String> all = new LinkedHashMap<>(settings);
            all.put("type", type);
            all.put("channels", "requests");
            all.put("interceptors", "request");
            all.put("interceptors.request.type", "io.github.trackreplay.interceptor.TrackingInterceptor$Builder");
            all.put("interceptors.request.stream", stream);
            all.forEach((setting, value) -> example.line("matomo.sources." + name + "." + setting + " = " + value));
        }
        example.set("matomo.sources", String.join(" ", names));
    }

    private AgentProcess flume() throws IOException {
        for (GoldenWay way : ways) {
            way.example().named(way.toString());
        }
        PipelineExample.together(
                directory.resolve("agent.conf"),
                ways.stream().map(GoldenWay::example).toList());
        return PipelineExample.agent(
                StockFlume.withPlugin(directory.resolve("flume"), "matomo"),
                directory.resolve("agent.log"),
                ways.get(0).site());
    }

    private void start(AgentProcess flume) {
        flume.start("agent", "-f", directory.resolve("agent.conf").toString());
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void until(Condition condition) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions() // there are no tables yet
                .conditionEvaluationListener(evaluated -> {
                    if (!evaluated.isSatisfied() && evaluated.getRemainingTimeInMS() < 400) {
                        System.out.println(said());
                    }
                })
                .until(condition::holds);
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("agent.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void ship(GoldenWay way, List<String> documents) {
        int port = ports.get(way.toString());
        Shippers.ship(
                window -> way.toString().equals("beats")
                        ? Shippers.lumberjack(port, window)
                        : Shippers.post(port, window),
                documents);
    }

    /** The documents of a way's streams in windows, those of all streams in turn. */
    private static List<List<String>> windows(GoldenWay way, boolean second) {
        List<List<String>> windows = new ArrayList<>();
        int longest = way.lines().values().stream().mapToInt(List::size).max().orElse(0);
        for (int from = 0; from < longest; from += WINDOW) {
            for (Map.Entry<String, List<GoldenWay.Line>> stream : way.lines().entrySet()) {
                List<GoldenWay.Line> half = half(stream.getValue(), second);
                if (from < half.size()) {
                    windows.add(half.subList(from, Math.min(half.size(), from + WINDOW)).stream()
                            .map(line -> document(way, stream.getKey(), line))
                            .toList());
                }
            }
        }
        return windows;
    }

    private static <T> List<T> half(List<T> all, boolean second) {
        int middle = all.size() / 2;
        return second ? all.subList(middle, all.size()) : all.subList(0, middle);
    }

    /** As Filebeat writes it, and as Logstash hands that on. */
    private static String document(GoldenWay way, String stream, GoldenWay.Line line) {
        JsonObject document = new JsonObject();
        document.addProperty("@timestamp", "2026-11-11T11:11:11.000Z");
        JsonObject host = new JsonObject();
        host.addProperty("name", stream);
        document.add("host", host);
        JsonObject file = new JsonObject();
        file.addProperty("path", "/var/log/nginx/access.log");
        file.addProperty("inode", "4711");
        file.addProperty("device_id", "8");
        JsonObject log = new JsonObject();
        log.add("file", file);
        log.addProperty("offset", line.offset());
        document.add("log", log);
        if (way.toString().equals("beats")) {
            document.addProperty("message", line.text());
        } else {
            JsonObject event = new JsonObject();
            event.addProperty("original", line.text());
            document.add("event", event);
            document.addProperty("@version", "1");
        }
        return document.toString();
    }

    private void shipHalf(GoldenWay way, boolean second) {
        windows(way, second).forEach(window -> ship(way, window));
    }

    private void lastOfHalf(GoldenWay way) {
        List<List<String>> windows = windows(way, false);
        windows.subList(windows.size() - way.lines().size(), windows.size()).forEach(window -> ship(way, window));
    }

    private void dieWithinAWindow(GoldenWay way) throws IOException {
        int port = ports.get(way.toString());
        for (List<String> window : windows(way, true).subList(0, way.lines().size())) {
            if (way.toString().equals("beats")) {
                Shippers.diesWithinAWindow(port, window);
            } else {
                Shippers.diesWithinAPost(port, window);
            }
        }
    }

    private static Path log(GoldenWay way, String stream) {
        return way.directory().resolve(stream + ".log");
    }

    private static byte[] bytes(List<GoldenWay.Line> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.text()).append('\n'));
        return text.toString().getBytes(UTF_8);
    }

    private static void append(GoldenWay way, boolean second) throws IOException {
        for (Map.Entry<String, List<GoldenWay.Line>> stream : way.lines().entrySet()) {
            Files.write(
                    log(way, stream.getKey()),
                    bytes(half(stream.getValue(), second)),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    /** Moved there when it is whole, as that source demands. */
    private static void spool(GoldenWay way) throws IOException {
        for (Map.Entry<String, List<GoldenWay.Line>> stream : way.lines().entrySet()) {
            Path whole = Files.write(log(way, stream.getKey()), bytes(stream.getValue()));
            Files.move(whole, way.directory().resolve(stream.getKey()).resolve("access.log"));
        }
    }

    private void forward(GoldenWay way, Forwarders forwarders) throws IOException {
        append(way, false);
        for (String stream : way.lines().keySet()) {
            forwarders.rsyslog(stream, log(way, stream), ports.get(way.toString()));
        }
        append(way, true);
    }
}
