/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.EmbeddedMariaDb;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.golden.GoldenFolder;
import io.github.trackreplay.golden.GoldenHome;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a frontend costs its web server, and whether the heaps that are recommended do for a backlog: a frontend with 96 MiB at
 * 1,000 requests a second, then a backlog in the channel of a collector with 256 MiB while the database is away, then the
 * database is back. Only with {@code -Dtrackreplay.load=true}; {@code trackreplay.load.requests} and {@code .seconds} say how
 * much. Prints figures.
 */
@EnabledIfSystemProperty(named = "trackreplay.load", matches = "true")
class LoadTest {
    private static final int REQUESTS = Integer.getInteger("trackreplay.load.requests", 1_000_000);
    private static final int SECONDS = Integer.getInteger("trackreplay.load.seconds", 60);
    private static final int WARM_UP = 90;
    private static final int A_SECOND = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

    @TempDir
    Path directory;

    private final OffsetDateTime start = OffsetDateTime.now(ZoneOffset.UTC).minusSeconds(REQUESTS / A_SECOND + 60);
    private int written;

    @Test
    void aBacklogFitsIntoTheHeapsThatAreRecommended() throws Exception {
        GoldenFolder folder = GoldenFolder.named("pageviews");
        try (EmbeddedMariaDb server =
                EmbeddedMariaDb.in(TestDatabase.directory(), TestDatabase.newDataDirectory(), List.of())) {
            server.start();
            TestDatabase database = TestDatabase.create(server);
            database.load(folder.before());
            Fleet.Account account = new Fleet.Account(database.url(), database.user(), database.password());
            try (Fleet fleet = new Fleet(directory, account, GoldenHome.of(folder), List.of("web1")).lasting(256)) {
                fleet.startCollector(1);
                fleet.awaitCollector(1);
                fleet.startFrontend("web1");
                seconds(fleet, WARM_UP);
                server.kill();
                Duration before = cpu(fleet);
                long begun = System.nanoTime();
                seconds(fleet, SECONDS);
                double share = (double) cpu(fleet).minus(before).toNanos() / (System.nanoTime() - begun);
                System.out.printf(
                        Locale.ROOT,
                        "frontend at %d requests/s for %d s: %.1f %% of a core, peak memory %s%n",
                        A_SECOND,
                        SECONDS,
                        share * 100,
                        peak(fleet, "web1"));
                backlog(fleet, server, account);
            }
        }
    }

    private void backlog(Fleet fleet, EmbeddedMariaDb server, Fleet.Account account) throws Exception {
        log(fleet, REQUESTS - written);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> fleet.channelHolds("collector1", Files.size(fleet.log("web1"))));
        server.start();
        long begun = System.nanoTime();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> rows(account) >= written);
        System.out.printf(
                Locale.ROOT,
                "backlog of %d requests drained in %d s; peak memory of the collector %s, of the frontend %s%n",
                written,
                Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                peak(fleet, "collector1"),
                peak(fleet, "web1"));
        assertThat(rows(account)).isEqualTo(written);
        assertThat(fleet.said()).doesNotContain("OutOfMemoryError");
    }

    /** A thousand requests a second, in ten portions. */
    private void seconds(Fleet fleet, int seconds) throws IOException {
        long begun = System.nanoTime();
        for (int tenth = 1; tenth <= seconds * 10; tenth++) {
            log(fleet, A_SECOND / 10);
            long until = begun + tenth * 100_000_000L;
            await().pollInterval(Duration.ofMillis(10)).until(() -> System.nanoTime() - until >= 0);
        }
    }

    /** As if the log went on at a thousand requests a second; the last one is not in the future. */
    private void log(Fleet fleet, int requests) throws IOException {
        try (Writer log =
                Files.newBufferedWriter(fleet.log("web1"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int i = 0; i < requests; i++) {
                String time = start.plusSeconds(written / A_SECOND).format(TIME);
                int visitor = written % 50_000;
                log.write("198.18." + visitor / 250 + "." + visitor % 250 + " - - [" + time
                        + "] \"GET /matomo.php?idsite=1&rec=1&_id=" + String.format("%016x", 1L + visitor)
                        + "&action_name=Page&url=http%3A%2F%2Fexample.org%2F" + written % 5_000
                        + " HTTP/1.1\" 200 43 \"http://example.org/\""
                        + " \"Mozilla/5.0 (X11; Linux x86_64; rv:122.0) Gecko/20100101 Firefox/122.0\"\n");
                written++;
            }
        }
    }

    private static long rows(Fleet.Account account) throws Exception {
        try (Connection connection = account.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT COUNT(*) FROM " + Fleet.PREFIX + "log_link_visit_action")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Duration cpu(Fleet fleet) {
        return fleet.agent("web1").handle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** What the process has needed at most, where the system says so. */
    private static String peak(Fleet fleet, String agent) throws IOException {
        Path status = Path.of("/proc/" + fleet.agent(agent).handle().pid() + "/status");
        return !Files.exists(status)
                ? "unknown"
                : Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .map(line -> line.replaceFirst("VmHWM:\\s*", ""))
                        .findFirst()
                        .orElse("unknown");
    }
}
