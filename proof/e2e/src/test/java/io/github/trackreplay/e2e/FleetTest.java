/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many frontends, two collectors, one database: recorded logs written live give the rows that Matomo wrote.
 *
 * <p>Takes minutes: {@code -Dtrackreplay.fleet=true} runs all cases, with and without troubles;
 * {@code -Dtrackreplay.fleet.speed=100} says how fast (a case lasts 31 to 40 h in its own time).
 */
class FleetTest {
    private static final double SPEED = Double.parseDouble(System.getProperty("trackreplay.fleet.speed", "6000"));

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"deep", "mixed", "summertime"})
    @EnabledIfSystemProperty(named = "trackreplay.fleet", matches = "true")
    void frontendsCollectorsAndDatabaseMayGoAwayAndTheRowsAreStillThoseOfMatomo(String name) throws Exception {
        troubled(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mixed", "summertime", "deep"})
    @EnabledIfSystemProperty(named = "trackreplay.fleet", matches = "true")
    void logsThatAreWrittenLiveGiveTheRowsOfMatomo(String name) throws Exception {
        try (GoldenFleet golden = new GoldenFleet(directory, name, SPEED)) {
            golden.startAll();
            golden.replay().run();
            golden.awaitComplete(golden.replay().end());

            golden.assertIdentical();
        }
    }

    private void troubled(String name) throws Exception {
        try (GoldenFleet golden = new GoldenFleet(directory, name, SPEED)) {
            Fleet fleet = golden.fleet();
            LiveReplay replay = golden.replay();
            AtomicReference<Fleet.Command> before = new AtomicReference<>();
            Instant half = replay.at(0.5);
            // the collectors' clock is the real one: half of a run in real time is longer than the example waits
            fleet.maxHold("2 h");
            golden.startAll();
            replay.when(0.1, golden::awaitAllStreams)
                    .when(0.2, () -> fleet.agent("web1").stop())
                    .when(0.3, () -> fleet.agent("collector1").kill())
                    .when(0.4, () -> start(() -> fleet.startCollector(1)))
                    .when(0.45, () -> fleet.awaitCollector(1))
                    .when(0.5, () -> fleet.agent("collector2").kill())
                    .when(0.6, () -> start(() -> fleet.startCollector(2)))
                    .when(0.65, () -> fleet.awaitCollector(2))
                    .when(0.69, () -> before.set(run(fleet, "complete", "--through", half.toString())))
                    .when(0.7, () -> start(() -> fleet.startFrontend("web1")))
                    .when(0.8, () -> golden.server().kill())
                    .when(0.9, () -> golden.server().start())
                    .run();
            golden.awaitComplete(replay.end());

            golden.assertIdentical();
            assertThat(before.get().exitCode()).as(before.get().output()).isEqualTo(1);
            assertThat(before.get().output()).contains("stream web1");
            Fleet.Command after = fleet.command("complete", "--through", half.toString(), "--site-timezones");
            assertThat(after.exitCode()).as(after.output()).isZero();
            System.out.println(name + ", complete before the last frontend is back: " + before.get());
            System.out.println(name + ", complete after: " + after);
            retireTheFirstFrontend(golden);
        }
    }

    /** A frontend that will not return holds completeness until the operator says so. */
    private static void retireTheFirstFrontend(GoldenFleet golden) throws Exception {
        Fleet fleet = golden.fleet();
        fleet.agent("web1").stop();
        Instant later = golden.replay().end().plus(Duration.ofDays(2));
        Files.setLastModifiedTime(fleet.clock(), FileTime.from(later.plus(Duration.ofDays(1))));
        assertThat(fleet.command("complete", "--through", later.toString()).output())
                .contains("stream web1")
                .doesNotContain("stream web2");
        assertThat(fleet.command("stream", "list").output()).contains("web1").contains("web2");

        assertThat(fleet.command("stream", "retire", "web1").exitCode()).isZero();

        Fleet.Command complete = fleet.command("complete", "--through", later.toString(), "--wait", "30 s");
        assertThat(complete.exitCode()).as(complete.output()).isZero();
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

    private static Fleet.Command run(Fleet fleet, String... words) {
        try {
            return fleet.command(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
