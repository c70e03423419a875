/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedMatcherTest {
    private static final long NOON = Instant.parse("2026-03-03T12:00:00Z").toEpochMilli();

    private final MatomoDatabase matomo = MatomoDatabase.create();

    @TempDir
    private Path home;

    @AfterEach
    void close() {
        matomo.close();
    }

    /** They take a second to load: an import into a Matomo that has nothing of its time does not need them twice. */
    @Test
    void whetherThereIsAnythingIsToldWithoutDefinitions() throws IOException, SQLException {
        Path regexes = Files.createDirectories(home.resolve("vendor/matomo/device-detector/regexes"));
        Files.writeString(regexes.resolve("bots.yml"), "- {");
        RecordedMatcher look = new RecordedMatcher(
                new LoadedDefinitions(MatomoHome.at(home)),
                "matomo_",
                () -> Instant.ofEpochMilli(NOON),
                new SecretRandomness(new byte[] {1}));

        try (Connection connection = matomo.begin()) {
            assertThat(look.any(connection, NOON, NOON + 1000)).isFalse();
            assertThatThrownBy(() -> look.find(connection, List.of())).isInstanceOf(UncheckedIOException.class);
        }
    }

    private static LocatedRequest pageView(String id, int second, String what) {
        return new LocatedRequest(
                new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty()),
                new TrackingRequest(
                        new TrackingRequest.Line(1000L * second, 1),
                        NOON + 1000L * second,
                        TrackingRequest.Call.get(
                                "/matomo.php",
                                "idsite=1&rec=1&_id=1234567890abcdef&url=https%3A%2F%2Fshop.example.com%2F" + what
                                        + "&pv_id=" + id),
                        new TrackingRequest.Client(
                                "198.51.100.7", "Mozilla/5.0 (X11; Linux x86_64) Firefox/115.0", "", "en", Map.of())));
    }

    private static RecordedMatcher look() {
        return lookAt(Instant.ofEpochMilli(NOON));
    }

    /** At a time when nothing of the log's time is still to come. */
    private static RecordedMatcher lookLater() {
        return lookAt(Instant.ofEpochMilli(NOON).plus(Duration.ofDays(2)));
    }

    private static RecordedMatcher lookAt(Instant now) {
        return new RecordedMatcher(
                new LoadedDefinitions(MatomoHome.none()), "matomo_", () -> now, new SecretRandomness(new byte[] {1}));
    }

    private void record(LocatedRequest... requests) throws SQLException {
        try (MatomoApplier applier = new MatomoApplier(
                        MatomoHome.none(),
                        "matomo_",
                        () -> Instant.ofEpochMilli(NOON),
                        new SecretRandomness(new byte[] {1}));
                Connection connection = matomo.begin()) {
            applier.apply(connection, List.of(requests));
            connection.commit();
        }
    }

    @Test
    void whatMatomoHasRecordedIsFoundByItsPageViewAmongWhatIsNew() throws SQLException {
        record(pageView("aaaaaa", 0, "1"), pageView("aaaaaa", 5, "1&e_c=a&e_a=b"), pageView("aaaaaa", 9, "1&ping=1"));
        List<LocatedRequest> log = List.of(
                pageView("aaaaaa", 0, "1"),
                pageView("AAAAAA", 0, "1"),
                pageView("aaaaaa", 5, "1&e_c=a&e_a=b"),
                pageView("aaaaaa", 5, "1&e_c=a&e_a=c"),
                pageView("aaaaaa", 30, "1"),
                pageView("bbbbbb", 3, "1"),
                pageView("aaaaaa", 9, "1&ping=1"));

        try (Connection connection = matomo.begin()) {
            RecordedMatcher.Found found = look().find(connection, log);
            assertThat(found.recorded().stream()).containsExactly(0, 2, 6);
            assertThat(found.probable().stream()).containsExactly(6);
        }
    }

    /** Four thousand new requests among as many of Matomo's must cost one statement, however many pages they have. */
    @Test
    void ofPageViewsThatMatomoHasNotNothingMoreIsAsked() throws SQLException {
        record(pageView("aaaaaa", 0, "1"), pageView("aaaaab", 5, "2"));
        RecordedMatcher look = look();

        try (Connection connection = matomo.begin()) {
            look.find(connection, List.of(pageView("cccccc", 1, "1"))); // reads the settings
            long before = statements(connection);
            assertThat(look.find(connection, List.of(pageView("dddddd", 2, "1"), pageView("eeeeee", 3, "2")))
                            .recorded()
                            .isEmpty())
                    .isTrue();
            assertThat(statements(connection) - before).isEqualTo(1);
        }
    }

    @Test
    void whatIsLaterThanAllThatMatomoHasOfItsSiteIsNotAskedFor() throws SQLException {
        record(pageView("aaaaaa", 0, "1"), pageView("aaaaab", 5, "2"), pageView("aaaaab", 400, "2&ping=1"));
        RecordedMatcher look = lookLater();

        try (Connection connection = matomo.begin()) {
            List<LocatedRequest> first = List.of(pageView("aaaaaa", 0, "1"), pageView("aaaaab", 390, "2&ping=1"));
            assertThat(look.find(connection, first).recorded().stream()).containsExactly(0, 1);
            long before = statements(connection);
            List<LocatedRequest> later = List.of(
                    pageView("aaaaaa", 16, "1"),
                    pageView("bbbbbb", 20, "1&idgoal=0&revenue=1&ec_items=%5B%5D"),
                    pageView("aaaaab", 420, "2&ping=1"));
            assertThat(look.find(connection, later).recorded().isEmpty()).isTrue();
            assertThat(statements(connection)).isEqualTo(before);
        }
    }

    @Test
    void aPingThatMadeAVisitLongerIsFoundBehindItsLastAction() throws SQLException {
        record(pageView("aaaaaa", 0, "1"), pageView("aaaaaa", 400, "1&ping=1"));

        try (Connection connection = matomo.begin()) {
            List<LocatedRequest> log =
                    List.of(pageView("aaaaaa", 300, "1&ping=1"), pageView("aaaaaa", 420, "1&ping=1"));
            assertThat(lookLater().find(connection, log).recorded().stream()).containsExactly(0);
        }
    }

    /** To tell that, the rows of a site's last visits are read. */
    @Test
    void howLongPingsHaveMadeVisitsIsAskedOnlyWhereAPingComesBehindAllOthers() throws SQLException {
        recordMany();

        try (Connection connection = matomo.begin()) {
            RecordedMatcher look = lookLater();
            look.find(connection, List.of(pageView("aaaaaa", 0, "1")));
            long before = statements(connection);
            look.find(connection, List.of(pageView("bbbbbb", 1_511, "1"), pageView("bbbbbb", 90_000, "1&ping=1")));
            assertThat(statements(connection)).isEqualTo(before);
            List<LocatedRequest> behind = List.of(pageView("bbbbbb", 1_520, "1&ping=1"));
            look.find(connection, behind);
            assertThat(statements(connection)).isGreaterThan(before);
            before = statements(connection);
            look.find(connection, behind);
            assertThat(statements(connection)).isEqualTo(before);
        }
    }

    private void recordMany() throws SQLException {
        record(IntStream.range(0, 1_500)
                .mapToObj(second -> pageView("aaaaaa", second, "1"))
                .toArray(LocatedRequest[]::new));
        matomo.execute("ANALYZE TABLE matomo_log_link_visit_action, matomo_log_visit");
    }

    /** There may be a hundred million rows, and each import asks. */
    @Test
    void whetherThereIsAnythingIsToldWithoutReadingRows() throws SQLException {
        recordMany();

        try (Connection connection = matomo.begin()) {
            RecordedMatcher look = look();
            assertThat(look.any(connection, NOON, NOON)).isTrue();
            long before = status(connection, "Handler_read_next");
            assertThat(look.any(connection, NOON - 2_000_000, NOON - 1_000_000)).isFalse();
            assertThat(look.any(connection, NOON + 2_000_000, NOON + 3_000_000)).isFalse();
            assertThat(look.any(connection, NOON + 1_000_000, NOON + 3_000_000)).isTrue();
            assertThat(status(connection, "Handler_read_next") - before).isLessThan(10);
        }
    }

    /** There may be a hundred million rows. */
    @Test
    void howFarASiteHasComeIsToldWithoutReadingItsRows() throws SQLException {
        recordMany();

        try (Connection connection = matomo.begin()) {
            RecordedMatcher look = lookLater();
            look.any(connection, NOON, NOON); // has the schema read
            long before = status(connection, "Handler_read_next");
            assertThat(look.find(connection, List.of(pageView("aaaaaa", 1_511, "1")))
                            .recorded()
                            .isEmpty())
                    .isTrue();
            assertThat(status(connection, "Handler_read_next") - before).isLessThan(500);
        }
    }

    private static long statements(Connection connection) throws SQLException {
        return status(connection, "Com_select");
    }

    private static long status(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW SESSION STATUS LIKE '" + name + "'")) {
            row.next();
            return row.getLong(2);
        }
    }
}
