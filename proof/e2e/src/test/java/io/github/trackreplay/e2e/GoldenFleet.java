/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.trackreplay.database.EmbeddedMariaDb;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.golden.Canon;
import io.github.trackreplay.golden.Comparison;
import io.github.trackreplay.golden.GoldenFolder;
import io.github.trackreplay.golden.GoldenHome;
import io.github.trackreplay.status.Status;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A golden case, a fleet with one frontend for each of its logs, and a database server of its own. */
final class GoldenFleet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final GoldenFolder folder;
    private final EmbeddedMariaDb server;
    private final TestDatabase database;
    private final Fleet fleet;
    private final LiveReplay replay;
    private Optional<KafkaBroker> broker = Optional.empty();
    private long begun;

    GoldenFleet(Path directory, String name, double speed) throws Exception {
        folder = GoldenFolder.named(name);
        server = EmbeddedMariaDb.in(TestDatabase.directory(), TestDatabase.newDataDirectory(), List.of());
        server.start();
        database = TestDatabase.create(server);
        database.load(folder.before());
        fleet = new Fleet(
                directory,
                new Fleet.Account(database.url(), database.user(), database.password()),
                GoldenHome.of(folder),
                List.copyOf(folder.frontends().keySet()));
        fleet.source("clockFile", fleet.clock().toString()).source("heartbeat", "100 ms");
        Map<Path, byte[]> logs = new LinkedHashMap<>();
        folder.frontends().forEach((frontend, log) -> logs.put(fleet.log(frontend), log));
        replay = new LiveReplay(logs, fleet.clock(), speed);
    }

    /** The same with a Kafka as the queue. */
    static GoldenFleet throughKafka(Path directory, String name, double speed) throws Exception {
        KafkaBroker broker = KafkaBroker.open(directory.resolve("kafka"));
        try {
            GoldenFleet golden = new GoldenFleet(directory, name, speed);
            golden.broker = Optional.of(broker);
            golden.fleet.through(broker);
            return golden;
        } catch (Exception e) {
            broker.close();
            throw e;
        }
    }

    KafkaBroker broker() {
        return broker.orElseThrow();
    }

    Fleet fleet() {
        return fleet;
    }

    LiveReplay replay() {
        return replay;
    }

    EmbeddedMariaDb server() {
        return server;
    }

    void startAll() throws Exception {
        begun = System.nanoTime();
        fleet.startCollector(1);
        fleet.startCollector(2);
        for (String stream : folder.frontends().keySet()) {
            fleet.startFrontend(stream);
        }
    }

    /** Waits until something of every frontend has arrived, so that troubles meet a fleet that runs. */
    void awaitAllStreams() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> fleet.status().streams().stream()
                                .filter(stream -> stream.bytes().read() > 0)
                                .count()
                        == folder.frontends().size());
    }

    /** Waits until everything up to a time in the logs has been applied. */
    void awaitComplete(Instant time) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .conditionEvaluationListener(condition -> {
                    if (!condition.isSatisfied() && condition.getRemainingTimeInMS() < 400) {
                        System.out.println(fleet.said());
                    }
                })
                .until(() -> fleet.status()
                        .reach()
                        .completeThrough()
                        .filter(through -> !through.isBefore(time))
                        .isPresent());
    }

    /** The rows that Matomo wrote, every byte accounted for, nothing late. */
    void assertIdentical() throws SQLException {
        Status status = fleet.status();
        assertThat(status.heldRequests()).isZero();
        assertThat(status.bytes().balanced()).isTrue();
        folder.frontends()
                .forEach((name, log) -> assertThat(status.streams())
                        .filteredOn(stream -> stream.name().equals(name))
                        .singleElement()
                        .satisfies(stream -> {
                            assertThat(stream.bytes().read()).isEqualTo(log.length);
                            assertThat(stream.bytes().lost()).isZero();
                            assertThat(stream.requests().late()).isZero();
                        }));
        Comparison comparison = new Comparison(expected(), rows(), GoldenHome.incomparable());
        System.out.printf(
                "%s through a fleet of %d frontends: %d of %d visits identical, outcomes %s, late %d, %d commits, %d s%n",
                folder,
                folder.frontends().size(),
                comparison.identical(),
                comparison.all(),
                outcomes(status),
                status.streams().stream()
                        .mapToLong(stream -> stream.requests().late())
                        .sum(),
                status.commits(),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
        assertThat(comparison.same())
                .as(String.join("\n", comparison.differences().stream().limit(5).toList()))
                .isTrue();
    }

    private static Map<String, Long> outcomes(Status status) {
        Map<String, Long> all = new TreeMap<>();
        status.streams()
                .forEach(stream ->
                        stream.requests().outcomes().forEach((name, count) -> all.merge(name, count, Long::sum)));
        return all;
    }

    private List<JsonObject> expected() {
        return folder.expected().stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private List<JsonObject> rows() throws SQLException {
        try (Connection connection = database.connect()) {
            return Canon.of(connection, Fleet.PREFIX, folder.logs());
        }
    }

    @Override
    public void close() {
        fleet.close();
        broker.ifPresent(KafkaBroker::close);
        database.close();
        server.close();
    }
}
