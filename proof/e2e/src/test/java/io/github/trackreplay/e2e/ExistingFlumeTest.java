/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.quickstart.DemoSite;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin in a Flume 1.11.0 as it is released: older libraries than those that we are compiled against. */
class ExistingFlumeTest {
    @TempDir
    Path directory;

    @Test
    void thePluginReplaysInStockFlume() throws Exception {
        Path home = StockFlume.withPlugin(directory.resolve("flume"), "shop");
        try (TestDatabase database = TestDatabase.create();
                Shop shop =
                        new Shop(directory, new DemoSite(database.url(), database.user(), database.password()), home)) {
            Scraper scraper = new Scraper();
            shop.startAgent("shop.sources.log.metricsPort = " + scraper.port() + "\n");
            shop.receive(100);
            shop.awaitArrival();

            shop.assertEverythingArrivedOnce();
            await().atMost(Shop.PATIENCE)
                    .until(() -> scraper.value("trackreplay_requests_total{outcome=\"recorded\"") == 100);
            assertThat(scraper.status("/health/ready")).isEqualTo(200);
            assertThat(shop.agentLog()).doesNotContain("NoSuchMethodError", "NoClassDefFoundError");
        }
    }

    @Test
    void theCommandComesWithThePlugin() throws Exception {
        Path home = StockFlume.unpacked(directory.resolve("flume"));
        Path command = home.resolve("plugins.d/trackreplay/bin/trackreplay");
        Path configuration = Files.writeString(directory.resolve("agent.conf"), "shop.sources = log\n");

        assertThat(StockFlume.run(command, "--version")).startsWith("Track Replay ");
        assertThat(StockFlume.run(command, "validate", "-f", configuration.toString()))
                .contains("shop.sources.log.type")
                .doesNotContain("Exception", "Error:");
    }
}
