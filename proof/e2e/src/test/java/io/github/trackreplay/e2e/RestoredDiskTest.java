/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.quickstart.AgentProcess;
import io.github.trackreplay.quickstart.DemoSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A frontend's disk is put back to a snapshot, its log, positions and queue together, while the ledger stays: what the log goes on with
 * stands where other bytes were taken. It is said, and comes in by what docs/handbook/database.md tells to do.
 */
class RestoredDiskTest {
    @TempDir
    Path directory;

    /** Into the same files: on a disk that was put back they are these. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else if (!path.getFileName().toString().equals("agent.log")) {
                    Files.write(target, Files.readAllBytes(path));
                }
            }
        }
    }

    private int run(Shop shop, String... arguments) throws InterruptedException {
        try (AgentProcess command = new AgentProcess(
                Agent.home(),
                directory.resolve("command.log"),
                Map.of(
                        "SHOP_URL", shop.site().url(),
                        "SHOP_USER", shop.site().user(),
                        "SHOP_PASSWORD", shop.site().password()))) {
            command.start(arguments);
            command.awaitExit(1, TimeUnit.MINUTES);
            return command.exitCode();
        }
    }

    @Test
    void whatItsLogGoesOnWithIsNeitherLostNorTakenTwice() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Path snapshot = directory.resolve("snapshot");
        try (TestDatabase database = TestDatabase.create();
                Shop shop = new Shop(disk, new DemoSite(database.url(), database.user(), database.password()))) {
            shop.startAgent();
            shop.receive(50);
            shop.awaitArrival();
            shop.agent().stop();
            copy(disk, snapshot);
            shop.startAgent();
            shop.receive(30);
            shop.awaitArrival();
            shop.agent().stop();

            copy(snapshot, disk);
            shop.startAgent();
            shop.receive(10);
            await().atMost(Shop.PATIENCE).until(() -> shop.agentLog().contains("(conflict)"));
            shop.log().rotate();
            shop.receive(20);
            await().atMost(Shop.PATIENCE).until(() -> shop.site().pageViews() >= 80 + 20);
            String conf = disk.resolve("agent.conf").toString();
            Path rotated = disk.resolve("log/access.log.1");
            assertThat(run(shop, "audit", "-f", conf, rotated.toString())).isEqualTo(1);
            assertThat(run(
                            shop,
                            "import",
                            "-f",
                            conf,
                            "--late=apply",
                            "--already-recorded=skip",
                            "--stream",
                            "shop=" + rotated))
                    .isZero();
            assertThat(run(shop, "stream", "accept", "-f", conf, "shop")).isZero();

            assertThat(shop.site().pageViews()).isEqualTo(110);
            assertThat(shop.site().number("SELECT COUNT(DISTINCT idpageview) FROM matomo_log_link_visit_action"))
                    .isEqualTo(110);
            assertThat(run(shop, "audit", "-f", conf, rotated.toString())).isZero();
        }
    }
}
