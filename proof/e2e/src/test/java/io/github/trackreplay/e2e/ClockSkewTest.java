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
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two frontends of which one has a wrong clock: the requests of the other one are rows within maxHold, and it is said why. */
class ClockSkewTest {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    @TempDir
    Path directory;

    private int written;

    @ParameterizedTest
    @EnabledIfSystemProperty(named = "trackreplay.fleet", matches = "true")
    @CsvSource({"-3600, s behind the other streams, 0", "3600, lies in the future, 1"})
    void theFrontendWithTheRightClockGoesOn(long seconds, String said, int rejected) throws Exception {
        GoldenFolder folder = GoldenFolder.named("pageviews");
        try (TestDatabase database = TestDatabase.create()) {
            database.load(folder.before());
            Fleet.Account account = new Fleet.Account(database.url(), database.user(), database.password());
            try (Fleet fleet = new Fleet(directory, account, GoldenHome.of(folder), List.of("web1", "web2"));
                    Connection connection = account.connect();
                    Statement statement = connection.createStatement()) {
                Path clock = Files.createFile(directory.resolve("wrong-clock"));
                fleet.source("disorder", "0").maxHold("5 s").startCollector(1);
                fleet.startFrontend("web1");
                fleet.source("clockFile", clock.toString()).startFrontend("web2");

                await().atMost(Duration.ofSeconds(90))
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> {
                            Instant wrong = Instant.now().plusSeconds(seconds);
                            append(fleet.log("web2"), wrong, "wrong");
                            Files.setLastModifiedTime(clock, FileTime.from(wrong));
                            append(fleet.log("web1"), Instant.now(), "right");
                            written++;
                            return written > 20 && rows(statement) >= written - 10;
                        });

                await().atMost(Duration.ofSeconds(30)).until(() -> rows(statement) == written);
                assertThat(fleet.saidLast("collector1")).contains(said).contains("Set that frontend's clock");
                assertThat(
                                number(
                                        statement,
                                        "SELECT COUNT(*) > 0 FROM " + Fleet.PREFIX
                                                + "trackreplay_rejected WHERE reason = 'future-time' AND replay_state = 'stored'"))
                        .isEqualTo(rejected);
            }
        }
    }

    private void append(Path log, Instant at, String page) throws IOException {
        Files.writeString(
                log,
                String.format(
                        "203.0.113.7 - - [%s] \"GET /matomo.php?idsite=1&rec=1&url=http%%3A%%2F%%2Fexample.org%%2F%s%d"
                                + " HTTP/1.1\" 200 43 \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:122.0) Gecko/20100101"
                                + " Firefox/122.0\"%n",
                        TIME.format(at), page, written),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static long rows(Statement statement) throws Exception {
        return number(
                statement,
                "SELECT COUNT(*) FROM " + Fleet.PREFIX + "log_link_visit_action l JOIN " + Fleet.PREFIX
                        + "log_action a ON a.idaction = l.idaction_url WHERE a.name LIKE '%/right%'");
    }

    private static long number(Statement statement, String sql) throws Exception {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
