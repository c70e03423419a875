/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.awaitility.Awaitility.await;

import io.github.trackreplay.golden.GoldenFolder;
import io.github.trackreplay.quickstart.AgentProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Several ways for one golden case, each to a database of its own, in one Flume 1.11.0 as it is released, with our plugin. For one thread.
 */
final class GoldenWays implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path directory;
    private final GoldenFolder folder;
    private final List<GoldenWay> ways = new ArrayList<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private Optional<AgentProcess> flume = Optional.empty();

    /** @param name of the golden case */
    GoldenWays(Path directory, String name) {
        this.directory = directory;
        this.folder = GoldenFolder.named(name);
    }

    /** @param name of the way, and of its channel and sink */
    GoldenWay way(String name, String example) throws IOException {
        GoldenWay way = new GoldenWay(name, example, directory, folder);
        ways.add(way);
        return way;
    }

    /** One whose source listens on a port of the test's. */
    GoldenWay listening(String name, String example, String source) throws IOException {
        GoldenWay way = way(name, example);
        ports.put(name, Shippers.freePort());
        way.example().set("matomo.sources." + source + ".port", String.valueOf(port(way)));
        return way;
    }

    int port(GoldenWay way) {
        return ports.get(way.toString());
    }

    /** Has a source for each stream in place of the one of {@code syslog.conf}; each is named by {@link #source}. */
    static void eachWithASource(GoldenWay way, String type, Map<String, String> settings) {
        List<String> names = new ArrayList<>();
        PipelineExample example = way.example().without("matomo.sources.syslog.");
        for (String stream : way.lines().keySet()) {
            names.add(source(way, stream));
            Map<String, String> all = new LinkedHashMap<>(settings);
            all.put("type", type);
            all.put("channels", "requests");
            all.put("interceptors", "request");
            all.put("interceptors.request.type", "io.github.trackreplay.interceptor.TrackingInterceptor$Builder");
            all.put("interceptors.request.stream", stream);
            all.forEach((setting, value) -> set(way, stream, setting, value));
        }
        example.set("matomo.sources", String.join(" ", names));
    }

    private static String source(GoldenWay way, String stream) {
        return way + "-" + stream;
    }

    /** A further setting of a stream's source. */
    static void set(GoldenWay way, String stream, String setting, Object value) {
        way.example().line("matomo.sources." + source(way, stream) + "." + setting + " = " + value);
    }

    /** Starts Flume, with all ways that there are when it is started first. */
    void start() throws IOException {
        if (flume.isEmpty()) {
            flume = Optional.of(configured());
        }
        flume.get().start("agent", "-f", directory.resolve("agent.conf").toString());
    }

    private AgentProcess configured() throws IOException {
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

    void kill() {
        flume.orElseThrow().kill();
    }

    /** What has to come to be. */
    interface Condition {
        boolean holds() throws Exception;
    }

    void until(Condition condition) {
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

    /** What Flume has said. */
    String said() {
        try {
            return Files.readString(directory.resolve("agent.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** When everything has been applied, the rows of each way are those that Matomo wrote. */
    void assertIdentical() throws Exception {
        for (GoldenWay way : ways) {
            until(way::settled);
            way.assertIdentical();
        }
    }

    List<GoldenWay> all() {
        return List.copyOf(ways);
    }

    @Override
    public void close() {
        flume.ifPresent(AgentProcess::close);
        ways.forEach(GoldenWay::close);
    }
}
