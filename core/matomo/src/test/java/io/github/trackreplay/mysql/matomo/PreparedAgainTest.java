/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.UnpreparedException;
import io.github.trackreplay.tracking.model.SiteDay;
import io.github.trackreplay.tracking.prepared.Randomness;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was prepared for a transaction that was taken back, and what the next one makes of it. */
@Timeout(120)
class PreparedAgainTest {
    private static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");

    /** Where the place in the stream is given within the transaction. */
    private static final LogFile PIPELINE = new LogFile("web1", PipelineLog.fingerprint(), 1, Optional.empty());

    private final MatomoDatabase matomo = MatomoDatabase.create();
    private final CountDownLatch slow = new CountDownLatch(1);
    private Instant now = NOON;
    private final MatomoApplier applier = new MatomoApplier(
                    MatomoHome.none(), "matomo_", () -> now, new SlowRandomness(slow))
            .preparingWithin(Duration.ofMillis(50));

    /** Keeps a request with an order's id waiting. */
    private record SlowRandomness(CountDownLatch until, Randomness real) implements Randomness {
        SlowRandomness(CountDownLatch until) {
            this(until, new SecretRandomness(new byte[] {1}));
        }

        @Override
        public byte[] bytes(LocatedRequest request, String need) {
            if (need.equals("order")) {
                Uninterruptibles.awaitUninterruptibly(until);
            }
            return real.bytes(request, need);
        }

        @Override
        public String userIdSalt() {
            return real.userIdSalt();
        }

        @Override
        public String salt(SiteDay day) {
            return real.salt(day);
        }
    }

    @BeforeEach
    void replaceOrderIds() {
        matomo.execute("REPLACE INTO matomo_option VALUES ('PrivacyManager.anonymizeOrderId', '1', 0)");
    }

    @AfterEach
    void close() {
        applier.close();
        matomo.close();
    }

    @Test
    void whereAnotherRequestStandsNowThatOneIsRecorded() throws Exception {
        try (Connection connection = matomo.begin()) {
            takeBackUnprepared(connection, page(0, "one"));

            record(connection, page(0, "other"));
        }

        assertThat(matomo.values("SELECT name FROM matomo_log_action WHERE type = 1"))
                .containsExactly("shop.example.com/other");
    }

    @Test
    void itIsPreparedByTheSettingsThatHoldNow() throws Exception {
        try (Connection connection = matomo.begin()) {
            takeBackUnprepared(connection, page(0, "?secret=7"));
            matomo.execute("UPDATE matomo_site SET excluded_parameters = 'secret'");
            now = NOON.plus(Duration.ofMinutes(6));

            record(connection, page(0, "?secret=7"));
        }

        assertThat(matomo.values("SELECT name FROM matomo_log_action WHERE type = 1"))
                .containsExactly("shop.example.com/");
    }

    private void takeBackUnprepared(Connection connection, LocatedRequest request) throws Exception {
        assertThat(isApplied(connection, request)).isFalse();
        connection.rollback();
        slow.countDown();
        applier.awaitPrepared();
    }

    private void record(Connection connection, LocatedRequest request) throws Exception {
        while (!isApplied(connection, request)) {
            connection.rollback();
            applier.awaitPrepared();
        }
        connection.commit();
        applier.committed();
    }

    private boolean isApplied(Connection connection, LocatedRequest request) throws SQLException {
        try {
            applier.apply(connection, List.of(request));
            return true;
        } catch (UnpreparedException e) {
            return false;
        }
    }

    private static LocatedRequest page(long offset, String path) {
        return new LocatedRequest(
                PIPELINE,
                new TrackingRequest(
                        new TrackingRequest.Line(offset, 1),
                        NOON.toEpochMilli(),
                        TrackingRequest.Call.get(
                                "/matomo.php",
                                "idsite=1&rec=1&ec_id=7&url=https%3A%2F%2Fshop.example.com%2F"
                                        + path.replace("?", "%3F")),
                        new TrackingRequest.Client(
                                "198.51.100.7", "Mozilla/5.0 (X11; Linux x86_64) Firefox/115.0", "", "", Map.of())));
    }
}
