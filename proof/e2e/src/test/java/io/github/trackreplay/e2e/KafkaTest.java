/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.golden.GoldenFolder;
import io.github.trackreplay.golden.GoldenHome;
import io.github.trackreplay.quickstart.AgentProcess;
import io.github.trackreplay.quickstart.DemoSite;
import io.github.trackreplay.quickstart.DemoTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code kafka-frontend.conf} and {@code kafka-collector.conf} with a real broker: recorded logs written live through a topic to two
 * collectors give the rows that Matomo wrote, whatever is killed, repeated or away meanwhile.
 */
@EnabledIfSystemProperty(
        named = "trackreplay.kafka",
        matches = "true",
        disabledReason = "needs a broker's 60 MB of jars: mvn verify -Dtrackreplay.kafka=true fetches them")
class KafkaTest {
    private static final double SPEED = Double.parseDouble(System.getProperty("trackreplay.fleet.speed", "6000"));

    private static final int DOCUMENTS = 200;
    private static final String ROWS = "SELECT COUNT(*) FROM matomo_log_link_visit_action";

    /** A quiet stream's past goes up to the present, and what is older than a week before that is not taken again. */
    private final long begin = Instant.now().minus(Duration.ofHours(1)).getEpochSecond();

    @TempDir
    Path directory;

    /** The frontends' producers may write twice what they cannot know to be written; the second one sends its whole log again. */
    @Test
    void collectorsAndBrokerMayDieAndWhatComesTwiceCountsOnce() throws Exception {
        try (GoldenFleet golden = GoldenFleet.throughKafka(directory, "mixed", SPEED)) {
            Fleet fleet = golden.fleet()
                    .maxHold("2 h")
                    .line("frontend.channels.kafka.kafka.producer.enable.idempotence = false");
            golden.startAll();
            golden.replay()
                    .when(0.1, golden::awaitAllStreams)
                    .when(0.2, () -> fleet.agent("collector1").kill())
                    .when(0.35, () -> start(() -> fleet.startCollector(1)))
                    .when(0.4, () -> fleet.awaitCollector(1))
                    .when(0.45, () -> fleet.agent("collector2").kill())
                    .when(0.55, () -> start(() -> fleet.startCollector(2)))
                    .when(0.6, () -> fleet.awaitCollector(2))
                    .when(0.65, () -> golden.broker().kill())
                    .when(0.75, () -> start(golden.broker()::start))
                    .when(0.8, () -> sendEverythingAgain(fleet))
                    .run();
            golden.awaitComplete(golden.replay().end());

            golden.assertIdentical();
        }
    }

    /** A frontend that has forgotten its positions reads its log from the beginning. */
    private static void sendEverythingAgain(Fleet fleet) {
        fleet.agent("web1").kill();
        try (Stream<Path> state = Files.walk(fleet.directory("web1").resolve("positions"))) {
            for (Path file : state.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
            fleet.startFrontend("web1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deep", "summertime"})
    void logsThatAreWrittenLiveGiveTheRowsOfMatomo(String name) throws Exception {
        try (GoldenFleet golden = GoldenFleet.throughKafka(directory, name, SPEED)) {
            golden.startAll();
            golden.replay().run();
            golden.awaitComplete(golden.replay().end());

            golden.assertIdentical();
        }
    }

    /** Prints how long; maxHold is ten minutes, and the line is waited for for one. */
    @Test
    void whatADeadCollectorHadGoesToTheOtherOneLongBeforeMaxHold() throws Exception {
        try (KafkaBroker broker = KafkaBroker.open(directory.resolve("kafka"));
                Frontend frontend = new Frontend(directory, Optional.of(broker))) {
            for (int number : List.of(1, 2)) {
                frontend.fleet().agent("collector" + number).kill();
                goesOn("collector " + number + " killed", frontend);
                frontend.fleet().startCollector(number);
                frontend.awaitCollector(number);
            }
            broker.kill();
            frontend.append();
            broker.start();
            long begun = System.nanoTime();
            await().atMost(Duration.ofMinutes(2)).until(() -> frontend.rows() == frontend.written());
            System.out.printf(
                    "Kafka, the broker killed and back: what waited is a row %d ms after it listens%n",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        }
    }

    /**
     * {@code pipelines/kafka.conf}: documents that a real shipper has put on a topic, by way of Flume's own KafkaSource. The agent is
     * killed, and a new group reads the whole topic again.
     */
    @Test
    void whatAShipperPutsOnATopicCountsOnce() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/kcat")), "kcat is not installed");
        try (KafkaBroker broker = KafkaBroker.open(directory.resolve("kafka"));
                TestDatabase database = TestDatabase.create()) {
            DemoSite site = new DemoSite(database.url(), database.user(), database.password());
            new DemoTables(site).create();
            try (AgentProcess agent = PipelineExample.agent(
                    KafkaBroker.agent(directory.resolve("agent")), directory.resolve("agent.log"), site)) {
                produce(broker, 0);
                agent.start("agent", "-f", pipeline(broker, site, "first").toString());
                awaitRows(site, DOCUMENTS);
                agent.kill();
                produce(broker, DOCUMENTS);
                agent.start("agent", "-f", pipeline(broker, site, "second").toString());
                awaitRows(site, 2 * DOCUMENTS);
            }
            assertThat(site.pageViews()).isEqualTo(2 * DOCUMENTS);
            assertThat(site.number("SELECT COUNT(DISTINCT idpageview) FROM matomo_log_link_visit_action"))
                    .isEqualTo(2 * DOCUMENTS);
            assertThat(site.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                    .isZero();
            assertThat(site.number("SELECT SUM(requests) FROM matomo_trackreplay_counter WHERE outcome = 'duplicate'"))
                    .isEqualTo(DOCUMENTS);
        }
    }

    /** The same with recorded logs, of each machine in one partition: the rows are Matomo's. */
    @ParameterizedTest
    @ValueSource(strings = {"mixed", "deep"})
    void recordedLogsOnATopicGiveMatomosRows(String name) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/kcat")), "kcat is not installed");
        try (KafkaBroker broker = KafkaBroker.open(directory.resolve("kafka"));
                GoldenWay way = new GoldenWay("kafka", "kafka.conf", directory, GoldenFolder.named(name));
                AgentProcess agent = PipelineExample.agent(
                        KafkaBroker.agent(directory.resolve("agent")), directory.resolve("agent.log"), way.site())) {
            PipelineExample example = way.example().change("kafka:9092", broker.servers());
            produce(broker, way, false);
            agent.start("agent", "-f", ofGroup(example, "first"));
            await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(() -> way.taken() > 0);
            agent.kill();
            produce(broker, way, true);
            agent.start("agent", "-f", ofGroup(example, "second"));
            await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(way::settled);
            way.assertIdentical();
            assertThat(way.again()).isPositive();
            assertThat(way.proven()).isEqualTo(way.lines().size());
        }
    }

    private static String ofGroup(PipelineExample example, String group) throws IOException {
        return example.set("matomo.sources.kafka.kafka.consumer.group.id", group)
                .write(group)
                .toString();
    }

    private void produce(KafkaBroker broker, GoldenWay way, boolean second) throws Exception {
        int partition = 0;
        for (Map.Entry<String, List<GoldenWay.Line>> stream : way.lines().entrySet()) {
            List<GoldenWay.Line> lines = stream.getValue();
            int middle = lines.size() / 2;
            List<String> documents = (second ? lines.subList(middle, lines.size()) : lines.subList(0, middle))
                    .stream()
                            .map(line -> PipelineTest.document(stream.getKey(), "", line.text()))
                            .toList();
            kcat(broker, Files.write(directory.resolve("documents"), documents), "-p", String.valueOf(partition++));
        }
    }

    private static void kcat(KafkaBroker broker, Path documents, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("/usr/bin/kcat", "-P", "-b", broker.servers(), "-t", "access", "-l", documents.toString()));
        command.addAll(1, List.of(options));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void oneTopicFeedsTwoDatabasesEachWithItsSites() throws Exception {
        GoldenFolder folder = GoldenFolder.named("pageviews");
        try (KafkaBroker broker = KafkaBroker.open(directory.resolve("kafka"));
                TestDatabase one = TestDatabase.create();
                TestDatabase two = TestDatabase.create()) {
            one.load(folder.before());
            two.load(folder.before());
            Fleet.Account account = new Fleet.Account(one.url(), one.user(), one.password());
            try (Fleet fleet = new Fleet(directory, account, GoldenHome.of(folder), List.of("web1"))
                            .source("disorder", "0")
                            .through(broker)
                            .group(1, one.url(), "1")
                            .group(2, two.url(), "-1");
                    Connection first = one.connect();
                    Connection second = two.connect()) {
                assertThat(number(second, "UPDATE matomo_site SET idsite = idsite + 100"))
                        .isPositive();
                Files.createDirectories(fleet.log("web1").getParent());
                for (int i = 0; i < DOCUMENTS; i++) {
                    String page = Frontend.page(i);
                    Files.writeString(
                            fleet.log("web1"),
                            i % 2 == 0 ? page : page.replace("idsite=1&", "idsite=101&"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND);
                }
                fleet.startCollector(1);
                fleet.startCollector(2);
                fleet.startFrontend("web1");

                String rows = "SELECT COUNT(*) FROM matomo_log_link_visit_action WHERE idsite = ";
                await().atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> number(first, rows + 1) + number(second, rows + 101) >= DOCUMENTS);
                assertThat(number(first, rows + 1)).isEqualTo(DOCUMENTS / 2);
                assertThat(number(second, rows + 101)).isEqualTo(DOCUMENTS / 2);
                String skipped = "SELECT SUM(requests) FROM matomo_trackreplay_counter WHERE reason = 'other-site'";
                assertThat(number(first, skipped)).isEqualTo(DOCUMENTS / 2);
                assertThat(number(second, skipped)).isEqualTo(DOCUMENTS / 2);
                assertThat(fleet.validate("web1").output())
                        .contains("topic trackreplay has 4 partitions, 1 replicas")
                        .contains("is lost with that broker");
                broker.kill();
                assertThat(fleet.validate("collector1").output())
                        .contains("no broker at " + broker.servers() + " answers");
            }
        }
    }

    /** For frontends whose logs cannot wait: a queue on disk before the topic. The agent is killed, and the broker away meanwhile. */
    @Test
    void flumesOwnSinkBehindAFileChannelBringsEachRequestOnceToo() throws Exception {
        GoldenFolder folder = GoldenFolder.named("pageviews");
        try (KafkaBroker broker = KafkaBroker.open(directory.resolve("kafka"));
                TestDatabase database = TestDatabase.create()) {
            database.load(folder.before());
            Fleet.Account account = new Fleet.Account(database.url(), database.user(), database.password());
            try (Fleet fleet = new Fleet(directory, account, GoldenHome.of(folder), List.of("web1")).through(broker);
                    Connection connection = database.connect()) {
                fleet.startFrontendWithFlumesSink("web1");
                fleet.startCollector(1);
                appendPages(fleet, 0);
                awaitRows(connection, DOCUMENTS);
                broker.kill();
                appendPages(fleet, DOCUMENTS);
                fleet.agent("web1").kill();
                broker.start();
                fleet.startFrontendWithFlumesSink("web1");
                awaitRows(connection, 2 * DOCUMENTS);
                assertThat(number(connection, ROWS)).isEqualTo(2 * DOCUMENTS);
            }
        }
    }

    private static void appendPages(Fleet fleet, int from) throws IOException {
        StringBuilder pages = new StringBuilder();
        for (int i = from; i < from + DOCUMENTS; i++) {
            pages.append(Frontend.page(i));
        }
        Files.createDirectories(fleet.log("web1").getParent());
        Files.writeString(fleet.log("web1"), pages, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void awaitRows(Connection connection, int rows) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> number(connection, ROWS) >= rows);
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return statement.getUpdateCount();
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private void awaitRows(DemoSite site, int rows) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> site.pageViews() >= rows);
    }

    private void produce(KafkaBroker broker, int from) throws IOException, InterruptedException {
        StringBuilder documents = new StringBuilder();
        for (int i = from; i < from + DOCUMENTS; i++) {
            documents
                    .append(PipelineTest.document("web2", "", PipelineTest.line("web2", i, begin)))
                    .append('\n');
        }
        kcat(broker, Files.writeString(directory.resolve("documents"), documents));
    }

    private Path pipeline(KafkaBroker broker, DemoSite site, String group) throws IOException {
        return new PipelineExample("kafka.conf", directory, site)
                .change("kafka:9092", broker.servers())
                .change("consumer.group.id = trackreplay", "consumer.group.id = " + group)
                .change("streams = web1 web2", "streams = web2")
                .write(group);
    }

    private static void goesOn(String what, Frontend frontend) throws Exception {
        System.out.printf(
                "Kafka, %s: the next line is a row after %d ms%n",
                what, TimeUnit.NANOSECONDS.toMillis(frontend.line()));
    }

    private interface Starting {
        void run() throws IOException;
    }

    private static void start(Starting starting) {
        try {
            starting.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
