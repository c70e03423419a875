/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.golden.GoldenFolder;
import io.github.trackreplay.golden.GoldenHome;
import io.github.trackreplay.quickstart.AgentProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a line takes to become a committed row with the files in {@code conf-examples} and their defaults, in which only
 * names, paths and ports are replaced. Each line is alone: all that waits for it waits for heartbeats. Only with {@code
 * -Dtrackreplay.latency=true}; prints figures.
 */
@EnabledIfSystemProperty(named = "trackreplay.latency", matches = "true")
class ExampleLatencyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final boolean COMBINED = Boolean.getBoolean("trackreplay.latency.combined");

    @TempDir
    Path directory;

    private final TestDatabase database = TestDatabase.create();
    private final GoldenFolder folder = GoldenFolder.named("pageviews");
    private int written;

    @Test
    void oneStreamWithSingleConf() throws Exception {
        single("single.conf, one stream", "web1", 1);
    }

    @Test
    void tenStreamsWithSingleConf() throws Exception {
        single("single.conf, ten streams", "%{basename}", 10);
    }

    @Test
    void oneStreamWithFrontendAndCollector() throws Exception {
        hop("frontend.conf and collector.conf, one stream", "web1", List.of("web1"));
    }

    @Test
    void tenStreamsWithFrontendAndCollector() throws Exception {
        hop(
                "frontend.conf and collector.conf, ten streams",
                "%{basename}",
                IntStream.range(0, 10).mapToObj(i -> "web" + i + ".log").toList());
    }

    private void single(String what, String stream, int logs) throws Exception {
        database.load(folder.before());
        Path configuration = Files.writeString(
                directory.resolve("agent.conf"),
                Files.readString(Path.of("../../conf-examples/single.conf"))
                                .replace("stream = web1", "stream = " + stream)
                                .replace("startAt = end", "startAt = beginning")
                                .replace("/var/log/nginx/tracking.log*", directory + "/web*.log*")
                                .replace(
                                        "/var/lib/trackreplay",
                                        directory.resolve("lib").toString())
                                .replace("jdbc:mysql://127.0.0.1:3306/matomo", database.url())
                                .replace("user = trackreplay", "user = " + database.user())
                                .replace(
                                        "/var/www/matomo", GoldenHome.of(folder).toString())
                        + "matomo.sinks.tables.createTables = true\n");
        try (AgentProcess agent = new AgentProcess(
                        Agent.home(),
                        directory.resolve("agent.out"),
                        Map.of("TRACKREPLAY_PASSWORD", database.password()));
                Connection connection = database.connect()) {
            IntStream.range(0, logs).forEach(i -> create(log(i)));
            agent.start("agent", "-f", configuration.toString());
            await().atMost(PATIENCE)
                    .until(() ->
                            Files.readString(directory.resolve("agent.out")).contains("follows"));
            measure(what, connection, logs);
        } finally {
            database.close();
        }
    }

    private void hop(String what, String stream, List<String> streams) throws Exception {
        database.load(folder.before());
        Fleet.Account account = new Fleet.Account(database.url(), database.user(), database.password());
        try (Fleet fleet = new Fleet(directory, account, GoldenHome.of(folder), streams)
                        .source("stream", stream)
                        .source("files", directory + "/web*.log*")
                        .lasting(192);
                Connection connection = database.connect()) {
            IntStream.range(0, streams.size()).forEach(i -> create(log(i)));
            fleet.startCollector(1);
            fleet.awaitCollector(1);
            fleet.startFrontend("front");
            measure(what, connection, streams.size());
        } finally {
            database.close();
        }
    }

    private Path log(int number) {
        return directory.resolve("web" + number + ".log");
    }

    private static void create(Path log) {
        try {
            Files.writeString(log, "GET /first-line-of-" + log.getFileName() + "\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void measure(String what, Connection connection, int logs) throws Exception {
        try (PreparedStatement rows =
                connection.prepareStatement("SELECT COUNT(*) FROM " + Fleet.PREFIX + "log_link_visit_action")) {
            Latencies.measure(what, () -> line(logs, rows));
        }
    }

    private long line(int logs, PreparedStatement rows) throws Exception {
        long begun = System.nanoTime();
        Files.writeString(
                log(written++ * 7 % logs),
                COMBINED ? Frontend.page(written) : json(written),
                StandardOpenOption.APPEND);
        while (count(rows) < written) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as(this::said)
                    .isLessThan(PATIENCE);
            LockSupport.parkNanos(1_000_000);
        }
        return System.nanoTime() - begun;
    }

    /** As nginx-trackreplay.conf has it written. */
    private static String json(int page) {
        long now = System.currentTimeMillis();
        return String.format(
                Locale.ROOT,
                "{\"time\":\"%d.%03d\",\"client\":\"203.0.113.7\",\"method\":\"GET\",\"uri\":\"/matomo.php?idsite=1&rec=1"
                        + "&url=http%%3A%%2F%%2Fexample.org%%2F%d\",\"status\":\"204\",\"user-agent\":\"Mozilla/5.0 (X11; Linux"
                        + " x86_64; rv:122.0) Gecko/20100101 Firefox/122.0\"}%n",
                now / 1000,
                now % 1000,
                page);
    }

    private String said() {
        try {
            Path log = directory.resolve("agent.out");
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static long count(PreparedStatement rows) throws SQLException {
        try (ResultSet row = rows.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
