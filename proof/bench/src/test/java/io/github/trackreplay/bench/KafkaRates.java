/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.database.TestDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How fast collectors drain a topic, one and two of them, beside an import of the same logs in the same run: the packed program with Flume's
 * channel for Kafka, configured as in {@code kafka-frontend.conf} and {@code kafka-collector.conf}, and a real broker. The topic is filled
 * before; each group counts from the start of its processes to the commit of the last request.
 */
@Command(
        name = "kafka",
        mixinStandardHelpOptions = true,
        description =
                "Compares one and two collectors that drain a topic with an import. Exit codes: 0 measured, 1 something went"
                        + " wrong.")
public final class KafkaRates implements Callable<Integer> {
    private static final String FORMAT = "trackreplay_json";
    private static final int STREAMS = 4;
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofHours(1);

    @Option(names = "--agent", required = true, paramLabel = "DIR", description = "The unpacked program.")
    private Path agent;

    @Option(names = "--broker", required = true, paramLabel = "DIR", description = "Jars of a broker.")
    private Path broker;

    @Option(names = "--modules", required = true, paramLabel = "DIR", description = "Jars of Flume's Kafka modules.")
    private Path modules;

    @Option(names = "--requests", paramLabel = "N", defaultValue = "200000", description = "Default: ${DEFAULT-VALUE}")
    private int requests;

    @Option(names = "--setting", paramLabel = "LINE", description = "A further line of the collectors' configuration.")
    private List<String> settings = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there.")
    private Path json;

    private final PrintStream out = System.out;

    public static void main(String[] args) {
        System.exit(new CommandLine(new KafkaRates()).execute(args));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Files.createDirectories(TestDatabase.directory());
        Path directory = Files.createTempDirectory(TestDatabase.directory(), "kafka-");
        try (BenchDatabase database = new BenchDatabase();
                KafkaServer kafka = new KafkaServer(directory.resolve("kafka"), broker, STREAMS)) {
            List<Path> logs = new ArrayList<>();
            Path folder = Files.createDirectories(directory.resolve("logs"));
            for (int i = 1; i <= STREAMS; i++) {
                logs.add(folder.resolve("web" + i));
            }
            BenchLog.write(logs, FORMAT, new Traffic(1), requests);
            Path home = withModules(directory.resolve("home"));
            fill(database, kafka, home, directory);
            database.createMatomo("imported");
            Cost imported = ImportProcess.measured("import", agent, out, database, "imported", logs, FORMAT, requests);
            Cost one = drained("one", 1, database, kafka, home, directory);
            Cost two = drained("two", 2, database, kafka, home, directory);
            report(imported, one, two);
        } finally {
            Trees.delete(directory);
        }
        return 0;
    }

    /** The packed program as its users have made it ready for Kafka. */
    private Path withModules(Path home) throws IOException {
        Path from = agent.toAbsolutePath();
        Files.createDirectories(home.resolve("bin"));
        Files.copy(from.resolve("bin/trackreplay"), home.resolve("bin/trackreplay"));
        for (String name : List.of("lib", "conf")) {
            Files.createSymbolicLink(home.resolve(name), from.resolve(name));
        }
        Path plugins = Files.createDirectories(home.resolve("plugins.d"));
        Files.createSymbolicLink(plugins.resolve("trackreplay"), from.resolve("plugins.d/trackreplay"));
        Files.createSymbolicLink(
                Files.createDirectories(plugins.resolve("kafka")).resolve("lib"), modules.toAbsolutePath());
        return home;
    }

    private void fill(BenchDatabase database, KafkaServer kafka, Path home, Path directory)
            throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(channel(kafka));
        String source = "matomo.sources.access.";
        lines.addAll(List.of(
                "matomo.sources = access",
                source + "type = io.github.trackreplay.source.AccessLogSource",
                source + "channels = kafka",
                source + "stream = %{basename}",
                source + "files = " + directory.resolve("logs") + "/web*",
                source + "startAt = beginning",
                source + "positions = " + directory.resolve("positions"),
                source + "interceptors = request",
                source + "interceptors.request.type = io.github.trackreplay.interceptor.TrackingInterceptor$Builder",
                source + "interceptors.request.format = " + FORMAT,
                source + "interceptors.request.compression = gzip",
                source + "interceptors.request.streamHeader = key",
                "matomo.channels.kafka.kafka.producer.acks = all",
                "matomo.channels.kafka.kafka.producer.max.request.size = 8388608"));
        try (MeasuredAgent frontend =
                MeasuredAgent.start(home, Files.createDirectories(directory.resolve("frontend")), database, lines)) {
            frontend.awaitRest();
        }
    }

    private static List<String> channel(KafkaServer kafka) {
        String channel = "matomo.channels.kafka.";
        return List.of(
                "matomo.channels = kafka",
                channel + "type = org.apache.flume.channel.kafka.KafkaChannel",
                channel + "kafka.bootstrap.servers = " + kafka.address(),
                channel + "kafka.topic = trackreplay",
                channel + "parseAsFlumeEvent = true");
    }

    private List<String> collector(KafkaServer kafka, BenchDatabase database, String schema, Path directory) {
        List<String> lines = new ArrayList<>(channel(kafka));
        String channel = "matomo.channels.kafka.";
        String sink = "matomo.sinks.tables.";
        lines.addAll(List.of(
                channel + "kafka.consumer.group.id = " + schema,
                channel + "kafka.consumer.auto.offset.reset = earliest",
                channel + "kafka.consumer.session.timeout.ms = 6000",
                channel + "kafka.consumer.heartbeat.interval.ms = 2000",
                channel + "kafka.consumer.max.poll.records = 100",
                channel + "pollTimeout = 20",
                "matomo.sinks = tables",
                sink + "type = io.github.trackreplay.sink.MySqlSink",
                sink + "channel = kafka",
                sink + "url = " + database.url(schema),
                sink + "user = " + database.user(),
                sink + "password = ${env:" + MeasuredAgent.PASSWORD + "}",
                sink + "streams = web1 web2 web3 web4",
                sink + "commitFile = " + directory.resolve("commit")));
        lines.addAll(settings);
        return lines;
    }

    private Cost drained(
            String name, int collectors, BenchDatabase database, KafkaServer kafka, Path home, Path directory)
            throws IOException, SQLException {
        database.createMatomo(name);
        database.createLedger(name);
        database.restart();
        Duration serverBefore = ProcessorTime.ofServer();
        List<MeasuredAgent> processes = new ArrayList<>();
        long begun = System.nanoTime();
        try (Applied applied = new Applied(database, name)) {
            for (int i = 1; i <= collectors; i++) {
                Path own = Files.createDirectories(directory.resolve(name + i));
                processes.add(MeasuredAgent.start(home, own, database, collector(kafka, database, name, own)));
            }
            applied.await(requests, LOOK, PATIENCE);
            return new Cost(
                    name,
                    requests,
                    Duration.ofNanos(System.nanoTime() - begun),
                    processes.stream().map(MeasuredAgent::processorTime).reduce(Duration.ZERO, Duration::plus),
                    ProcessorTime.ofServer().minus(serverBefore));
        } finally {
            processes.forEach(MeasuredAgent::close);
        }
    }

    private void report(Cost imported, Cost one, Cost two) throws IOException {
        Cost.table(List.of(imported, one, two)).forEach(out::println);
        double ofImport = one.perSecond() / imported.perSecond();
        double ofOne = two.perSecond() / one.perSecond();
        out.printf(
                Locale.ROOT,
                "%nOne collector drains the topic at %.2f of the import's rate, two at %.2f of one's.%n",
                ofImport,
                ofOne);
        Map<String, Double> figures = new LinkedHashMap<>(imported.figures());
        figures.putAll(one.figures());
        figures.putAll(two.figures());
        figures.put("one.share", ofImport);
        figures.put("two.share", ofOne);
        Cost.print(figures, out, json);
    }
}
