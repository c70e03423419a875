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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of two collectors dies, or loses its database: the other one goes on. Prints how long it took; ten seconds after a death
 * are promised. One fleet goes through it all; each test finds it as at the beginning.
 */
class FailoverTest {
    @TempDir
    static Path shared;

    private static Frontend frontend;

    @BeforeAll
    static void start() throws Exception {
        frontend = Frontend.cabled(shared);
    }

    @AfterAll
    static void stop() throws Exception {
        if (frontend != null) {
            frontend.close();
        }
    }

    @BeforeEach
    void bothRunAndTheFirstIsUsed() throws Exception {
        frontend.recover();
    }

    @Test
    void theSurvivorGoesOnWhicheverCollectorDiesAndWheneverThatIs() throws Exception {
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
        try {
            goesOn("the first one frozen", frontend);
        } finally {
            fleet.agent("collector1").signal("CONT");
        }
    }

    @Test
    void whatADeadCollectorHasInItsChannelReachesTheTablesByWayOfTheOtherOne() throws Exception {
        try (Connection connection = frontend.database().connect();
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
        frontend.cable().cut();
        long begun = System.nanoTime();
        try {
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
        } finally {
            frontend.cable().mend();
        }
        await().atMost(Duration.ofSeconds(90)).until(() -> {
            frontend.line();
            return frontend.usesCollector("first");
        });
        goesOn("when it has it again", frontend);
        assertThat(frontend.rows()).isEqualTo(frontend.written());
    }

    @Test
    @EnabledIfSystemProperty(
            named = "trackreplay.fleet",
            matches = "true",
            disabledReason = "takes minutes: -Dtrackreplay.fleet=true")
    void whenNoCollectorReachesTheDatabaseTheFirstOneKeepsEverythingAndTheLogsStayShort(@TempDir Path directory)
            throws Exception {
        try (Frontend another = new Frontend(directory)) {
            Cable cable = another.cable();
            restart(another, 1, cable);
            restart(another, 2, cable);
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                another.line();
                return another.usesCollector("first");
            });
            cable.cut();
            await().atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        another.append();
                        return said(another, "web1").contains("No collector reaches the database.");
                    });
            another.append();
            await().atMost(Duration.ofSeconds(30)).until(() -> another.hasReachedCollector(1));
            assertThat(another.rows()).isLessThan(another.written());

            cable.mend();

            await().atMost(Duration.ofSeconds(60)).until(() -> another.rows() == another.written());
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                another.line();
                return another.usesCollector("first");
            });
            assertThat(said(another, "web1"))
                    .containsOnlyOnce("No collector reaches the database.")
                    .doesNotContain("\tat ");
            assertThat(said(another, "collector1"))
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
