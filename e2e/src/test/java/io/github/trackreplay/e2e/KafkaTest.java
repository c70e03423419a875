/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

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
            await().atMost(Duration.ofSeconds(120)).until(() -> frontend.rows() == frontend.written());
            System.out.printf(
                    "Kafka, the broker killed and back: what waited is a row %d ms after it listens%n",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        }
    }

    private static void goesOn(String what, Frontend frontend) throws Exception {
        System.out.printf(
                "Kafka, %s: the next line is a row after %d ms%n", what, TimeUnit.NANOSECONDS.toMillis(frontend.line()));
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
