/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UserIdSaltTest {
    private static final long NOON = Instant.parse("2026-03-03T12:00:00Z").toEpochMilli();
    private static final LogFile FILE = new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty());

    private final MatomoDatabase matomo = MatomoDatabase.create();

    @AfterEach
    void close() {
        matomo.close();
    }

    @Test
    void userIdsAreNeverStoredInPlainTextForWantOfASalt() throws SQLException {
        matomo.execute("DELETE FROM matomo_option WHERE option_name = 'useridsalt'");
        matomo.execute("REPLACE INTO matomo_option VALUES ('PrivacyManager.anonymizeUserId', '1', 0)");
        MatomoApplier applier = new MatomoApplier(
                MatomoHome.none(), "matomo_", () -> Instant.ofEpochMilli(NOON), new SecretRandomness(new byte[] {1}));
        try (Connection connection = matomo.begin()) {
            applier.apply(connection, List.of(page(0)));
            connection.rollback();
            applier.apply(connection, List.of(page(0)));
            connection.commit();
            applier.apply(connection, List.of(page(1)));
            connection.commit();
        }

        assertThat(matomo.value("SELECT COUNT(DISTINCT user_id) FROM matomo_log_visit"))
                .isEqualTo("1");
        assertThat(matomo.value("SELECT COUNT(*) FROM matomo_log_visit, matomo_option"
                        + " WHERE option_name = 'useridsalt' AND user_id = SHA1(CONCAT('ann', option_value))"))
                .isEqualTo("1");
    }

    private static LocatedRequest page(long offset) {
        return new LocatedRequest(
                FILE,
                new TrackingRequest(
                        new TrackingRequest.Line(offset, 1),
                        NOON + offset * 1000,
                        TrackingRequest.Call.get(
                                "/matomo.php", "idsite=1&rec=1&uid=ann&url=https%3A%2F%2Fshop.example.com%2F"),
                        new TrackingRequest.Client(
                                "198.51.100.7", "Mozilla/5.0 (X11; Linux x86_64) Firefox/115.0", "", "", Map.of())));
    }
}
