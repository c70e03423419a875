/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.quickstart.AgentProcess;
import io.github.trackreplay.quickstart.DemoSite;
import io.github.trackreplay.quickstart.DemoTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code pipelines/taildir.conf} in a Flume 1.11.0 as it is released, with our plugin: the agent is killed, TAILDIR forgets where it
 * was and brings the whole file again, then the log is rotated. Each line is one row.
 */
class TaildirTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LINES = 100;

    @TempDir
    Path directory;

    /** A quiet stream's past goes up to the present, and what is older than a week before that is not taken again. */
    private final long begin = Instant.now().minus(Duration.ofHours(1)).getEpochSecond();

    private int written;

    private Path log() {
        return directory.resolve("tracking.log");
    }

    private void write(int lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append(PipelineTest.line("web2", written++, begin)).append('\n');
        }
        Files.writeString(log(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void eachLineIsOneRowThoughTaildirBringsThemAgain() throws Exception {
        Path home = StockFlume.withPlugin(directory.resolve("flume"), "matomo");
        try (TestDatabase database = TestDatabase.create()) {
            DemoSite site = new DemoSite(database.url(), database.user(), database.password());
            new DemoTables(site).create();
            Path configuration = new PipelineExample("taildir.conf", directory, site)
                    .change("/var/log/nginx/tracking.log", log().toString())
                    .write("agent");
            write(LINES);
            try (AgentProcess agent = PipelineExample.agent(home, directory.resolve("agent.log"), site)) {
                agent.start("agent", "-f", configuration.toString());
                awaitAll(site);
                agent.kill();
                Files.deleteIfExists(directory.resolve("lib/taildir_position.json"));
                write(LINES);
                agent.start("agent", "-f", configuration.toString());
                awaitAll(site);
                Files.move(log(), directory.resolve("tracking.log.1"));
                write(LINES);
                awaitAll(site);
            }
            assertThat(site.pageViews()).isEqualTo(written);
            assertThat(site.number("SELECT COUNT(DISTINCT idpageview) FROM matomo_log_link_visit_action"))
                    .isEqualTo(written);
            assertThat(site.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                    .isZero();
            assertThat(site.number("SELECT SUM(requests) FROM matomo_trackreplay_counter WHERE outcome = 'duplicate'"))
                    .isEqualTo(LINES);
        }
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("agent.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void awaitAll(DemoSite site) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .conditionEvaluationListener(condition -> {
                    if (!condition.isSatisfied() && condition.getRemainingTimeInMS() < 200) {
                        System.out.println(said());
                    }
                })
                .until(() -> site.pageViews() >= written);
    }
}
