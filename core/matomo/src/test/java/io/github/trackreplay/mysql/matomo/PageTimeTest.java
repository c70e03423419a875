/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code log_page_view_time} of Matomo 6, with the values of Matomo's own
 * {@code Actions/tests/Integration/Tracker/PageViewTimeWriterTest}.
 */
class PageTimeTest {
    private static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");
    private static final String PAGE = "&url=https%3A%2F%2Fexample.org%2Flanding&action_name=Landing";
    private static final String EVENT = "&url=https%3A%2F%2Fexample.org%2Flanding&e_c=Engagement&e_a=scroll";

    @TempDir
    Path home;

    private final MatomoDatabase matomo = MatomoDatabase.create();
    private final List<LocatedRequest> requests = new ArrayList<>();

    PageTimeTest() {
        matomo.execute("UPDATE matomo_option SET option_value = '6.0.0-b2' WHERE option_name = 'version_core'");
        matomo.execute("CREATE TABLE matomo_log_page_view_time (idpageviewtime BIGINT UNSIGNED NOT NULL AUTO_INCREMENT"
                + " PRIMARY KEY, idsite INT UNSIGNED NOT NULL, idvisit BIGINT UNSIGNED NOT NULL, idlink_va BIGINT UNSIGNED"
                + " NOT NULL, idpageview CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NULL, idaction_url INT UNSIGNED NULL,"
                + " idaction_name INT UNSIGNED NULL, server_time DATETIME NOT NULL, time_spent INT UNSIGNED NOT NULL DEFAULT 0,"
                + " UNIQUE KEY unique_idvisit_idlink_va (idvisit, idlink_va))");
    }

    @AfterEach
    void close() {
        matomo.close();
    }

    @Test
    void aPageViewBeginsARowWithoutTimeAndItsOwnEventsAndPingsLetItGrow() throws Exception {
        hit(0, "pv_id=abc123" + PAGE);
        assertThat(rows()).containsExactly("abc123 0");
        hit(25, "pv_id=abc123" + EVENT);
        assertThat(rows()).containsExactly("abc123 25");
        hit(30, "pv_id=abc123&ping=1" + PAGE);
        assertThat(rows()).containsExactly("abc123 30");
        hit(28, "pv_id=abc123&ping=1" + PAGE);
        assertThat(rows()).containsExactly("abc123 30");
        assertThat(matomo.value("SELECT COUNT(*) FROM matomo_log_page_view_time t JOIN matomo_log_link_visit_action l"
                        + " USING (idlink_va, idvisit, idsite, idaction_url, idaction_name, server_time)"))
                .isEqualTo("1");
    }

    @Test
    void anotherPageViewEndsTheOneBeforeAndEachTabHasItsOwnTime() throws Exception {
        hit(0, "pv_id=aaaaaa" + PAGE);
        hit(20, "pv_id=bbbbbb&url=https%3A%2F%2Fexample.org%2Fpage-b");
        assertThat(rows()).containsExactly("aaaaaa 20", "bbbbbb 0");
        hit(50, "pv_id=aaaaaa" + EVENT);
        assertThat(rows()).containsExactly("aaaaaa 50", "bbbbbb 0");
    }

    @Test
    void withoutAnIdTheLatestPageCounts() throws Exception {
        hit(0, PAGE.substring(1));
        hit(15, EVENT.substring(1));
        assertThat(rows()).containsExactly("NULL 15");
        hit(40, "ping=1" + PAGE);
        hit(41, "idgoal=0&ec_id=o1&revenue=9" + PAGE);
        hit(42, "pv_id=%C3%A9%C3%A9%C3%A9&ping=1" + PAGE);
        assertThat(rows()).containsExactly("NULL 15");
    }

    @Test
    void aSiteSearchIsARowOfItsOwnAndEndsItsPage() throws Exception {
        hit(0, "pv_id=shared" + PAGE);
        hit(12, "pv_id=shared&search=shoes&search_cat=catalog&search_count=3&url=https%3A%2F%2Fexample.org%2Fresults");
        assertThat(rows()).containsExactly("shared 12", "shared 0");
        assertThat(matomo.values("SELECT idaction_url IS NULL FROM matomo_log_page_view_time ORDER BY 1"))
                .containsExactly("0", "1");
        hit(20, "pv_id=shared&ping=1" + PAGE);
        assertThat(rows()).containsExactly("shared 12", "shared 8");
    }

    @Test
    void timesAreCutOffAtTheLengthOfAVisitAndMayBeSwitchedOffForASite() throws Exception {
        configure("[Tracker]\nvisit_standard_length = 60\n");
        hit(0, "pv_id=capcap" + PAGE);
        hit(50, "pv_id=capcap" + EVENT);
        assertThat(rows()).containsExactly("capcap 50");
        hit(100, "pv_id=capcap" + EVENT);
        assertThat(rows()).containsExactly("capcap 60");
        for (String off : List.of("[Tracker]\n", "[Tracker_1]\n")) {
            configure(off + "record_accurate_page_view_time = 0\n");
            hit(7200, "new_visit=1&pv_id=killit" + PAGE);
            assertThat(rows()).containsExactly("capcap 60");
        }
    }

    private void configure(String ini) throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/config.ini.php"), ini);
    }

    private List<String> rows() {
        return matomo.values(
                "SELECT CONCAT(COALESCE(idpageview, 'NULL'), ' ', time_spent) FROM matomo_log_page_view_time"
                        + " ORDER BY idpageviewtime");
    }

    /** A hit so many seconds after noon. */
    private void hit(int second, String query) throws SQLException, IOException {
        LocatedRequest request = request(second, query);
        requests.add(request);
        if (!Files.exists(home.resolve("config/config.ini.php"))) {
            configure("");
        }
        try (MatomoApplier applier = new MatomoApplier(
                        MatomoHome.at(home), "matomo_", () -> NOON.plusSeconds(9000), new SecretRandomness(new byte[] {1
                        }));
                Connection connection = matomo.begin()) {
            applier.apply(connection, List.of(request));
            connection.commit();
        }
    }

    private LocatedRequest request(int second, String query) {
        LogFile file = new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty());
        return new LocatedRequest(
                file,
                new TrackingRequest(
                        new TrackingRequest.Line(requests.size(), 100),
                        NOON.plusSeconds(second).toEpochMilli(),
                        TrackingRequest.Call.get("/matomo.php", "idsite=1&rec=1&_id=1234567890abcdef&" + query),
                        Visitors.FIREFOX));
    }

    @Test
    void manyHitsOfOneBatchLeaveTheSameRows() throws Exception {
        List<LocatedRequest> batch = List.of(
                request(0, "pv_id=aaaaaa" + PAGE),
                request(20, "pv_id=bbbbbb&url=https%3A%2F%2Fexample.org%2Fpage-b"),
                request(50, "pv_id=aaaaaa" + EVENT),
                request(55, "url=https%3A%2F%2Fexample.org%2Fpage-c"),
                request(60, EVENT.substring(1)));
        configure("");
        try (MatomoApplier applier = new MatomoApplier(
                        MatomoHome.at(home), "matomo_", () -> NOON.plusSeconds(9000), new SecretRandomness(new byte[] {1
                        }));
                Connection connection = matomo.begin()) {
            applier.apply(connection, batch);
            connection.commit();
        }
        assertThat(rows()).containsExactly("aaaaaa 50", "bbbbbb 35", "NULL 5");
    }
}
