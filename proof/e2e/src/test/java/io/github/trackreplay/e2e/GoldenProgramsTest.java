/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recorded logs by programs that others wrote, in a Flume 1.11.0 as it is released, with our plugin: the calls made once more to a real nginx,
 * which logs to syslog by itself; the logs followed by real syslog-ngs; and sent by clients of lumberjack from npm, version 2 and version
 * 1, the latter encrypted. The rows are Matomo's. (rsyslog: {@link GoldenWaysTest}; kcat: {@link KafkaTest}.)
 */
@EnabledIfSystemProperty(
        named = "trackreplay.fleet",
        matches = "true",
        disabledReason = "takes minutes: -Dtrackreplay.fleet=true")
class GoldenProgramsTest {
    /** nginx cuts what it logs to syslog there. */
    private static final int LONGEST_OF_NGINX = 2000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"mixed", "deep"})
    void theRowsAreMatomosWhateverProgramSends(String name) throws Exception {
        assumeTrue(Forwarders.program("nginx").isPresent(), "nginx is not installed");
        assumeTrue(SyslogNg.found().isPresent(), "syslog-ng is not installed, and not unpacked in SYSLOG_NG_ROOT");
        assumeTrue(Forwarders.lumberjackClients().isPresent(), "LUMBERJACK_CLIENTS names no clients");
        try (GoldenWays ways = new GoldenWays(directory, name);
                Forwarders forwarders = new Forwarders(directory.resolve("forwarders"))) {
            GoldenWay syslogNg = ways.listening("syslog-ng", "syslog.conf", "syslog");
            GoldenWay second = ways.listening("lumberjack2", "filebeat.conf", "beats");
            GoldenWay first = encrypted(ways.listening("lumberjack1", "filebeat.conf", "beats"));
            boolean nginxToo = longest(syslogNg) <= LONGEST_OF_NGINX;
            Map<String, Integer> datagrams = nginxToo ? datagrams(ways.way("nginx", "syslog.conf")) : Map.of();
            for (GoldenWay way : ways.all()) { // a slow start is no end of a log
                way.example().line("matomo.sinks.tables.pipelineIdle = 40 s");
            }
            ways.start();
            for (int port : datagrams.values()) {
                ways.until(() -> Forwarders.takesDatagrams(port));
            }
            for (String stream : syslogNg.lines().keySet()) {
                forwarders.syslogNg(stream, log(syslogNg, stream), ways.port(syslogNg));
            }
            for (GoldenWay way : List.of(first, second)) {
                Path documents = Files.write(way.directory().resolve("documents"), documents(way, way == first));
                ways.until(() -> Forwarders.listens(ways.port(way)));
                forwarders.lumberjack(way == first ? 1 : 2, documents, ways.port(way));
            }
            if (nginxToo) {
                call(forwarders.nginx(datagrams), datagrams, ways.all().get(3));
            }
            ways.assertIdentical();
        }
    }

    private static int longest(GoldenWay way) {
        return way.lines().values().stream()
                .flatMap(List::stream)
                .mapToInt(line -> line.text().length())
                .max()
                .orElseThrow();
    }

    private GoldenWay encrypted(GoldenWay way) throws IOException, InterruptedException {
        KeyStores.create(directory.resolve("keys"));
        way.example()
                .line("matomo.sources.beats-1.ssl = true")
                .line("matomo.sources.beats-1.keystore = " + directory.resolve("keys/collector.p12"))
                .line("matomo.sources.beats-1.keystore-password = " + KeyStores.PASSWORD)
                .change("matomo.sources.beats.", "matomo.sources.beats-1.")
                .change("matomo.sources = beats", "matomo.sources = beats-1");
        return way;
    }

    /** The streams in turn, as Filebeat or, in version 1, logstash-forwarder writes them. */
    private static List<String> documents(GoldenWay way, boolean versionOne) {
        List<String> documents = new ArrayList<>();
        int longest = way.lines().values().stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (Map.Entry<String, List<GoldenWay.Line>> stream : way.lines().entrySet()) {
                if (i < stream.getValue().size()) {
                    GoldenWay.Line line = stream.getValue().get(i);
                    documents.add(versionOne ? flat(stream.getKey(), line) : nested(stream.getKey(), line));
                }
            }
        }
        return documents;
    }

    private static String flat(String stream, GoldenWay.Line line) {
        JsonObject document = new JsonObject();
        document.addProperty("host", stream);
        document.addProperty("file", "/var/log/nginx/access.log");
        document.addProperty("offset", String.valueOf(line.offset()));
        document.addProperty("line", line.text());
        return document.toString();
    }

    private static String nested(String stream, GoldenWay.Line line) {
        JsonObject host = new JsonObject();
        host.addProperty("name", stream);
        JsonObject file = new JsonObject();
        file.addProperty("path", "/var/log/nginx/access.log");
        JsonObject log = new JsonObject();
        log.add("file", file);
        log.addProperty("offset", line.offset());
        JsonObject document = new JsonObject();
        document.add("host", host);
        document.add("log", log);
        document.addProperty("message", line.text());
        return document.toString();
    }

    /** By stream, the ports of their sources. */
    private static Map<String, Integer> datagrams(GoldenWay way) throws IOException {
        GoldenWays.eachWithASource(way, "syslogudp", Map.of("host", "127.0.0.1", "maxSize", "65536"));
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (String stream : way.lines().keySet()) {
            ports.put(stream, Forwarders.freeForDatagrams());
            GoldenWays.set(way, stream, "port", ports.get(stream));
        }
        return ports;
    }

    private static Path log(GoldenWay way, String stream) throws IOException {
        StringBuilder text = new StringBuilder();
        way.lines().get(stream).forEach(line -> text.append(line.text()).append('\n'));
        return Files.write(
                way.directory().resolve(stream + ".log"), text.toString().getBytes(UTF_8));
    }

    /** Those of all streams in turn, none before the last one's datagram was taken: one that finds no room is lost without a word. */
    private static void call(Map<String, Integer> servers, Map<String, Integer> datagrams, GoldenWay way)
            throws IOException {
        Map<String, LoggedCalls> calls = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Integer> server : servers.entrySet()) {
                calls.put(server.getKey(), new LoggedCalls(server.getValue()));
            }
            int longest =
                    way.lines().values().stream().mapToInt(List::size).max().orElse(0);
            for (int i = 0; i < longest; i++) {
                for (Map.Entry<String, List<GoldenWay.Line>> stream :
                        way.lines().entrySet()) {
                    if (i < stream.getValue().size()) {
                        calls.get(stream.getKey()).send(stream.getValue().get(i).text());
                        int port = datagrams.get(stream.getKey());
                        await().pollInterval(Duration.ofMillis(1)).until(() -> Forwarders.waitingDatagrams(port) == 0);
                    }
                }
            }
        } finally {
            for (LoggedCalls open : calls.values()) {
                open.close();
            }
        }
    }
}
