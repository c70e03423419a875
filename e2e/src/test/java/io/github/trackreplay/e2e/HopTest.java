/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.golden.GoldenFolder;
import io.github.trackreplay.golden.GoldenHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a line takes to become a row by way of a collector, and how long a frontend needs to find the other collector.
 * Only with {@code -Dtrackreplay.fleet=true}; prints the figures, and fails only where issues name a bound of seconds.
 */
@EnabledIfSystemProperty(named = "trackreplay.fleet", matches = "true")
class HopTest {
    private static final int LINES = Integer.getInteger("trackreplay.fleet.lines", 200);
    private static final Duration SURVIVOR_GOES_ON = Duration.ofSeconds(10);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

    @TempDir
    Path directory;

    private int written;

    @Test
    void aLineBecomesARowByWayOfACollectorAndTheSurvivorGoesOn() throws Exception {
        GoldenFolder folder = GoldenFolder.named("pageviews");
        try (TestDatabase database = TestDatabase.create()) {
            database.load(folder.before());
            Fleet.Account account = new Fleet.Account(database.url(), database.user(), database.password());
            try (Fleet fleet = new Fleet(directory, account, GoldenHome.of(folder), List.of("web1"));
                    Connection connection = account.connect();
                    PreparedStatement rows = connection.prepareStatement(
                            "SELECT COUNT(*) FROM " + Fleet.PREFIX + "log_link_visit_action")) {
                fleet.source("disorder", "0");
                fleet.startCollector(1);
                fleet.startCollector(2);
                fleet.startFrontend("web1");
                append(fleet);
                await().atMost(Duration.ofSeconds(60)).until(() -> count(rows) == written);

                print("line to row over a hop", lines(fleet, rows, LINES));
                fleet.agent("collector1").kill();
                failOver("killed", fleet, rows);
                fleet.startCollector(1);
                fleet.awaitCollector(1);
                settle(fleet, rows);
                fleet.agent("collector2").kill();
                failOver("back, the second killed", fleet, rows);
                fleet.startCollector(2);
                fleet.awaitCollector(2);
                settle(fleet, rows);
                fleet.agent("collector1").signal("STOP");
                failOver("frozen", fleet, rows);
                fleet.agent("collector1").signal("CONT");
            }
        }
    }

    /** Lets the frontend notice that both collectors are there. */
    private void settle(Fleet fleet, PreparedStatement rows) throws Exception {
        for (int i = 0; i < 12; i++) {
            line(fleet, rows);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        }
    }

    private void failOver(String what, Fleet fleet, PreparedStatement rows) throws Exception {
        long nanos = line(fleet, rows);
        System.out.printf(
                "first collector %s: the next line is a row after %d ms%n", what, TimeUnit.NANOSECONDS.toMillis(nanos));
        assertThat(Duration.ofNanos(nanos)).isLessThan(SURVIVOR_GOES_ON);
    }

    private List<Long> lines(Fleet fleet, PreparedStatement rows, int lines) throws Exception {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            nanos.add(line(fleet, rows));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10 + i % 37));
        }
        return nanos;
    }

    private long line(Fleet fleet, PreparedStatement rows) throws Exception {
        long begun = System.nanoTime();
        append(fleet);
        while (count(rows) < written) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(60));
            LockSupport.parkNanos(1_000_000);
        }
        return System.nanoTime() - begun;
    }

    private void append(Fleet fleet) throws Exception {
        written++;
        String line = String.format(
                "203.0.113.7 - - [%s] \"GET /matomo.php?idsite=1&rec=1&url=http%%3A%%2F%%2Fexample.org%%2F%d HTTP/1.1\" 200 43 \"-\""
                        + " \"Mozilla/5.0 (X11; Linux x86_64; rv:122.0) Gecko/20100101 Firefox/122.0\"%n",
                OffsetDateTime.now(ZoneOffset.UTC).format(TIME), written);
        Files.writeString(fleet.log("web1"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static long count(PreparedStatement rows) throws SQLException {
        try (ResultSet row = rows.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void print(String what, List<Long> nanos) {
        Collections.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%s: median %.0f ms, p99 %.0f ms, most %.0f ms of %d%n",
                what,
                nanos.get(nanos.size() / 2) / 1e6,
                nanos.get(nanos.size() * 99 / 100) / 1e6,
                nanos.get(nanos.size() - 1) / 1e6,
                nanos.size());
    }
}
