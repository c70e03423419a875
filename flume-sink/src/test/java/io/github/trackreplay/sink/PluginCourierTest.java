/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.api.ApiRules;
import io.github.trackreplay.trackingapi.ApiSettings;
import io.github.trackreplay.trackingapi.SendingLedger;
import io.github.trackreplay.trackingapi.SentAhead;
import io.github.trackreplay.trackingapi.StandIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PluginCourierTest {
    private static SentAhead ahead() {
        return ahead(
                "http://127.0.0.1:1/matomo.php",
                new WriterPool.Settings("jdbc:mysql://127.0.0.1:1/matomo", "u", "", 1),
                () -> {
                    throw new AssertionError("nothing is sent");
                });
    }

    private static SentAhead ahead(String endpoint, WriterPool.Settings ledger, Supplier<ApiRules> rules) {
        ApiSettings settings = PluginRequestOptions.api(MySqlSinkOptions.read(
                        "",
                        Map.of(
                                "url",
                                "jdbc:mysql://127.0.0.1:1/matomo",
                                "user",
                                "u",
                                "pluginRequests",
                                endpoint,
                                "pluginRequestsToken",
                                StandIn.TOKEN)))
                .orElseThrow();
        return new SentAhead(
                settings, rules, new SendingLedger(ledger, "matomo_", "test", true), InstantSource.system());
    }

    /** As requests of a plugin are that is not imitated. */
    private static Replayer settingAside(EngineFixture fixture, SentAhead ahead) {
        return fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections(), new RequestApplier() {
            @Override
            public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests)
                    throws SQLException {
                RequestOutcome aside = new RequestOutcome.Refused("plugin:MediaAnalytics", "");
                List<RequestOutcome> outcomes = requests.stream()
                        .map(request -> ahead.outcome(request).orElse(aside))
                        .toList();
                if (!outcomes.contains(aside)) {
                    ahead.settle(connection, requests);
                }
                return outcomes;
            }

            @Override
            public void forget() {
                // it knows nothing
            }
        });
    }

    private static boolean rests(String thread) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(one -> one.getKey().getName().equals(thread))
                .flatMap(one -> Arrays.stream(one.getValue()))
                .anyMatch(frame -> frame.getMethodName().equals("rest"));
    }

    /** What waits in a database that was put back may have been sent since: the engine looks first, whether it was. */
    @Test
    void nothingIsSentBeforeTheEngineHasCommittedNorWhereTheDatabaseHasGoneBackSince() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger probes = new AtomicInteger();
        try (EngineFixture fixture = new EngineFixture();
                StandIn matomo = new StandIn();
                SentAhead ahead = ahead(fixture, matomo);
                Connection connection = fixture.pool.connection()) {
            ahead.check(connection);
            matomo.duringProbe = probes::incrementAndGet;
            Replayer engine = settingAside(fixture, ahead);
            engine.replay(EngineFixture.of(new FrontendLog("web1", 0).line(1000).ended()));
            try (PluginCourier courier = courier(ahead, "early", asked)) {
                courier.start();
                await().until(() -> asked.get() > 1);
            }
            assertThat(probes.get()).isZero();

            try (PluginCourier courier = courier(ahead, "behind", asked)) {
                courier.replay(
                        engine,
                        EngineFixture.of(new FrontendLog("web2", 0).line(2000).ended()));
                fixture.database.execute("UPDATE matomo_trackreplay_progress SET commit_no = commit_no - 1");
                courier.start();
                await().until(() -> probes.get() > 0 || rests("plugin-requests-behind"));
                assertThat(probes.get()).isZero();
            }
            fixture.database.execute("UPDATE matomo_trackreplay_progress SET commit_no = commit_no + 1");

            try (PluginCourier courier = courier(ahead, "right", asked)) {
                courier.replay(
                        engine,
                        EngineFixture.of(new FrontendLog("web3", 0).line(3000).ended()));
                courier.start();
                await().until(() -> matomo.counted().size() == 3);
            }
        }
    }

    /** Who is to blame shows only where others are counted: those may stand behind all that is offered together at first. */
    @Test
    void morePoisonThanAPageHoldsUpWhatComesBehindOnlyUntilThatIsReached() throws Exception {
        try (EngineFixture fixture = new EngineFixture();
                StandIn matomo = new StandIn();
                SentAhead ahead = ahead(fixture, matomo);
                Connection connection = fixture.pool.connection()) {
            ahead.check(connection);
            matomo.faults = PluginCourierTest::poisoned;
            Replayer engine = settingAside(fixture, ahead);
            FrontendLog log = new FrontendLog("web1", 0);
            for (String name : List.of("bad0", "bad1", "bad2", "good")) {
                log.line(1000, "idsite=1&rec=1&n=" + name);
            }
            try (PluginCourier courier =
                    new PluginCourier(ahead, EngineFixture.TABLES, () -> true, "growing", new CourierPage(2))) {
                courier.replay(engine, EngineFixture.of(log.ended()));
                courier.start();
                await().until(() -> {
                    courier.replay(engine, List.of());
                    return refused(fixture) == 3;
                });
            }
            assertThat(matomo.counted("n")).containsExactly("good");
            assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_sending"))
                    .isZero();
        }
    }

    /** Harmless calls go through, so it is not the endpoint; they are kept, and those behind them go on. */
    @Test
    void poisonThatFillsTheLargestPageIsSetAsideAndHoldsNothingUp() throws Exception {
        try (EngineFixture fixture = new EngineFixture();
                StandIn matomo = new StandIn();
                SentAhead ahead = ahead(fixture, matomo);
                Connection connection = fixture.pool.connection()) {
            ahead.check(connection);
            matomo.faults = PluginCourierTest::poisoned;
            Replayer engine = settingAside(fixture, ahead);
            FrontendLog log = new FrontendLog("web1", 0);
            for (int i = 0; i < 18; i++) { // the largest page holds 16
                log.line(1000, "idsite=1&rec=1&n=bad" + i);
            }
            log.line(1000, "idsite=1&rec=1&n=good");
            try (PluginCourier courier =
                    new PluginCourier(ahead, EngineFixture.TABLES, () -> true, "largest", new CourierPage(1))) {
                courier.replay(engine, EngineFixture.of(log.ended()));
                courier.start();
                await().atMost(Duration.ofSeconds(50)).until(() -> {
                    courier.replay(engine, List.of());
                    return refused(fixture) == 18;
                });
            }
            assertThat(matomo.counted("n")).containsExactly("good");
        }
    }

    private static SentAhead ahead(EngineFixture fixture, StandIn matomo) {
        return ahead(
                matomo.address().toString(),
                new WriterPool.Settings(
                        fixture.database.url(), fixture.database.user(), fixture.database.password(), 2),
                PluginCourierTest::rules);
    }

    private static StandIn.Fault poisoned(int call, List<Map<String, String>> requests) {
        return requests.stream().anyMatch(request -> request.get("n").startsWith("bad"))
                ? StandIn.Fault.FORBIDDEN
                : StandIn.Fault.NONE;
    }

    private static long refused(EngineFixture fixture) throws SQLException {
        return fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected WHERE reason = 'refused-by-endpoint'");
    }

    private static PluginCourier courier(SentAhead ahead, String name, AtomicInteger asked) {
        return new PluginCourier(ahead, EngineFixture.TABLES, () -> asked.incrementAndGet() > 0, name);
    }

    private static ApiRules rules() {
        return new ApiRules(
                token -> true,
                ApiSettings.Visitors.AS_LOGGED.clientAddress(),
                false,
                "matomo_ignore",
                Optional.empty());
    }

    @Test
    void aPageGrowsWithEachFailureUpToAnEnd() {
        CourierPage page = new CourierPage();
        assertThat(page.requests()).isEqualTo(500);
        page.failed();
        assertThat(page.requests()).isEqualTo(1_000);
        assertThat(page.grew()).isTrue();
        for (int i = 0; i < 10; i++) {
            page.failed();
        }
        assertThat(page.requests()).isEqualTo(8_000);
        assertThat(page.bytes()).isLessThanOrEqualTo(32L << 20);
        assertThat(page.grew()).isFalse();
        page.passed();
        assertThat(page.requests()).isEqualTo(500);
    }

    @Test
    void itGoesOnBehindAnErrorOfTheMachine() {
        AtomicInteger asked = new AtomicInteger();
        try (SentAhead ahead = ahead();
                PluginCourier courier = new PluginCourier(
                        ahead,
                        new LedgerTables("matomo_"),
                        () -> {
                            if (asked.incrementAndGet() == 1) {
                                throw new OutOfMemoryError("as a test wants it");
                            }
                            return false;
                        },
                        "mysql")) {
            courier.start();
            await().until(() -> asked.get() > 1);
        }
        assertThat(asked.get()).isGreaterThan(1);
    }

    @Test
    void whatCannotBeBookedIsLeftOutForAWhileAndThenTriedAgain() throws Exception {
        DueBookings bookings = new DueBookings();
        List<Delivery> due = List.of(new Delivery.Again(1, List.of()));
        long second = Duration.ofSeconds(1).toNanos();
        bookings.put(due);
        assertThat(bookings.due(0)).isEqualTo(due);
        bookings.failed(0);
        assertThat(bookings.due(second - 1)).isEmpty();
        assertThat(bookings.due(second)).isEqualTo(due);
        bookings.failed(second);
        assertThat(bookings.due(3 * second - 1)).isEmpty();
        assertThat(bookings.due(3 * second)).isEqualTo(due);
        for (int i = 0; i < 100; i++) {
            bookings.failed(0);
        }
        assertThat(bookings.due(30 * second)).isEqualTo(due);
        assertThat(bookings.over(1)).isFalse();
        bookings.committed();
        assertThat(bookings.over(1)).isTrue();
        assertThat(bookings.due(0)).isEmpty();
    }

    @Test
    void nobodyWaitsForABookingBehindTheEnd() throws Exception {
        DueBookings bookings = new DueBookings();
        bookings.put(List.of(new Delivery.Again(1, List.of())));
        AtomicReference<Boolean> over = new AtomicReference<>();
        Thread waiting = new Thread(() -> {
            try {
                over.set(bookings.over(Duration.ofMinutes(1).toMillis()));
            } catch (InterruptedException e) {
                over.set(false);
            }
        });
        waiting.start();
        bookings.close();
        waiting.join();
        assertThat(over.get()).isTrue();
    }
}
