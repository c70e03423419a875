/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.quickstart.AgentProcess;
import io.github.trackreplay.status.ReadStatus;
import io.github.trackreplay.status.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Frontends and two collectors as {@code conf-examples/frontend.conf} and {@code collector.conf} make them, encrypted hop and
 * fail-over included, all on this machine. Only names, directories and ports are replaced.
 */
final class Fleet implements AutoCloseable {
    static final String PREFIX = "matomo_";

    private static final Path EXAMPLES = Path.of("../../conf-examples");

    /** An account of a database. */
    record Account(String url, String user, String password) {
        Connection connect() throws SQLException {
            return DriverManager.getConnection(url, user, password);
        }
    }

    private final Path directory;
    private final Account account;
    private final Path matomoHome;
    private final List<String> streams;
    private final int[] ports = {freePort(), freePort()};
    private final Map<String, AgentProcess> agents = new LinkedHashMap<>();
    private final Map<String, String> further = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();
    private final Map<Integer, String> groups = new HashMap<>();
    private final Map<Integer, String> urls = new HashMap<>();
    private String maxHold = "10 m";
    private int collectorHeap = 192;
    private Path home = Agent.home();
    private Optional<String> kafka = Optional.empty();
    private String javaOptions = Agent.QUICK_START;

    /** Nothing runs yet; our tables are created. */
    Fleet(Path directory, Account account, Path matomoHome, List<String> streams) throws Exception {
        this.directory = directory;
        this.account = account;
        this.matomoHome = matomoHome;
        this.streams = List.copyOf(streams);
        KeyStores.create(directory.resolve("etc"));
        Files.setLastModifiedTime(Files.createFile(clock()), FileTime.fromMillis(0));
        Command schema = command("schema");
        if (schema.exitCode() != 0) {
            throw new IllegalStateException(schema.output());
        }
    }

    /** The present time in the logs. */
    Path clock() {
        return directory.resolve("clock");
    }

    /** Where an agent keeps its state. */
    Path directory(String agent) {
        return directory.resolve(agent);
    }

    Path log(String stream) {
        return directory(stream).resolve("log/access.log");
    }

    /** A setting of every frontend's source that the example does not have. */
    Fleet source(String setting, String value) {
        further.put(setting, value);
        return this;
    }

    /** A line of every frontend's configuration that the example does not have. */
    Fleet line(String setting) {
        lines.add(setting);
        return this;
    }

    /** For how long collectors that start from now on wait for a silent frontend. */
    Fleet maxHold(String time) {
        maxHold = time;
        return this;
    }

    /** Agents that start from now on run as in production: compiled fully, collectors with so many MiB of heap. */
    Fleet lasting(int heap) {
        javaOptions = "";
        collectorHeap = heap;
        return this;
    }

    /** Agents that start from now on use a Kafka as the queue between them, as kafka-frontend.conf and kafka-collector.conf do. */
    Fleet through(KafkaBroker broker) throws IOException {
        kafka = Optional.of(broker.servers());
        home = KafkaBroker.agent(directory.resolve("kafka-agent"));
        return this;
    }

    /** A collector of another database on the same topic: its group, and the sites that it applies. */
    Fleet group(int collector, String url, String sites) {
        urls.put(collector, url);
        groups.put(collector, sites);
        return this;
    }

    /** The way to the database of a collector that starts from now on. */
    Fleet database(int collector, String url) {
        urls.put(collector, url);
        return this;
    }

    void startCollector(int number) throws IOException {
        String name = "collector" + number;
        String text = example("collector.conf", name)
                .replace("bind = 0.0.0.0", "bind = 127.0.0.1")
                .replace("port = 4545", "port = " + ports[number - 1])
                .replace("jdbc:mysql://db.example:3306/matomo", urls.getOrDefault(number, account.url()))
                .replace("user = trackreplay", "user = " + account.user())
                .replace("/var/www/matomo", matomoHome.toString())
                .replace("streams = web1 web2", "streams = " + String.join(" ", streams))
                .replace("maxHold = 10 m", "maxHold = " + maxHold);
        if (groups.containsKey(number)) {
            text = text.replace("group.id = trackreplay-matomo", "group.id = " + name)
                    + "\ncollector.sinks.tables.createTables = true\ncollector.sinks.tables.sites = "
                    + groups.get(number) + "\n";
        }
        start(name, text);
    }

    /** What {@code validate} says of an agent that was started, without running it. */
    Command validate(String agent) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "validate", ".txt");
        try (AgentProcess process = new AgentProcess(home, output, environment(64))) {
            process.start("validate", "-f", directory.resolve(agent + ".conf").toString());
            process.awaitExit(2, TimeUnit.MINUTES);
            return new Command(process.exitCode(), Files.readString(output));
        }
    }

    /** Waits until a collector can be reached; where Kafka is between, until it has looked at the database. */
    void awaitCollector(int number) {
        if (kafka.isPresent()) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> saidLast("collector" + number).contains("Replaying into"));
            return;
        }
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports[number - 1])) {
                return socket.isConnected();
            }
        });
    }

    void startFrontend(String stream) throws IOException {
        StringBuilder text = new StringBuilder(example("frontend.conf", stream)
                .replace("stream = web1", "stream = " + stream)
                .replace(".files = /var/log/nginx/tracking.log*", ".files = " + log(stream) + "*")
                .replace("startAt = end", "startAt = beginning")
                .replace("collector1.example", "127.0.0.1")
                .replace("collector2.example", "127.0.0.1")
                .replace("first.port = 4545", "first.port = " + ports[0])
                .replace("second.port = 4545", "second.port = " + ports[1]));
        further.forEach((name, value) ->
                text.append("frontend.sources.access." + name + " = " + value).append('\n'));
        lines.forEach(line -> text.append(line).append('\n'));
        Files.createDirectories(log(stream).getParent());
        start(stream, text.toString());
    }

    /** A frontend whose channel is a file and whose sink is Flume's own for Kafka, set as validate wants it. */
    void startFrontendWithFlumesSink(String stream) throws IOException {
        String ours = Files.readString(EXAMPLES.resolve("frontend.conf"))
                .replaceAll("(?m)^frontend\\.(sinks|sinkgroups).*$", "");
        String text = placed(ours, stream)
                .replace(".files = /var/log/nginx/tracking.log*", ".files = " + log(stream) + "*")
                .replace("startAt = end", "startAt = beginning");
        Files.createDirectories(log(stream).getParent());
        start(stream, text + """
                frontend.sources.access.disorder = 0
                frontend.sources.access.interceptors.request.streamHeader = key
                frontend.sinks = kafka
                frontend.sinks.kafka.type = org.apache.flume.sink.kafka.KafkaSink
                frontend.sinks.kafka.channel = requests
                frontend.sinks.kafka.kafka.bootstrap.servers = SERVERS
                frontend.sinks.kafka.kafka.topic = trackreplay
                frontend.sinks.kafka.useFlumeEventFormat = true
                frontend.sinks.kafka.kafka.producer.acks = all
                frontend.sinks.kafka.kafka.producer.max.request.size = 8388608
                """.replace("SERVERS", kafka.orElseThrow()));
    }

    private String placed(String text, String name) {
        return text.replace("/var/lib/trackreplay", directory.resolve(name).toString())
                .replace("/etc/trackreplay", directory.resolve("etc").toString());
    }

    private String example(String file, String name) throws IOException {
        return placed(Files.readString(EXAMPLES.resolve((kafka.isPresent() ? "kafka-" : "") + file)), name)
                .replace("kafka:9092", kafka.orElse("kafka:9092"));
    }

    private void start(String name, String configuration) throws IOException {
        Path file = Files.writeString(directory.resolve(name + ".conf"), configuration);
        AgentProcess agent = agents.computeIfAbsent(
                name,
                n -> new AgentProcess(home, agentLog(n), environment(n.startsWith("collector") ? collectorHeap : 96)));
        agent.start("agent", "-f", file.toString());
    }

    private Map<String, String> environment(int heap) {
        return Map.of(
                "TRACKREPLAY_PASSWORD",
                account.password(),
                "TRACKREPLAY_KEYSTORE_PASSWORD",
                KeyStores.PASSWORD,
                "TRACKREPLAY_TRUSTSTORE_PASSWORD",
                KeyStores.PASSWORD,
                "TRACKREPLAY_HEAP",
                Integer.toString(heap),
                "TRACKREPLAY_OPTS",
                javaOptions);
    }

    /** Whether an agent's channel has got the pack that ends at an offset: packs say so in a header. */
    boolean channelHolds(String agent, long end) throws IOException {
        Pattern header = Pattern.compile("trackreplay\\.end.." + end + "\\D", Pattern.DOTALL);
        try (Stream<Path> files = Files.list(directory(agent).resolve("channel/data"))) {
            for (Path file : files.filter(f -> f.getFileName().toString().matches("log-\\d+"))
                    .toList()) {
                if (header.matcher(Files.readString(file, ISO_8859_1)).find()) {
                    return true;
                }
            }
        }
        return false;
    }

    AgentProcess agent(String name) {
        return agents.get(name);
    }

    Path agentLog(String name) {
        return directory.resolve(name + ".out");
    }

    /** What an agent has said since it was started last. */
    String saidLast(String name) throws IOException {
        String all = Files.readString(agentLog(name));
        return all.substring(Math.max(0, all.lastIndexOf(" starts with ")));
    }

    /** What all agents have said, for a test that fails. */
    String said() {
        StringBuilder all = new StringBuilder();
        agents.keySet().forEach(name -> {
            try {
                all.append("--- " + name + "\n" + Files.readString(agentLog(name)));
            } catch (IOException e) {
                all.append(e);
            }
        });
        return all.toString();
    }

    /** What a command ended with and printed. */
    record Command(int exitCode, String output) {}

    /** Runs a command on the database. */
    Command command(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--url", account.url(), "--user", account.user(), "--password-env", "TRACKREPLAY_PASSWORD"));
        Path output = Files.createTempFile(directory, "command", ".txt");
        try (AgentProcess process = new AgentProcess(Agent.home(), output, environment(64))) {
            process.start(all.toArray(String[]::new));
            process.awaitExit(2, TimeUnit.MINUTES);
            return new Command(process.exitCode(), Files.readString(output));
        }
    }

    Status status() throws SQLException {
        try (Connection connection = account.connect()) {
            return new ReadStatus(new LedgerTables(PREFIX)).run(connection);
        }
    }

    Account account() {
        return account;
    }

    @Override
    public void close() {
        agents.values().forEach(AgentProcess::kill);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
