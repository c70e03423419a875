/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.RequestOutcome.Excluded;
import io.github.trackreplay.tracking.RequestOutcome.Recorded;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plugin TrackingSpamPrevention bans an address by an option, which all trackers read anew every five minutes. */
class BannedAddressTest {
    private static final LogFile FILE = new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty());
    private static final String RANGES =
            "SELECT option_value FROM matomo_option WHERE option_name = 'TrackingSpamBlockedIpRanges'";

    private final MatomoDatabase matomo = MatomoDatabase.create();
    private Instant now = Instant.parse("2026-03-03T12:00:00Z");
    private long offset;
    private Connection session; // with another one all settings are read anew

    @BeforeEach
    void switchOn() {
        matomo.execute("INSERT INTO matomo_option VALUES ('version_TrackingSpamPrevention', '5.0.4', 1),"
                + " ('TrackingSpamBlockedIpRanges', '{\"3.\":[\"3.2.34.0\\\\/26\"]}', 0)");
        matomo.execute("INSERT INTO matomo_plugin_setting (plugin_name, setting_name, setting_value)"
                + " VALUES ('TrackingSpamPrevention', 'max_actions_allowed', '1')");
    }

    @AfterEach
    void close() {
        matomo.close();
    }

    @Test
    void anAddressWithTooManyActionsIsLeftOutForAllItsVisitorsUntilTheTaskOfTheNextDay() throws SQLException {
        try (MatomoApplier applier = new MatomoApplier(
                        MatomoHome.none(), "matomo_", () -> now, new SecretRandomness(new byte[] {1}));
                Connection connection = matomo.begin()) {
            session = connection;
            assertThat(apply(applier, visitor("1111111111111111"), visitor("1111111111111111")))
                    .containsExactly(new Recorded(), new Excluded("spam-actions"));
            assertThat(matomo.value(RANGES)).isEqualTo("{\"3.\":[\"3.2.34.0\\/26\"],\"198.\":[\"198.51.100.7\\/32\"]}");
            assertThat(apply(applier, visitor("2222222222222222")))
                    .as("Matomo's cache of settings does not know of it yet")
                    .containsExactly(new Recorded());

            now = now.plusSeconds(300);
            assertThat(apply(applier, visitor("3333333333333333"))).containsExactly(new Excluded("spam-address"));

            matomo.execute("UPDATE matomo_option SET option_value = '[]'"
                    + " WHERE option_name = 'TrackingSpamBlockedIpRanges'"); // as the task does
            now = now.plusSeconds(86_400);
            assertThat(apply(applier, visitor("4444444444444444"))).containsExactly(new Recorded());
        }
    }

    private List<RequestOutcome> apply(MatomoApplier applier, LocatedRequest... requests) throws SQLException {
        List<RequestOutcome> outcomes = applier.apply(session, List.of(requests));
        session.commit();
        return outcomes;
    }

    private LocatedRequest visitor(String id) {
        return new LocatedRequest(
                FILE,
                new TrackingRequest(
                        new TrackingRequest.Line(offset++, 1),
                        now.toEpochMilli(),
                        TrackingRequest.Call.get(
                                "/matomo.php",
                                "idsite=1&rec=1&_id=" + id + "&url=https%3A%2F%2Fshop.example.com%2F" + offset),
                        new TrackingRequest.Client(
                                "198.51.100.7",
                                "Mozilla/5.0 (X11; Linux x86_64) Firefox/11" + id.charAt(0) + ".0",
                                "",
                                "",
                                Map.of())));
    }
}
