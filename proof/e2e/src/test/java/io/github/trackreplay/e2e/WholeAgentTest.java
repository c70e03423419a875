/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.EmbeddedMariaDb;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.quickstart.DemoSite;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeAgentTest {
    private static final int KILLS = 4;

    @TempDir
    Path directory;

    @Test
    void aLineBecomesARow() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                Shop shop = new Shop(directory, site(database))) {
            shop.startAgent();
            shop.receive(1);
            shop.awaitArrival();

            shop.assertEverythingArrivedOnce();
        }
    }

    @Test
    void linesOfALogThatWasRotatedWhileTheAgentWasDownArriveToo() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                Shop shop = new Shop(directory, site(database))) {
            shop.startAgent();
            shop.receive(50);
            shop.awaitArrival();
            shop.agent().stop();
            shop.receive(50);
            shop.log().rotate();
            shop.receive(50);
            shop.startAgent();
            shop.awaitArrival();

            shop.assertEverythingArrivedOnce();
        }
    }

    @Test
    void whileTheDatabaseIsAwayRequestsWait() throws Exception {
        try (EmbeddedMariaDb server = ownServer();
                Shop shop = new Shop(directory, site(server))) {
            shop.startAgent();
            shop.receive(20);
            shop.awaitArrival();
            server.kill();
            shop.receive(200);
            server.start();
            shop.receive(20);
            shop.awaitArrival();

            shop.assertEverythingArrivedOnce();
        }
    }

    @Test
    void anAgentThatStartsBeforeTheDatabaseWaitsForIt() throws Exception {
        try (EmbeddedMariaDb server = ownServer();
                Shop shop = new Shop(directory, site(server))) {
            server.stop();
            shop.startAgent();
            shop.receive(20);
            await().atMost(Shop.PATIENCE).until(() -> shop.agentLog().contains("database"));
            server.start();
            shop.awaitArrival();

            shop.assertEverythingArrivedOnce();
        }
    }

    @Test
    void killingTheAgentAgainAndAgainLosesNothingAndRepeatsNothing() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                Shop shop = new Shop(directory, site(database))) {
            for (int kill = 0; kill < KILLS; kill++) {
                shop.startAgent();
                long before = shop.site().pageViews();
                shop.receive(1000);
                await().atMost(Shop.PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> shop.site().pageViews() > before);
                shop.receive(300);
                shop.agent().kill();
            }
            shop.startAgent();
            shop.awaitArrival();

            shop.assertEverythingArrivedOnce();
        }
    }

    @Test
    void aWrongConfigurationStopsTheStartWithASentence() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                Shop shop = new Shop(directory, site(database))) {
            shop.startAgent("shop.sources.log.strean = web1\n");
            await().atMost(Shop.PATIENCE).until(() -> !shop.agent().running());

            assertThat(shop.agent().exitCode()).isEqualTo(78);
            assertThat(shop.agentLog()).contains("shop.sources.log.strean").contains("shop.sources.log.stream?");
        }
    }

    private static EmbeddedMariaDb ownServer() {
        EmbeddedMariaDb server = TestDatabase.ownMariaDb();
        server.start();
        return server;
    }

    private static DemoSite site(TestDatabase database) {
        return new DemoSite(database.url(), database.user(), database.password());
    }

    private static DemoSite site(EmbeddedMariaDb server) {
        return new DemoSite(server.url("shop"), server.user(), server.password());
    }
}
