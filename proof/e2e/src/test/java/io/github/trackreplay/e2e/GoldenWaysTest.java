/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recorded logs by each way of {@code conf-examples/pipelines} in a Flume 1.11.0 as it is released, with our plugin, each way to a
 * database of its own: the rows are Matomo's. Where a way tells lines apart, its shipper dies within a window, hears no
 * answer and sends again, and Flume is killed meanwhile. (Kafka: {@link KafkaTest}.)
 */
class GoldenWaysTest {
    private static final int WINDOW = 50;

    @TempDir
    Path directory;

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
        try (GoldenWays ways = new GoldenWays(directory, name);
                Forwarders forwarders = new Forwarders(directory.resolve("forwarders"))) {
            GoldenWay beats = ways.listening("beats", "filebeat.conf", "beats");
            GoldenWay http = ways.listening("http", "logstash-http.conf", "http");
            GoldenWay syslog = ways.listening("syslog", "syslog.conf", "syslog");
            GoldenWay taildir = taildir(ways.way("taildir", "taildir.conf"));
            GoldenWay spooled = spooled(ways.way("spooled", "syslog.conf"));
            ways.start();
            shipHalf(ways, beats, false);
            shipHalf(ways, http, false);
            append(taildir, false);
            ways.until(() -> taildir.taken() > 0);
            dieWithinAWindow(ways.port(beats), beats);
            dieWithinAWindow(ways.port(http), http);
            ways.kill(); // what it has committed last, no shipper has heard of
            Files.deleteIfExists(taildir.directory().resolve("lib/taildir_position.json"));
            ways.start();
            append(taildir, true);
            spool(spooled);
            forward(syslog, ways.port(syslog), forwarders);
            lastOfHalf(ways, beats);
            lastOfHalf(ways, http);
            shipHalf(ways, beats, true);
            shipHalf(ways, http, true);
            ways.assertIdentical();
            assertToldApart(ways, List.of(beats, http, taildir));
        }
    }

    private static void assertToldApart(GoldenWays ways, List<GoldenWay> withPlaces) throws SQLException {
        for (GoldenWay way : ways.all()) {
            boolean told = withPlaces.contains(way);
            assertThat(way.again() > 0).as(way + ": again").isEqualTo(told);
            assertThat(way.proven())
                    .as(way + ": proven")
                    .isEqualTo(told ? way.lines().size() : 0);
        }
    }

    /** The logs of several machines on one, each with its name as the header that the stream is found by. */
    private static GoldenWay taildir(GoldenWay way) {
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

    private static GoldenWay spooled(GoldenWay way) throws IOException {
        GoldenWays.eachWithASource(
                way, "spooldir", Map.of("deserializer.maxLineLength", "65536", "decodeErrorPolicy", "REPLACE"));
        for (String stream : way.lines().keySet()) {
            GoldenWays.set(
                    way,
                    stream,
                    "spoolDir",
                    Files.createDirectories(way.directory().resolve(stream)));
        }
        return way;
    }

    private static void ship(GoldenWays ways, GoldenWay way, List<String> documents) {
        int port = ways.port(way);
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

    private static void shipHalf(GoldenWays ways, GoldenWay way, boolean second) {
        windows(way, second).forEach(window -> ship(ways, way, window));
    }

    private static void lastOfHalf(GoldenWays ways, GoldenWay way) {
        List<List<String>> windows = windows(way, false);
        windows.subList(windows.size() - way.lines().size(), windows.size()).forEach(window -> ship(ways, way, window));
    }

    private static void dieWithinAWindow(int port, GoldenWay way) throws IOException {
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

    private static void forward(GoldenWay way, int port, Forwarders forwarders) throws IOException {
        append(way, false);
        for (String stream : way.lines().keySet()) {
            forwarders.rsyslog(stream, log(way, stream), port);
        }
        append(way, true);
    }
}
