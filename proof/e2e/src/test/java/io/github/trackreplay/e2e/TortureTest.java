/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.EmbeddedMariaDb;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.quickstart.DemoSite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The long run: {@code mvn verify -Dtrackreplay.torture=true}; {@code trackreplay.torture.requests} and {@code .kills} say how
 * much.
 */
@EnabledIfSystemProperty(named = "trackreplay.torture", matches = "true")
class TortureTest {
    private static final int REQUESTS = Integer.getInteger("trackreplay.torture.requests", 100_000);
    private static final int KILLS = Integer.getInteger("trackreplay.torture.kills", 20);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration AWAY = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void everyRequestIsAppliedOnceHoweverOftenTheAgentIsKilled() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                Shop shop = new Shop(directory, new DemoSite(database.url(), database.user(), database.password()))) {
            for (int kill = 0; kill < KILLS; kill++) {
                shop.startAgent();
                long before = shop.site().pageViews();
                shop.receive(REQUESTS / KILLS);
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(3))
                        .until(() -> shop.site().pageViews() > before);
                if (kill % 5 == 4) {
                    shop.log().rotate();
                }
                shop.agent().kill();
            }
            shop.startAgent();
            shop.awaitArrival(PATIENCE);

            shop.assertEverythingArrivedOnce();
            System.out.println("Agent killed " + KILLS + " times: " + shop.account());
        }
    }

    @Test
    void everyRequestIsAppliedOnceHoweverOftenTheDatabaseIsKilled() throws Exception {
        try (EmbeddedMariaDb server =
                EmbeddedMariaDb.in(TestDatabase.directory(), TestDatabase.newDataDirectory(), List.of())) {
            server.start();
            try (Shop shop = new Shop(directory, new DemoSite(server.url("shop"), server.user(), server.password()))) {
                shop.startAgent();
                for (int kill = 0; kill < KILLS; kill++) {
                    long before = shop.site().pageViews();
                    shop.receive(REQUESTS / KILLS);
                    await().atMost(PATIENCE)
                            .pollInterval(Duration.ofMillis(3))
                            .until(() -> shop.site().pageViews() > before);
                    server.kill();
                    server.start();
                }
                shop.awaitArrival(PATIENCE);

                shop.assertEverythingArrivedOnce();
                System.out.println("Database killed " + KILLS + " times: " + shop.account());
            }
        }
    }

    @Test
    void everyRequestIsAppliedOnceThoughTheDatabaseIsAwayForAMinuteWhileTheyAreLogged() throws Exception {
        try (EmbeddedMariaDb server =
                EmbeddedMariaDb.in(TestDatabase.directory(), TestDatabase.newDataDirectory(), List.of())) {
            server.start();
            try (Shop shop = new Shop(directory, new DemoSite(server.url("shop"), server.user(), server.password()))) {
                shop.startAgent();
                shop.receive(REQUESTS / 4);
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(3))
                        .until(() -> shop.site().pageViews() > 0);
                server.kill();
                long begun = System.nanoTime();
                for (int second = 0; second < AWAY.toSeconds(); second++) {
                    shop.receive((int) (REQUESTS / 2 / AWAY.toSeconds()));
                    Duration until = Duration.ofSeconds(second + 1);
                    await().pollInterval(Duration.ofMillis(50))
                            .atMost(AWAY)
                            .until(() -> System.nanoTime() - begun >= until.toNanos());
                }
                server.start();
                shop.receive(REQUESTS / 4);
                shop.awaitArrival(PATIENCE);

                shop.assertEverythingArrivedOnce();
                System.out.println("Database away for " + AWAY.toSeconds() + " s: " + shop.account());
            }
        }
    }
}
