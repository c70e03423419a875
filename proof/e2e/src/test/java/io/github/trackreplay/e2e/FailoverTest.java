/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of two collectors dies, or loses its database: the other one goes on. Prints how long it took; ten seconds after a death
 * are promised.
 */
class FailoverTest {
    @TempDir
    Path directory;

    @Test
    void theSurvivorGoesOnWhicheverCollectorDiesAndWheneverThatIs() throws Exception {
        try (Frontend frontend = new Frontend(directory)) {
            Fleet fleet = frontend.fleet();
            fleet.agent("collector1").kill();
            goesOn("the first one killed", frontend);

            fleet.startCollector(1);
            frontend.awaitCollector(1);
            fleet.agent("collector2").kill();
            goesOn("the second one killed as soon as the first one was back", frontend);

            fleet.startCollector(2);
            frontend.awaitCollector(2);
            fleet.agent("collector1").kill();
            goesOn("the first one killed as soon as the second one was back", frontend);

            fleet.startCollector(1);
            frontend.awaitCollector(1);
            await().atMost(Duration.ofSeconds(60)).until(() -> frontend.usesCollector("first"));
            fleet.agent("collector1").signal("STOP");
            goesOn("the first one frozen", frontend);
            fleet.agent("collector1").signal("CONT");
        }
    }

    @Test
    void whatADeadCollectorHasInItsChannelReachesTheTablesByWayOfTheOtherOne() throws Exception {
        try (Frontend frontend = new Frontend(directory);
                Connection connection = frontend.database().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM " + Fleet.PREFIX + "trackreplay_progress FOR UPDATE");
            for (int i = 0; i < 20; i++) {
                frontend.append();
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> frontend.hasReachedCollector(1));
            frontend.fleet().agent("collector1").kill();
            connection.rollback();

            await().atMost(Duration.ofSeconds(30)).until(() -> frontend.rows() == frontend.written());
        }
    }

    @Test
    void aCollectorThatCannotReachTheDatabaseIsNotWaitedFor() throws Exception {
        try (Frontend frontend = new Frontend(directory);
                Cable cable = new Cable(frontend.database().url())) {
            restart(frontend, 1, cable);
            await().atMost(Duration.ofSeconds(60)).until(() -> frontend.usesCollector("first"));
            frontend.line();
            cable.cut();
            long begun = System.nanoTime();
            frontend.append();
            await().atMost(Duration.ofSeconds(30)).until(() -> frontend.hasReachedCollector(1));

            int stuck = frontend.written();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                frontend.append();
                return frontend.rows() >= stuck;
            });
            System.out.printf(
                    "the first one lost its database: what it got since then is a row after %d ms%n",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            goesOn("while the first one is without its database", frontend);

            cable.mend();
            await().atMost(Duration.ofSeconds(90)).until(() -> {
                frontend.line();
                return frontend.usesCollector("first");
            });
            goesOn("when it has it again", frontend);
            assertThat(frontend.rows()).isEqualTo(frontend.written());
        }
    }

    @Test
    @EnabledIfSystemProperty(
            named = "trackreplay.fleet",
            matches = "true",
            disabledReason = "takes minutes: -Dtrackreplay.fleet=true")
    void whenNoCollectorReachesTheDatabaseTheFirstOneKeepsEverythingAndTheLogsStayShort() throws Exception {
        try (Frontend frontend = new Frontend(directory);
                Cable cable = new Cable(frontend.database().url())) {
            restart(frontend, 1, cable);
            restart(frontend, 2, cable);
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                frontend.line();
                return frontend.usesCollector("first");
            });
            cable.cut();
            await().atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        frontend.append();
                        return said(frontend, "web1").contains("No collector reaches the database.");
                    });
            frontend.append();
            await().atMost(Duration.ofSeconds(30)).until(() -> frontend.hasReachedCollector(1));
            assertThat(frontend.rows()).isLessThan(frontend.written());

            cable.mend();

            await().atMost(Duration.ofSeconds(60)).until(() -> frontend.rows() == frontend.written());
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                frontend.line();
                return frontend.usesCollector("first");
            });
            assertThat(said(frontend, "web1"))
                    .containsOnlyOnce("No collector reaches the database.")
                    .doesNotContain("\tat ");
            assertThat(said(frontend, "collector1"))
                    .containsOnlyOnce("The database cannot be reached.")
                    .containsOnlyOnce("this collector refuses what frontends send")
                    .containsOnlyOnce("this collector takes what frontends send")
                    .doesNotContain("\tat ");
        }
    }

    private static void restart(Frontend frontend, int collector, Cable cable) throws Exception {
        Fleet fleet = frontend.fleet();
        fleet.agent("collector" + collector).stop();
        fleet.database(collector, cable.url()).startCollector(collector);
        frontend.awaitCollector(collector);
    }

    /** What an agent has said since it was started last. */
    private static String said(Frontend frontend, String agent) throws Exception {
        String all = Files.readString(frontend.fleet().agentLog(agent));
        return all.substring(all.lastIndexOf(" starts with "));
    }

    private static void goesOn(String what, Frontend frontend) throws Exception {
        long nanos = frontend.line();
        System.out.printf("%s: the next line is a row after %d ms%n", what, TimeUnit.NANOSECONDS.toMillis(nanos));
        assertThat(Duration.ofNanos(nanos)).isLessThan(Frontend.SURVIVOR_GOES_ON);
    }
}
