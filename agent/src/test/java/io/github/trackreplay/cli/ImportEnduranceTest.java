/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.EmbeddedMariaDb;
import io.github.trackreplay.database.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an import endures of its database, and what it says of it. */
class ImportEnduranceTest {
    @TempDir
    Path directory;

    private Path log(int calls) throws Exception {
        return Files.writeString(directory.resolve("access.log"), CommandFixture.calls(0, calls));
    }

    @Test
    void aServerThatIsRestartedIsWaitedForAndEverythingIsAppliedOnce() throws Exception {
        EmbeddedMariaDb server = TestDatabase.ownMariaDb();
        server.start();
        try (CommandFixture fixture = new CommandFixture(TestDatabase.create(server))) {
            Path log = log(3000);
            CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(
                    () -> fixture.importLog("--batch-size", "10", "--stream", "web1=" + log));
            await().atMost(Duration.ofSeconds(60)).until(() -> fixture.pageViews() > 20);
            server.kill();
            await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
            server.start();

            assertThat(exit.join()).as(fixture.output()).isEqualTo(ExitCode.OK);
            assertThat(fixture.output())
                    .contains("The import waits, for at most 10 min", "127.0.0.1", "the import goes on after");
            assertThat(fixture.pageViews()).isEqualTo(3000);
            assertThat(fixture.unaccounted()).isZero();
        } finally {
            server.close();
        }
    }

    @Test
    void patienceEnds() throws Exception {
        try (CommandFixture fixture = new CommandFixture()) {
            Path log = log(3);
            assertThat(fixture.importLog("--stream", "web1=" + log)).isEqualTo(ExitCode.OK);
            Files.writeString(log, CommandFixture.calls(0, 6));
            fixture.database.execute("CREATE TRIGGER busy BEFORE INSERT ON matomo_log_link_visit_action FOR EACH ROW"
                    + " SIGNAL SQLSTATE '41000' SET MYSQL_ERRNO = 1205, MESSAGE_TEXT = 'Lock wait timeout exceeded'");

            assertThat(fixture.importLog("--patience", "3 s", "--stream", "web1=" + log))
                    .isEqualTo(ExitCode.UNAVAILABLE);

            assertThat(fixture.output())
                    .contains("The import waits, for at most 3 s", "holds a lock that a request needs", "Run the same");
            fixture.database.execute("DROP TRIGGER busy");
            assertThat(fixture.importLog("--stream", "web1=" + log)).isEqualTo(ExitCode.OK);
            assertThat(fixture.pageViews()).isEqualTo(6);
        }
    }

    @Test
    void aFaultOfATableEndsItWithAllThatIsNeededToMendItAndThenEverythingCounts() throws Exception {
        try (CommandFixture fixture = new CommandFixture()) {
            Path log = log(5);
            fixture.database.execute("ALTER TABLE matomo_log_visit ADD plugin_flag TINYINT NOT NULL");

            assertThat(fixture.importLog("--stream", "web1=" + log))
                    .as("a column that nobody knows refuses nothing: %s", fixture.output())
                    .isEqualTo(ExitCode.OK);
            assertThat(fixture.pageViews()).isEqualTo(5);

            for (String fault : List.of(
                    "CREATE TRIGGER no BEFORE INSERT ON matomo_log_link_visit_action FOR EACH ROW SIGNAL SQLSTATE '45000'"
                            + " SET MESSAGE_TEXT = 'not today'",
                    "CREATE TRIGGER no BEFORE INSERT ON matomo_log_conversion_item FOR EACH ROW SIGNAL SQLSTATE '45000'"
                            + " SET MESSAGE_TEXT = 'not today'",
                    "CREATE TRIGGER no BEFORE UPDATE ON matomo_log_visit FOR EACH ROW SIGNAL SQLSTATE '22003'"
                            + " SET MESSAGE_TEXT = 'not today'")) {
                long before = fixture.pageViews();
                fixture.database.execute(fault);
                String order = "/matomo.php?idgoal=0&ec_id=o" + before + "&revenue=5&ec_items=%5B%5B%22sku%22%2C%22n%22"
                        + "%2C%22c%22%2C5%2C1%5D%5D";
                Files.writeString(
                        log,
                        Files.readString(log)
                                + CommandFixture.line(600 + (int) before, order + "&idsite=1&rec=1")
                                + CommandFixture.call(601 + (int) before, "/matomo.php"));

                assertThat(fixture.importLog("--stream", "web1=" + log))
                        .as(fixture.output())
                        .isEqualTo(ExitCode.CONFIGURATION);

                assertThat(fixture.output())
                        .contains("not today", "error 1644", fault.contains("UPDATE") ? "Matomo's tables" : "log_");
                assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                        .isZero();
                fixture.database.execute("DROP TRIGGER no");
                assertThat(fixture.importLog("--stream", "web1=" + log))
                        .as(fixture.output())
                        .isEqualTo(ExitCode.OK);
                assertThat(fixture.pageViews()).isGreaterThan(before);
            }
        }
    }
}
