/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two collectors dies: the other one goes on within the ten seconds that are promised. Prints how long it took. */
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

    private static void goesOn(String what, Frontend frontend) throws Exception {
        long nanos = frontend.line();
        System.out.printf("%s: the next line is a row after %d ms%n", what, TimeUnit.NANOSECONDS.toMillis(nanos));
        assertThat(Duration.ofNanos(nanos)).isLessThan(Frontend.SURVIVOR_GOES_ON);
    }
}
