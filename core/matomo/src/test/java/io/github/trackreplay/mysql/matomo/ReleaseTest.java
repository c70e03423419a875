/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the release that is installed decides: before the start, and while an agent runs. */
class ReleaseTest {
    private static final LogFile FILE = new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty());

    private final MatomoDatabase matomo = MatomoDatabase.create();
    private Instant now = Instant.parse("2026-03-03T13:00:00Z");
    private long offset;

    @AfterEach
    void close() {
        matomo.close();
    }

    @Test
    void anUpgradeOfMatomoUnderARunningAgentIsNoticedWithinAMinute() throws SQLException {
        release("5.4.0");
        try (MatomoApplier applier = applier(schema -> {});
                Connection connection = matomo.begin()) {
            apply(applier, connection);
            release("5.5.0");
            apply(applier, connection);
            now = now.plusSeconds(60);
            apply(applier, connection);
        }
        assertThat(matomo.values("SELECT referer_type FROM matomo_log_visit ORDER BY idvisit"))
                .containsExactly("3", "3", "8");
    }

    @Test
    void anUpgradeToAnUnknownReleaseHoldsARunningAgent() throws SQLException {
        release("5.13.0");
        try (MatomoApplier applier = applier(schema -> schema.unknownRelease().ifPresent(problem -> {
                    throw new UnusableSchemaException(problem);
                }));
                Connection connection = matomo.begin()) {
            apply(applier, connection);
            release("5.99.0");
            now = now.plusSeconds(60);
            assertThatThrownBy(() -> apply(applier, connection))
                    .isInstanceOf(UnusableSchemaException.class)
                    .hasMessageContaining("5.99.0")
                    .hasMessageContaining("5.13");
            release("5.13.1");
            apply(applier, connection);
        }
        assertThat(matomo.value("SELECT COUNT(*) FROM matomo_log_visit")).isEqualTo("2");
    }

    @Test
    void anUnknownReleaseIsRefusedBeforeAnythingIsWrittenUnlessItIsAllowed() throws SQLException {
        for (String version : List.of("5.99.0", "6.0.0")) {
            release(version);
            matomo.execute("ALTER TABLE matomo_log_visit ADD COLUMN IF NOT EXISTS mood VARCHAR(9) NULL");
            assertThatThrownBy(() -> check())
                    .isInstanceOf(UnusableSchemaException.class)
                    .hasMessageContaining("Matomo " + version)
                    .hasMessageContaining("newerMatomo = allowed")
                    .hasMessageContaining("--newer-matomo")
                    .hasMessageContaining("log_visit.mood");
            check(Matomo.Allowance.NEWER_MATOMO);
        }
        for (String version : List.of("4.16.1", "5.13.9")) {
            release(version);
            check();
        }
        release("7.0.0");
        assertThatThrownBy(() -> check(Matomo.Allowance.NEWER_MATOMO))
                .isInstanceOf(UnusableSchemaException.class)
                .hasMessageContaining("7.0.0");
    }

    @Test
    void tablesOfItsReleaseThatAreNotToBeSeenAreNamed() throws SQLException {
        try (Connection connection = matomo.begin()) {
            assertThat(MatomoSchema.read(connection, "matomo_").invisibleTables())
                    .isEmpty();
            release("5.13.0");
            assertThat(MatomoSchema.read(connection, "matomo_")
                            .invisibleTables()
                            .orElseThrow())
                    .contains("matomo_log_bot_request", "trackreplay schema")
                    .doesNotContain("site_setting", "user_token_auth");
        }
        matomo.execute("RENAME TABLE matomo_user_token_auth TO matomo_away");
        try (Connection connection = matomo.begin()) {
            assertThat(MatomoSchema.read(connection, "matomo_")
                            .invisibleTables()
                            .orElseThrow())
                    .contains("matomo_user_token_auth (tokens that requests bring are not recognised)");
        }
    }

    @Test
    void columnsThatSomebodyDroppedAreNamed() throws SQLException {
        for (String version : List.of("4.16.1", "5.2.0", "5.13.0")) {
            release(version);
            try (Connection connection = matomo.begin()) {
                assertThat(MatomoSchema.read(connection, "matomo_").missingColumns())
                        .isEmpty();
            }
        }
        matomo.execute("ALTER TABLE matomo_log_visit DROP COLUMN config_flash, DROP COLUMN custom_dimension_5;"
                + " ALTER TABLE matomo_log_conversion DROP COLUMN referer_keyword");
        try (Connection connection = matomo.begin()) {
            assertThat(MatomoSchema.read(connection, "matomo_").missingColumns().orElseThrow())
                    .contains("not there: matomo_log_conversion.referer_keyword, matomo_log_visit.config_flash. What")
                    .contains("not recorded", "ADD COLUMN");
        }
    }

    @Test
    void ofMatomo4NothingIsMissedThatOnly5Brings() throws SQLException {
        matomo.execute("ALTER TABLE matomo_log_conversion DROP COLUMN pageviews_before");
        release("4.16.1");
        try (Connection connection = matomo.begin()) {
            assertThat(MatomoSchema.read(connection, "matomo_").missingColumns())
                    .isEmpty();
        }
        release("5.0.0");
        try (Connection connection = matomo.begin()) {
            assertThat(MatomoSchema.read(connection, "matomo_").missingColumns().orElseThrow())
                    .contains("not there: matomo_log_conversion.pageviews_before. What");
        }
    }

    @Test
    void aColumnWithoutDefaultThatALaterReleaseBringsMakesNoRowFail() throws SQLException {
        for (String table : List.of("log_visit", "log_link_visit_action", "log_action")) {
            matomo.execute("ALTER TABLE matomo_" + table + " ADD COLUMN new_number INT NOT NULL,"
                    + " ADD COLUMN new_text VARCHAR(20) NOT NULL, ADD COLUMN new_time DATETIME NOT NULL");
        }
        try (MatomoApplier applier = applier(schema -> {});
                Connection connection = matomo.begin()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES'");
            }
            assertThat(apply(applier, connection)).containsExactly(new RequestOutcome.Recorded());
        }
        assertThat(matomo.value("SELECT CONCAT(new_number, new_text, '.') FROM matomo_log_visit"))
                .isEqualTo("0.");
    }

    private void check(Matomo.Allowance... allowed) throws SQLException {
        Matomo.Settings settings = new Matomo.Settings(Optional.empty(), "matomo_", allowed);
        try (Matomo written = new DirectMatomo(settings);
                Connection connection = matomo.begin()) {
            written.check(connection);
        }
    }

    private void release(String version) {
        matomo.execute("UPDATE matomo_option SET option_value = '" + version + "' WHERE option_name = 'version_core'");
    }

    private MatomoApplier applier(java.util.function.Consumer<MatomoSchema> acceptance) {
        return new MatomoApplier(
                MatomoHome.none(), "matomo_", () -> now, new SecretRandomness(new byte[] {1}), acceptance);
    }

    private List<RequestOutcome> apply(MatomoApplier applier, Connection connection) throws SQLException {
        List<RequestOutcome> outcomes = applier.apply(connection, List.of(request()));
        connection.commit();
        return outcomes;
    }

    private LocatedRequest request() {
        return new LocatedRequest(
                FILE,
                new TrackingRequest(
                        new TrackingRequest.Line(offset++, 100),
                        now.toEpochMilli(),
                        TrackingRequest.Call.get(
                                "/matomo.php",
                                "idsite=1&rec=1&new_visit=1&urlref=https%3A%2F%2Fchatgpt.com%2F&url=https%3A%2F%2Fshop.example.com%2F"),
                        Visitors.FIREFOX));
    }
}
