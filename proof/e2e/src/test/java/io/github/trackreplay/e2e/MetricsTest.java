/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.EmbeddedMariaDb;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.quickstart.DemoSite;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The endpoint of a real agent: what it counts is what happened. */
class MetricsTest {
    @TempDir
    Path directory;

    @Test
    void whatIsCountedIsWhatHappenedAndReadyIsWhoeverReachesItsDatabase() throws Exception {
        try (EmbeddedMariaDb server = TestDatabase.ownMariaDb()) {
            server.start();
            try (Shop shop = new Shop(directory, new DemoSite(server.url("shop"), server.user(), server.password()))) {
                Scraper scraper = new Scraper();
                shop.startAgent("shop.sinks.matomo.metricsPort = " + scraper.port() + "\n");
                shop.receive(120);
                shop.awaitArrival();
                await().atMost(Shop.PATIENCE)
                        .ignoreExceptions()
                        .until(() -> scraper.value("trackreplay_requests_total{outcome=\"recorded\"") >= 120);

                assertThat(scraper.value("trackreplay_requests_total{outcome=\"recorded\""))
                        .isEqualTo(120);
                assertThat(scraper.value("trackreplay_parsed_requests_total")).isEqualTo(120);
                assertThat(scraper.value("trackreplay_read_bytes_total{stream=\"shop\"}"))
                        .isEqualTo((double) Files.size(directory.resolve("log/access.log")));
                assertThat(scraper.value("trackreplay_line_to_row_seconds_count"))
                        .isEqualTo(120);
                await().atMost(Shop.PATIENCE) // each value is asked for by itself, and heartbeats go on committing
                        .untilAsserted(() -> assertThat(scraper.value("trackreplay_commits_total"))
                                .isPositive()
                                .isEqualTo(scraper.value("trackreplay_commit_duration_seconds_count")));
                assertThat(scraper.value("trackreplay_channel_capacity_events{channel=\"file\"}"))
                        .isEqualTo(1_000_000);
                await().atMost(Shop.PATIENCE) // heartbeats are gathered while nothing else comes
                        .untilAsserted(() -> assertThat(scraper.value("trackreplay_channel_events{channel=\"file\"}"))
                                .isZero());
                await().atMost(Shop.PATIENCE) // figures of streams are renewed once a second
                        .untilAsserted(() -> assertThat(scraper.metrics())
                                .contains("trackreplay_stream_lag_seconds{stream=\"shop\"}")
                                .containsPattern(
                                        "trackreplay_stream_state\\{state=\"(active|quiet)\",stream=\"shop\"} 1.0"));
                assertThat(scraper.metrics())
                        .contains("trackreplay_matomo_info{version=")
                        .contains("trackreplay_build_info{")
                        .contains("trackreplay_last_commit_timestamp_seconds ");
                assertThat(scraper.status("/health/ready")).isEqualTo(200);

                server.kill();
                await().atMost(Shop.PATIENCE).until(() -> scraper.status("/health/ready") == 503);
                assertThat(scraper.value("trackreplay_database_up")).isZero();
                assertThat(scraper.status("/health/live")).isEqualTo(200);
                server.start();
                await().atMost(Shop.PATIENCE).until(() -> scraper.status("/health/ready") == 200);
                assertThat(scraper.value("trackreplay_retries_total{class=\"connection_lost\"}"))
                        .isPositive();
            }
        }
    }
}
