/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.golden.GoldenFolder;
import io.github.trackreplay.golden.GoldenHome;
import java.io.IOException;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A fleet of one frontend and two collectors; a line of the log is one row. */
final class Frontend implements AutoCloseable {
    /** What an issue promises after the death of a collector. */
    static final Duration SURVIVOR_GOES_ON = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

    private final TestDatabase database = TestDatabase.create();
    private final Cable cable;
    private final Fleet fleet;
    private final Connection connection;
    private final PreparedStatement rows;
    private int written;

    /** Everything runs, and a first line is a row. */
    Frontend(Path directory) throws Exception {
        this(directory, Optional.empty(), false);
    }

    /** @param queue the Kafka between frontend and collectors, where there is one */
    Frontend(Path directory, Optional<KafkaBroker> queue) throws Exception {
        this(directory, queue, false);
    }

    /** The same; its first collector reaches the database by the cable. */
    static Frontend cabled(Path directory) throws Exception {
        return new Frontend(directory, Optional.empty(), true);
    }

    private Frontend(Path directory, Optional<KafkaBroker> queue, boolean cabled) throws Exception {
        GoldenFolder folder = GoldenFolder.named("pageviews");
        database.load(folder.before());
        Fleet.Account account = new Fleet.Account(database.url(), database.user(), database.password());
        fleet = new Fleet(directory, account, GoldenHome.of(folder), List.of("web1")).source("disorder", "0");
        if (queue.isPresent()) {
            fleet.through(queue.get());
        }
        cable = new Cable(account.url());
        if (cabled) {
            fleet.database(1, cable.url());
        }
        connection = account.connect();
        rows = connection.prepareStatement("SELECT COUNT(*) FROM " + Fleet.PREFIX + "log_link_visit_action");
        fleet.startCollector(1);
        fleet.startCollector(2);
        fleet.startFrontend("web1");
        append();
        await().atMost(PATIENCE).until(() -> rows() == written);
        awaitCollector(1);
        awaitCollector(2);
    }

    Fleet fleet() {
        return fleet;
    }

    TestDatabase database() {
        return database;
    }

    /** A way to the database that can be cut. */
    Cable cable() {
        return cable;
    }

    /** Waits until both collectors run, a dead one started again, and the first one gets what is logged, as at the beginning. */
    void recover() throws IOException {
        for (int number = 1; number <= 2; number++) {
            if (!fleet.agent("collector" + number).running()) {
                fleet.startCollector(number);
                awaitCollector(number);
            }
        }
        await().atMost(PATIENCE).until(() -> {
            line();
            return usesCollector("first");
        });
    }

    /** Waits until a collector can be reached and has looked at the database. */
    void awaitCollector(int number) {
        fleet.awaitCollector(number);
        await().atMost(PATIENCE)
                .until(() -> Files.readString(fleet.agentLog("collector" + number))
                        .lines()
                        .reduce("", (a, line) -> line.contains("Agent 'collector' starts") ? "" : a + line)
                        .contains("Replaying into"));
    }

    /** How many nanoseconds pass until one more line is a row. */
    long line() throws Exception {
        long begun = System.nanoTime();
        append();
        while (rows() < written) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as(fleet::said)
                    .isLessThan(PATIENCE);
            LockSupport.parkNanos(1_000_000);
        }
        return System.nanoTime() - begun;
    }

    /** Logs one page view. */
    void append() throws IOException {
        written++;
        Files.writeString(fleet.log("web1"), page(written), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** The line of a page view that happens now, in the form combined. */
    static String page(int number) {
        return String.format(
                "203.0.113.7 - - [%s] \"GET /matomo.php?idsite=1&rec=1&url=http%%3A%%2F%%2Fexample.org%%2F%d HTTP/1.1\" 200 43 \"-\""
                        + " \"Mozilla/5.0 (X11; Linux x86_64; rv:122.0) Gecko/20100101 Firefox/122.0\"%n",
                OffsetDateTime.now(ZoneOffset.UTC).format(TIME), number);
    }

    /** Whether a collector's channel has got the end of the log: packs name it in a header. */
    boolean hasReachedCollector(int number) throws IOException {
        return fleet.channelHolds("collector" + number, Files.size(fleet.log("web1")));
    }

    /** Whether a sink's collector takes what is sent: the frontend has said so last, or has had nothing to say of it. */
    boolean usesCollector(String sink) throws IOException {
        return Files.readString(fleet.agentLog("web1"))
                .lines()
                .filter(line -> line.contains("The collector of sink " + sink))
                .reduce((a, line) -> line)
                .map(last -> last.contains(" takes "))
                .orElse(true);
    }

    int written() {
        return written;
    }

    long rows() throws SQLException {
        try (ResultSet row = rows.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws IOException, SQLException {
        fleet.close();
        cable.close();
        connection.close();
        database.close();
    }
}
