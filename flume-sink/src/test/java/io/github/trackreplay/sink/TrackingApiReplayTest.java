/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.trackingapi.ApiSettings;
import io.github.trackreplay.trackingapi.SendingLedger;
import io.github.trackreplay.trackingapi.StandIn;
import io.github.trackreplay.trackingapi.StandIn.Fault;
import io.github.trackreplay.trackingapi.TrackingApiMatomo;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The engine in front of a Tracking API: order, once, and what is booked when an answer is missing. */
class TrackingApiReplayTest {
    private static final String SENDING = "matomo_trackreplay_sending";
    private static EngineFixture fixture;

    private StandIn matomo;
    private final List<Matomo> apis = new ArrayList<>();

    @BeforeAll
    static void open() {
        fixture = new EngineFixture();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void begin() throws IOException {
        fixture.reset();
        fixture.database.execute(
                "DROP TABLE IF EXISTS " + SENDING + "; DROP TABLE IF EXISTS matomo_trackreplay_sender;");
        matomo = new StandIn();
    }

    @AfterEach
    void end() {
        apis.forEach(Matomo::close);
        matomo.close();
    }

    private ApiSettings settings(int lanes, int maxBulk, Duration answer) {
        return new ApiSettings(
                matomo.address(),
                new ApiSettings.Access(StandIn.TOKEN, 1, Optional.empty()),
                new ApiSettings.Calls(lanes, maxBulk, 1 << 20, false),
                new ApiSettings.Timeouts(Duration.ofSeconds(2), answer),
                ApiSettings.Visitors.AS_LOGGED,
                false);
    }

    private Replayer engine(String collector) throws SQLException {
        return engine(collector, settings(4, 10, Duration.ofSeconds(20)), fixture.connections());
    }

    private Replayer engine(String collector, ApiSettings settings, Connections connections) throws SQLException {
        TrackingApiMatomo api = api(collector, settings);
        try (Connection connection = fixture.pool.connection()) {
            api.check(connection);
            connection.commit();
        }
        return fixture.engine(
                collector,
                ReplayPolicy.DEFAULT.with(p -> p.patience(Duration.ofMinutes(10))),
                connections,
                api.applier());
    }

    private TrackingApiMatomo api(String collector, ApiSettings settings) {
        InstantSource clock = () -> Instant.ofEpochMilli(fixture.waiting.now());
        TrackingApiMatomo api =
                new TrackingApiMatomo(settings, new SendingLedger(ledger(), "matomo_", collector, true), clock);
        apis.add(api);
        return api;
    }

    private WriterPool.Settings ledger() {
        return new WriterPool.Settings(fixture.database.url(), fixture.database.user(), fixture.database.password(), 2);
    }

    /** Requests of some visitors, mixed, and none of them like another. */
    static Pack log(String stream, int requests, int visitors) {
        FrontendLog log = new FrontendLog(stream, 0);
        for (int i = 0; i < requests; i++) {
            String visitor = stream + i % visitors;
            log.line(
                    1000 + i,
                    "idsite=1&rec=1&_id=" + Integer.toHexString(visitor.hashCode()) + "0123456789abcdef&ua=" + visitor
                            + "&n=" + stream + i);
        }
        return log.ended();
    }

    private static List<String> numbers(String stream, int requests) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            numbers.add(stream + i);
        }
        return numbers;
    }

    private void assertOrderOfEachVisitor() {
        Map<String, Integer> last = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (Map<String, String> request : matomo.counted()) {
            if (seen.add(request.get("n"))) {
                int number = Integer.parseInt(request.get("n").replaceAll("\\D", ""));
                Integer before = last.put(request.get("ua"), number);
                assertThat(before == null ? -1 : before).as(request.get("n")).isLessThan(number);
            }
        }
    }

    private long perhapsTwice() {
        return fixture.number("SELECT COALESCE(SUM(requests), 0) FROM " + SENDING + " WHERE state = 2");
    }

    private long open(int state) {
        return fixture.number("SELECT COUNT(*) FROM " + SENDING + " WHERE state = " + state);
    }

    @Test
    void eachRequestOnceAndThoseOfAVisitorInTheirOrder() throws Exception {
        Replayer engine = engine("one");

        CommitSummary summary = engine.replay(EngineFixture.of(log("w", 400, 40)));
        engine.replay(EngineFixture.of(log("w", 400, 40)));

        assertThat(summary.counts().recorded()).isEqualTo(400);
        assertThat(matomo.counted("n")).containsExactlyInAnyOrderElementsOf(numbers("w", 400));
        assertThat(matomo.counted("cip")).containsOnly("203.0.113.7");
        assertThat(matomo.counted("cdt")).containsOnly("1");
        assertThat(matomo.mostAtATime()).isGreaterThan(1);
        assertOrderOfEachVisitor();
        assertThat(fixture.number("SELECT COUNT(*) FROM " + SENDING)).isZero();
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void anInvalidRequestIsKeptAsRejectedAndTheOthersAreCounted() throws Exception {
        FrontendLog log = new FrontendLog("w", 0);
        log.line(1000, "idsite=1&rec=1&n=0")
                .line(1001, "idsite=99&rec=1&n=1")
                .line(1002, "idsite=1&rec=1&cid=short&n=2");
        log.line(1003, "idsite=1&rec=1&cip=1.2.3.4&n=3").line(1004, "idsite=1&rec=1&n=4");

        CommitSummary summary = engine("one").replay(EngineFixture.of(log.ended()));

        assertThat(matomo.counted("n")).containsExactlyInAnyOrder("0", "4");
        assertThat(summary.counts().rejected()).isEqualTo(Map.of("refused-by-matomo", 2L, "token-required", 1L));
        assertThat(fixture.list("SELECT reason FROM matomo_trackreplay_rejected ORDER BY line_offset"))
                .containsExactly("refused-by-matomo", "refused-by-matomo", "token-required");
    }

    @Test
    void aTokenThatIsNoSuperUsersSendsOneRequestACall() throws Exception {
        matomo.superUser = false;
        FrontendLog log = new FrontendLog("w", 0);
        log.line(1000, "idsite=1&rec=1&n=0").line(1001, "idsite=99&rec=1&n=1").line(1002, "idsite=1&rec=1&n=2");

        CommitSummary summary = engine("one").replay(EngineFixture.of(log.ended()));

        assertThat(matomo.counted("n")).containsExactlyInAnyOrder("0", "2");
        assertThat(summary.counts().rejected()).isEqualTo(Map.of("refused-by-matomo", 1L));
        assertThat(matomo.calls()).isEqualTo(3);
    }

    @Test
    void aWrongTokenStopsBeforeAnythingIsSentOrRejected() throws Exception {
        matomo.tokenValid = false;
        assertThatThrownBy(() -> engine("one").replay(EngineFixture.of(log("w", 5, 5))))
                .isInstanceOfSatisfying(ReplayException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
                    assertThat(e).hasMessageContaining("does not accept the token");
                });
        assertThat(matomo.calls()).isZero();
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isZero();
    }

    @Test
    void aTokenThatExpiresStopsAndNothingIsRejected() throws Exception {
        Replayer engine = engine("one");
        engine.replay(EngineFixture.of(log("w", 5, 5)));
        matomo.tokenValid = false;
        assertThatThrownBy(() -> engine.replay(EngineFixture.of(log("x", 5, 5))))
                .isInstanceOf(ReplayException.class);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isZero();

        matomo.tokenValid = true;
        engine.replay(EngineFixture.of(log("x", 5, 5)));
        assertThat(matomo.counted("n")).hasSize(10).doesNotHaveDuplicates();
        assertThat(perhapsTwice()).isZero();
    }

    @Test
    void whatTheServerDidNotTakeIsSentAgainWithoutDoubt() throws Exception {
        for (Fault fault : List.of(Fault.BUSY, Fault.MAINTENANCE, Fault.COUNTS_NONE)) {
            matomo.faults = (call, requests) -> call % 5 == 2 ? fault : Fault.NONE;
            CommitSummary summary = engine("one").replay(EngineFixture.of(log("s" + fault, 100, 10)));
            assertThat(summary.counts().recorded()).as(fault.name()).isEqualTo(100);
        }
        assertThat(matomo.counted("n")).hasSize(300).doesNotHaveDuplicates();
        assertThat(perhapsTwice()).isZero();
        assertOrderOfEachVisitor();
    }

    @Test
    void aCallThatIsTooLargeIsHalved() throws Exception {
        matomo.mostRequests = 3;
        engine("one").replay(EngineFixture.of(log("w", 40, 1)));
        assertThat(matomo.counted("n")).containsExactlyElementsOf(numbers("w", 40));
        assertThat(perhapsTwice()).isZero();
    }

    @Test
    void whatAFirewallRefusesIsFoundAndKeptAndStopsNothingElse() throws Exception {
        matomo.faults = (call, requests) ->
                requests.stream().anyMatch(r -> r.get("n").equals("w7")) ? Fault.FORBIDDEN : Fault.NONE;
        CommitSummary summary = engine("one").replay(EngineFixture.of(log("w", 40, 4)));
        assertThat(summary.counts().rejected()).isEqualTo(Map.of("refused-by-endpoint", 1L));
        assertThat(matomo.counted("n")).hasSize(39).doesNotHaveDuplicates().doesNotContain("w7");
    }

    /** A firewall that minds what a scanner sends, thousands of times: harmless calls go through meanwhile. */
    @Test
    void aThousandThatAreAllRefusedAreSetAsideAndHoldNothingUp() throws Exception {
        matomo.faults = (call, requests) ->
                requests.stream().anyMatch(request -> request.get("n").startsWith("w")) ? Fault.FORBIDDEN : Fault.NONE;
        Replayer engine = engine("one");
        CommitSummary refused = engine.replay(EngineFixture.of(log("w", 1_000, 40)));
        CommitSummary behind = engine.replay(EngineFixture.of(log("x", 10, 2)));

        assertThat(refused.counts().rejected()).isEqualTo(Map.of("refused-by-endpoint", 1_000L));
        assertThat(behind.counts().recorded()).isEqualTo(10);
        assertThat(open(0) + open(1)).isZero();
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void anAnswerThatIsNoneOfMatomosCountsNothingAndBlamesNoRequest() throws Exception {
        matomo.faults = (call, requests) -> Fault.IMAGE;
        assertThatThrownBy(() -> engine("one").replay(EngineFixture.of(log("x", 3, 1))))
                .isInstanceOfSatisfying(ReplayException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
                    assertThat(e).hasMessageContaining("an image").hasMessageContaining("Not one request was counted");
                });
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isZero();

        matomo.faults = (call, requests) -> Fault.NONE;
        engine("one").replay(EngineFixture.of(log("x", 3, 1)));
        assertThat(matomo.counted("n")).containsExactly("x0", "x1", "x2");
        assertThat(perhapsTwice()).isZero();
    }

    @Test
    void whereNothingIsAnsweredAsItShouldBeNothingIsRejectedHoweverLongThatLasts() throws Exception {
        for (Fault fault : List.of(Fault.ERROR_BEFORE, Fault.UNAVAILABLE, Fault.CUT_BEFORE, Fault.FORBIDDEN)) {
            end();
            begin();
            Replayer engine = engine("one");
            matomo.faults = (call, requests) -> fault;
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> engine.replay(EngineFixture.of(log("w", 12, 3))))
                        .as(fault.name())
                        .isInstanceOf(ReplayException.class);
                fixture.waiting.now += 60_000;
            }
            matomo.faults = (call, requests) -> Fault.NONE;
            CommitSummary summary = engine.replay(EngineFixture.of(log("w", 12, 3)));

            assertThat(summary.counts().rejected()).as(fault.name()).isEmpty();
            assertThat(matomo.counted("n")).as(fault.name()).containsExactlyInAnyOrderElementsOf(numbers("w", 12));
            assertOrderOfEachVisitor();
        }
    }

    @Test
    void anAnswerThatIsMissingIsBookedAndOnlyWhatWasInThatCallMayBeTwice() throws Exception {
        for (Fault fault : List.of(
                Fault.CUT_AFTER,
                Fault.CUT_BEFORE,
                Fault.HALF_WRITTEN,
                Fault.ERROR_AFTER,
                Fault.ERROR_BEFORE,
                Fault.UNAVAILABLE)) {
            end();
            begin();
            AtomicInteger left = new AtomicInteger(1);
            matomo.faults =
                    (call, requests) -> requests.size() == 10 && left.getAndDecrement() > 0 ? fault : Fault.NONE;

            engine("one", settings(1, 10, Duration.ofSeconds(20)), fixture.connections())
                    .replay(EngineFixture.of(log("w", 100, 10)));

            List<String> counted = matomo.counted("n");
            assertThat(new HashSet<>(counted)).as(fault.name()).containsExactlyInAnyOrderElementsOf(numbers("w", 100));
            assertThat(counted.size() - 100L).as(fault.name()).isLessThanOrEqualTo(perhapsTwice());
            assertThat(perhapsTwice()).as(fault.name()).isEqualTo(10);
            assertThat(open(0) + open(1)).isZero();
            assertOrderOfEachVisitor();
        }
    }

    /** That it had counted three does not say which three. */
    @Test
    void anErrorThatMatomoTakesBackIsBookedForItsWholeCall() throws Exception {
        AtomicInteger left = new AtomicInteger(1);
        matomo.faults = (call, requests) -> left.getAndDecrement() > 0 ? Fault.ERROR_TAKEN_BACK : Fault.NONE;
        engine("one", settings(1, 10, Duration.ofSeconds(20)), fixture.connections())
                .replay(EngineFixture.of(log("w", 30, 3)));
        assertThat(matomo.counted("n")).hasSize(30).doesNotHaveDuplicates();
        assertThat(perhapsTwice()).isEqualTo(10);
    }

    @Test
    void aRequestWithWhichMatomoMeetsAnErrorIsFoundAndKeptAndStopsNothingElse() throws Exception {
        for (boolean superUser : List.of(true, false)) {
            end();
            begin();
            matomo.superUser = superUser;
            matomo.failsAt = request -> request.getOrDefault("n", "").equals("w17");
            CommitSummary summary = engine("one").replay(EngineFixture.of(log("w", 40, 4)));

            assertThat(summary.counts().rejected()).isEqualTo(Map.of("breaks-endpoint", 1L));
            assertThat(matomo.counted("n")).hasSize(39).doesNotHaveDuplicates().doesNotContain("w17");
            assertOrderOfEachVisitor();
            assertThat(fixture.list("SELECT detail FROM matomo_trackreplay_rejected")
                            .get(0))
                    .contains("Matomo meets an error");
            assertThat(open(0) + open(1)).isZero();
            assertThat(fixture.unaccounted()).isZero();
        }
    }

    /** Then the next request of its own visitor shows that it is to blame. */
    @Test
    void aRequestWithWhichMatomoMeetsAnErrorIsFoundAlsoWhereNobodyElseVisits() throws Exception {
        matomo.failsAt = request -> request.getOrDefault("n", "").equals("w7");
        CommitSummary summary = engine("one").replay(EngineFixture.of(log("w", 20, 1)));

        assertThat(summary.counts().rejected()).isEqualTo(Map.of("breaks-endpoint", 1L));
        assertThat(matomo.counted("n")).hasSize(19).doesNotHaveDuplicates().doesNotContain("w7");
        assertOrderOfEachVisitor();
        assertThat(open(0) + open(1)).isZero();
        assertThat(fixture.unaccounted()).isZero();
    }

    /** Each has failed alone again and again, and the outage ends between two of them. */
    @Test
    void anOutageThatEndsInTheMidstOfAnAttemptBlamesAtMostOneOfFewVisitors() throws Exception {
        Replayer engine = engine("one");
        int ends = 203;
        matomo.failsAt = request -> !"0".equals(request.get("rec")) && matomo.calls() < ends;
        Optional<CommitSummary> summary = Optional.empty();
        int most = 0;
        for (int attempts = 0; summary.isEmpty(); attempts++) {
            assertThat(attempts).isLessThan(200);
            int before = matomo.calls();
            try {
                summary = Optional.of(engine.replay(EngineFixture.of(log("w", 6, 6))));
            } catch (ReplayException e) {
                most = Math.max(most, attempts > 12 ? matomo.calls() - before : 0);
            }
            fixture.waiting.now += 60_000;
        }

        long rejected = summary.orElseThrow().counts().rejected().getOrDefault("breaks-endpoint", 0L);
        assertThat(rejected).isLessThanOrEqualTo(1);
        assertThat(matomo.counted("n")).hasSize((int) (6 - rejected)).doesNotHaveDuplicates();
        assertThat(most)
                .as("calls of an attempt, however many there were before")
                .isLessThan(6);
        assertOrderOfEachVisitor();
    }

    /** Then it must not be sent behind them, whoever makes the next attempt, also if Matomo has been mended meanwhile. */
    @Test
    void whoIsOvertakenByItsOwnVisitorIsNotSentBehindThatWhenTheAttemptEndsWithoutAnAnswer() throws Exception {
        for (Fault refusal : List.of(Fault.NONE, Fault.FORBIDDEN)) {
            for (Fault end : List.of(Fault.BUSY, Fault.CUT_BEFORE)) {
                end();
                begin();
                boolean fails = refusal == Fault.NONE;
                AtomicInteger ends = new AtomicInteger();
                matomo.failsAt = request -> fails && ends.get() == 0 && isRequest(request, "w7");
                matomo.faults = (call, requests) -> {
                    if (ends.get() == 0
                            && matomo.counted("n").contains("w8")
                            && requests.stream().anyMatch(request -> isRequest(request, "w15"))) {
                        ends.incrementAndGet();
                        return end;
                    }
                    return ends.get() == 0 && requests.stream().anyMatch(request -> isRequest(request, "w7"))
                            ? refusal
                            : Fault.NONE;
                };
                CommitSummary summary = engine("one").replay(EngineFixture.of(log("w", 20, 1)));

                assertThat(ends).as("%s, then %s", refusal, end).hasValue(1);
                assertThat(summary.counts().rejected())
                        .isEqualTo(Map.of(fails ? "breaks-endpoint" : "refused-by-endpoint", 1L));
                assertThat(new HashSet<>(matomo.counted("n"))).hasSize(19).doesNotContain("w7");
                assertOrderOfEachVisitor();
                assertThat(open(0) + open(1)).isZero();
                assertThat(fixture.unaccounted()).isZero();
            }
        }
    }

    private static boolean isRequest(Map<String, String> request, String name) {
        return request.getOrDefault("n", "").equals(name);
    }

    @Test
    void whoFollowsOneThatDiedKnowsWhoHadBeenOvertaken() throws Exception {
        matomo.failsAt = request -> isRequest(request, "w7");
        Connections dead =
                new FaultyCommit(fixture.connections(), () -> matomo.counted().size() == 19);
        assertThatThrownBy(() -> engine("one", settings(1, 10, Duration.ofSeconds(20)), dead)
                        .replay(EngineFixture.of(log("w", 20, 1))))
                .isInstanceOf(ReplayException.class);
        matomo.failsAt = request -> false;

        CommitSummary summary = engine("two").replay(EngineFixture.of(log("w", 20, 1)));

        assertThat(summary.counts().rejected()).isEqualTo(Map.of("breaks-endpoint", 1L));
        assertThat(matomo.counted("n")).hasSize(19).doesNotHaveDuplicates().doesNotContain("w7");
        assertOrderOfEachVisitor();
        assertThat(open(0) + open(1)).isZero();
    }

    /** A batch that is full takes no more, so nobody comes who would show who is to blame. */
    @Test
    void theLastOfABatchThatIsOneVisitorsWaitsLongAndNotForEver() throws Exception {
        for (boolean answered : List.of(true, false)) {
            end();
            begin();
            matomo.failsAt = request -> answered && isRequest(request, "w19");
            matomo.faults =
                    (call, requests) -> !answered && requests.stream().anyMatch(request -> isRequest(request, "w19"))
                            ? Fault.ERROR_BEFORE
                            : Fault.NONE;
            Replayer engine = engine("one");
            long begun = fixture.waiting.now;
            CommitSummary summary = untilItGoes(engine, log("w", 20, 1));

            assertThat(summary.counts().rejected()).isEqualTo(Map.of("breaks-endpoint", 1L));
            assertThat(new HashSet<>(matomo.counted("n"))).hasSize(19).doesNotContain("w19");
            assertThat(Duration.ofMillis(fixture.waiting.now - begun)).isGreaterThan(Duration.ofHours(5));
            assertThat(engine.replay(EngineFixture.of(log("x", 5, 1))).counts().recorded())
                    .isEqualTo(5);
            assertThat(open(0) + open(1)).isZero();
            assertThat(fixture.unaccounted()).isZero();
        }
    }

    private CommitSummary untilItGoes(Replayer engine, Pack pack) throws Exception {
        for (int attempts = 0; attempts < 300; attempts++) {
            try {
                return engine.replay(EngineFixture.of(pack));
            } catch (ReplayException e) {
                fixture.waiting.now += 60_000;
            }
        }
        throw new AssertionError("it waits for ever");
    }

    @Test
    void aFewThatAreAllRefusedWhileHarmlessCallsGoThroughWaitLongAndNotForEver() throws Exception {
        matomo.faults = (call, requests) ->
                requests.stream().anyMatch(request -> request.get("n").startsWith("w")) ? Fault.FORBIDDEN : Fault.NONE;
        Replayer engine = engine("one");
        CommitSummary refused = untilItGoes(engine, log("w", 30, 4));
        CommitSummary behind = engine.replay(EngineFixture.of(log("x", 10, 2)));

        assertThat(refused.counts().rejected()).isEqualTo(Map.of("refused-by-endpoint", 30L));
        assertThat(behind.counts().recorded()).isEqualTo(10);
        assertThat(open(0) + open(1)).isZero();
        assertThat(fixture.unaccounted()).isZero();
    }

    /** All that fail, and more visitors than lanes. */
    @Test
    void aFewWithWhichMatomoMeetsAnErrorWaitLongAndNotForEver() throws Exception {
        matomo.failsAt = request -> request.getOrDefault("n", "").startsWith("w");
        Replayer engine = engine("one");
        CommitSummary failed = untilItGoes(engine, log("w", 8, 8));

        assertThat(failed.counts().rejected()).isEqualTo(Map.of("breaks-endpoint", 8L));
        assertThat(engine.replay(EngineFixture.of(log("x", 10, 2))).counts().recorded())
                .isEqualTo(10);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void whereNoHarmlessCallGoesThroughEitherNothingIsEverSetAside() throws Exception {
        for (boolean answered : List.of(true, false)) {
            end();
            begin();
            Replayer engine = engine("one");
            engine.replay(EngineFixture.of(log("a", 2, 2)));
            matomo.failsBefore = requests -> answered;
            matomo.cutsAll = !answered;
            long begun = fixture.waiting.now;
            while (fixture.waiting.now - begun < Duration.ofHours(7).toMillis()) {
                assertThatThrownBy(() -> engine.replay(EngineFixture.of(log("w", 12, 3))))
                        .isInstanceOf(ReplayException.class);
                fixture.waiting.now += 60_000;
            }
            matomo.failsBefore = requests -> false;
            matomo.cutsAll = false;
            CommitSummary summary = untilItGoes(engine, log("w", 12, 3));

            assertThat(summary.counts().rejected()).isEmpty();
            assertThat(new HashSet<>(matomo.counted("n"))).hasSize(14);
            assertOrderOfEachVisitor();
        }
    }

    @Test
    void whatAnErrorLeavesCountedIsBookedWhereverItStoodInItsCall() throws Exception {
        matomo.transactions = false;
        matomo.failsAt = request -> request.getOrDefault("n", "").equals("2");
        FrontendLog log = new FrontendLog("w", 0);
        log.line(1000, "idsite=99&rec=1&_id=0123456789abcdef&n=0");
        for (int i = 1; i < 10; i++) {
            log.line(1000 + i, "idsite=1&rec=1&_id=0123456789abcdef&n=" + i);
        }
        // company: who is to blame shows where others are counted
        log.line(2000, "idsite=1&rec=1&_id=fedcba9876543210&ua=another&n=10");
        engine("one", settings(1, 10, Duration.ofSeconds(20)), fixture.connections())
                .replay(EngineFixture.of(log.ended()));

        assertThat(matomo.counted("n")).contains("1", "3", "9").doesNotContain("0", "2");
        long twice = matomo.counted("n").stream().filter("1"::equals).count() - 1;
        assertThat(twice).isPositive();
        assertThat(fixture.number("SELECT COUNT(*) FROM " + SENDING + " WHERE state = 2 AND requests >= 2"))
                .as("calls that are booked with the first two of their requests")
                .isGreaterThanOrEqualTo(twice);
        assertThat(open(0) + open(1)).isZero();
    }

    @Test
    void aMatomoWhoseDatabaseIsAwayIsWaitedForAndNothingIsBooked() throws Exception {
        AtomicInteger left = new AtomicInteger(12);
        matomo.failsBefore = requests -> matomo.counted().size() >= 20 && left.getAndDecrement() > 0;
        CommitSummary summary = engine("one").replay(EngineFixture.of(log("w", 100, 10)));

        assertThat(left.get()).isNegative();
        assertThat(summary.counts().recorded()).isEqualTo(100);
        assertThat(matomo.counted("n")).hasSize(100).doesNotHaveDuplicates();
        assertThat(perhapsTwice()).isZero();
        assertOrderOfEachVisitor();
    }

    @Test
    void aRequestAtWhichMatomoStumblesBeforeTheFirstOneIsFoundAndNothingIsInDoubt() throws Exception {
        matomo.failsBefore = requests -> requests.stream()
                .anyMatch(request -> request.getOrDefault("n", "").equals("w17"));
        CommitSummary summary = engine("one").replay(EngineFixture.of(log("w", 40, 4)));

        assertThat(summary.counts().rejected()).isEqualTo(Map.of("breaks-endpoint", 1L));
        assertThat(matomo.counted("n")).hasSize(39).doesNotHaveDuplicates().doesNotContain("w17");
        assertThat(perhapsTwice()).isZero();
    }

    @Test
    void aMatomoThatMeetsAnErrorWithEveryRequestRejectsNoneAndLittleIsLeftInDoubt() throws Exception {
        Replayer engine = engine("one");
        matomo.failsAt = request -> !"0".equals(request.get("rec"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> engine.replay(EngineFixture.of(log("w", 60, 12))))
                    .isInstanceOf(ReplayException.class);
            fixture.waiting.now += 60_000;
        }
        matomo.failsAt = request -> false;
        CommitSummary summary = engine.replay(EngineFixture.of(log("w", 60, 12)));

        assertThat(summary.counts().rejected()).isEmpty();
        assertThat(matomo.counted("n")).containsExactlyInAnyOrderElementsOf(numbers("w", 60));
        assertThat(open(0) + open(1)).isZero();
        assertOrderOfEachVisitor();
    }

    @Test
    void aServerThatDoesNotAnswerInTimeIsLeftAndItsCallBooked() throws Exception {
        matomo.faults = (call, requests) -> call == 1 ? Fault.SLOW : Fault.NONE;
        engine("one", settings(1, 10, Duration.ofMillis(300)), fixture.connections())
                .replay(EngineFixture.of(log("w", 30, 3)));
        assertThat(new HashSet<>(matomo.counted("n"))).hasSize(30);
        assertThat(matomo.counted("n").size() - 30).isEqualTo(10);
        assertThat(perhapsTwice()).isEqualTo(10);
    }

    @Test
    void aRequestThatBreaksTheServerIsFoundAndKept() throws Exception {
        matomo.faults = (call, requests) ->
                requests.stream().anyMatch(r -> r.get("n").equals("w17")) ? Fault.ERROR_BEFORE : Fault.NONE;
        CommitSummary summary = engine("one").replay(EngineFixture.of(log("w", 40, 4)));
        assertThat(summary.counts().rejected()).isEqualTo(Map.of("breaks-endpoint", 1L));
        assertThat(matomo.counted("n")).hasSize(39).doesNotHaveDuplicates();
        assertThat(fixture.list("SELECT detail FROM matomo_trackreplay_rejected")
                        .get(0))
                .contains("never answered");
        assertThat(open(0)).isZero();
    }

    @Test
    void aCommitThatFailsBehindTheSendingSendsNothingAgain() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        Connections failing = new FaultyCommit(fixture.connections(), () -> commits.incrementAndGet() <= 2);
        engine("one", settings(3, 10, Duration.ofSeconds(20)), failing).replay(EngineFixture.of(log("w", 90, 9)));
        assertThat(commits.get()).isGreaterThan(2);
        assertThat(matomo.counted("n")).hasSize(90).doesNotHaveDuplicates();
        assertThat(perhapsTwice()).isZero();
        assertThat(fixture.number("SELECT COUNT(*) FROM " + SENDING)).isZero();
    }

    /** Lets some commits of the ledger fail. */
    private record FaultyCommit(Connections behind, BooleanSupplier fails) implements Connections {
        @Override
        public Connection connection() throws SQLException {
            Connection real = behind.connection();
            return (Connection) Proxy.newProxyInstance(
                    FaultyCommit.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                        if (method.getName().equals("commit") && fails.getAsBoolean()) {
                            real.rollback();
                            throw new SQLException("gone", "08S01", 0);
                        }
                        try {
                            return method.invoke(real, args);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        @Override
        public void evict(Connection connection) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void whoIsKilledWhileSendingIsFollowedByOneWhoBooksIt() throws Exception {
        engine("two").replay(EngineFixture.of(log("a", 20, 20)));
        matomo.faults = (call, requests) -> matomo.counted().size() < 60 ? Fault.NONE : Fault.SLOW;
        Process dying = SendingProcess.start(fixture.database, matomo);
        try {
            await().until(() -> open(0) == 2
                    && matomo.counted().size() >= 80
                    && matomo.counted().size() - 20 == fixture.number("SELECT SUM(requests) FROM " + SENDING));
        } finally {
            dying.destroyForcibly().waitFor();
        }
        long inFlight = fixture.number("SELECT SUM(requests) FROM " + SENDING + " WHERE state = 0");
        assertThat(inFlight).isBetween(10L, 40L);

        matomo.faults = (call, requests) -> Fault.NONE;
        engine("two").replay(EngineFixture.of(SendingProcess.log()));

        List<String> counted =
                matomo.counted("n").stream().filter(n -> n.startsWith("w")).toList();
        assertThat(new HashSet<>(counted)).hasSize(SendingProcess.REQUESTS);
        assertThat(counted.size() - SendingProcess.REQUESTS).isEqualTo((int) inFlight);
        assertThat(perhapsTwice()).isEqualTo(inFlight);
        assertThat(open(0)).isZero();
    }

    @Test
    void whoIsStoppedWhileSendingWaitsForTheAnswersAndLeavesNothingInDoubt() throws Exception {
        Replayer first = engine("one");
        first.replay(EngineFixture.of(log("a", 20, 20)));
        matomo.faults = (call, requests) -> Fault.HELD;
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread stopping =
                new Thread(() -> ended.set(catchThrowable(() -> first.replay(EngineFixture.of(log("w", 100, 100))))));
        stopping.start();
        await().until(() -> matomo.counted().size() == 20 + 4 * 10); // a call of each lane
        stopping.interrupt();
        await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING && !stopping.isInterrupted());
        int counted = matomo.counted().size();
        matomo.release();
        stopping.join();

        assertThat(ended.get()).isNotNull();
        assertThat(matomo.counted()).as("no further call is begun").hasSize(counted);
        assertThat(open(0)).isZero();
        assertThat(fixture.number("SELECT SUM(requests) FROM " + SENDING + " WHERE state = 1"))
                .isEqualTo(counted - 20);
        matomo.faults = (call, requests) -> Fault.NONE;
        engine("two").replay(EngineFixture.of(log("w", 100, 100)));
        assertThat(matomo.counted("n")).hasSize(120).doesNotHaveDuplicates();
        assertThat(perhapsTwice()).isZero();
    }

    @Test
    void whoHasLostTheLedgersLockSendsNothingAndKeepsNobodyFromSending() throws Exception {
        engine("one").replay(EngineFixture.of(log("a", 1, 1)));
        String epoch =
                fixture.list("SELECT epoch FROM matomo_trackreplay_sender").get(0);
        int calls = matomo.calls();
        TrackingApiMatomo api = api("two", settings(4, 10, Duration.ofSeconds(20)));
        LocatedRequest request = new LocatedRequest(
                new FrontendLog("w", 0).file(), FrontendLog.request(0, 100, 0, 1000, "idsite=1&rec=1&n=w0"));
        Connection connection = fixture.pool.connection();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT CONNECTION_ID()")) {
            row.next();
            fixture.database.execute("KILL " + row.getLong(1));
        }

        assertThatThrownBy(() -> api.applier().apply(connection, List.of(request)))
                .isInstanceOf(SQLException.class);

        fixture.pool.evict(connection);
        assertThat(matomo.calls()).isEqualTo(calls);
        assertThat(fixture.list("SELECT epoch FROM matomo_trackreplay_sender")).containsExactly(epoch);
    }

    @Test
    void tablesThatAreMissingAreMadeOnlyWhereThatIsAsked() throws Exception {
        TrackingApiMatomo api = new TrackingApiMatomo(
                settings(1, 1, Duration.ofSeconds(1)),
                new SendingLedger(ledger(), "matomo_", "one", false),
                InstantSource.system());
        apis.add(api);
        try (Connection connection = fixture.pool.connection()) {
            assertThatThrownBy(() -> api.check(connection))
                    .hasMessageContaining("matomo_trackreplay_sending")
                    .hasMessageContaining("Set createTables = true, or run 'trackreplay schema'");
            api("two", settings(1, 1, Duration.ofSeconds(1))).check(connection);
            api.check(connection);
            connection.rollback();
        }
    }

    @Test
    void anotherOneThatBeganToSendKeepsTheFirstFromIt() throws Exception {
        Replayer first = engine("one");
        Replayer second = engine("two");
        first.replay(EngineFixture.of(log("a", 10, 2)));
        second.replay(EngineFixture.of(log("b", 10, 2)));
        first.replay(EngineFixture.of(log("c", 10, 2)));
        second.replay(EngineFixture.of(log("a", 10, 2)));
        assertThat(matomo.counted("n")).hasSize(30).doesNotHaveDuplicates();
        assertThat(perhapsTwice()).isZero();
    }

    /** Of two visitors, each with requests that only these have. */
    private Pack pipelinePack(String of, boolean identified) {
        PipelinePackBuilder pack = new PipelinePackBuilder("p").readAt(fixture.waiting.now());
        for (int i = 0; i < 20; i++) {
            String visitor = of + i % 2;
            pack.request(
                    1000 + i,
                    identified ? PipelinePackBuilder.file(of, i) : RequestIdentity.none(),
                    "idsite=1&rec=1&_id=" + Integer.toHexString(visitor.hashCode()) + "0123456789abcdef&ua=" + visitor
                            + "&n=" + of + i);
        }
        return pack.pack();
    }

    private void failsBehindSomeAnswers(Replayer engine, Pack pack) {
        matomo.faults = (call, requests) ->
                requests.stream().anyMatch(request -> request.get("ua").equals("a1")) ? Fault.BUSY : Fault.NONE;
        assertThatThrownBy(() -> engine.replay(EngineFixture.of(pack))).isInstanceOf(ReplayException.class);
        assertThat(matomo.counted("ua")).isNotEmpty().containsOnly("a0");
        assertThat(open(1)).isPositive();
        matomo.faults = (call, requests) -> Fault.NONE;
    }

    @Test
    void whatAnotherCollectorsPipelineBringsBehindARollbackIsNotTakenForWhatTheFirstHasSent() throws Exception {
        Replayer first = engine("one");
        failsBehindSomeAnswers(first, pipelinePack("a", true));

        engine("two").replay(EngineFixture.of(pipelinePack("b", true)));
        first.replay(EngineFixture.of(pipelinePack("a", true)));

        List<String> all = numbers("a", 20);
        all.addAll(numbers("b", 20));
        assertThat(matomo.counted("n")).containsExactlyInAnyOrderElementsOf(all);
        assertThat(fixture.number("SELECT COUNT(*) FROM " + SENDING)).isZero();
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void whereNothingTellsRequestsOfPipelinesApartNoneIsTakenForAnotherEither() throws Exception {
        Replayer first = engine("one");
        failsBehindSomeAnswers(first, pipelinePack("a", false));

        engine("two").replay(EngineFixture.of(pipelinePack("b", false)));
        first.replay(EngineFixture.of(pipelinePack("a", false)));

        List<String> all = numbers("a", 20);
        all.addAll(numbers("b", 20));
        assertThat(matomo.counted("n")).containsExactlyInAnyOrderElementsOf(all);
        assertThat(fixture.number("SELECT COUNT(*) FROM " + SENDING)).isZero();
        assertThat(fixture.unaccounted()).isZero();
    }

    private Pack seenOn(String page, int behind) {
        PipelinePackBuilder pack = new PipelinePackBuilder("p").readAt(fixture.waiting.now());
        for (int i = 0; i < behind; i++) {
            pack.other();
        }
        for (int i = 0; i < 20; i++) {
            pack.request(
                    1000 + i,
                    RequestIdentity.none(),
                    "idsite=1&rec=1&ua=a" + i % 2,
                    new TrackingRequest.Client("203.0.113.7", "", page, "", Map.of()));
        }
        return pack.pack();
    }

    @Test
    void whatDiffersInItsPageOnlyIsNotTakenForWhatWasSentBehindARollback() throws Exception {
        String one = "https://shop.example/one";
        String two = "https://shop.example/two";
        Replayer first = engine("one");
        failsBehindSomeAnswers(first, seenOn(one, 0));

        engine("two").replay(EngineFixture.of(seenOn(two, 3)));
        first.replay(EngineFixture.of(seenOn(one, 3)));

        List<String> pages = new ArrayList<>(Collections.nCopies(20, one));
        pages.addAll(Collections.nCopies(20, two));
        assertThat(matomo.counted("url")).containsExactlyInAnyOrderElementsOf(pages);
        assertThat(fixture.number("SELECT COUNT(*) FROM " + SENDING)).isZero();
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void whatNeverComesAgainIsBookedInTheEnd() throws Exception {
        failsBehindSomeAnswers(engine("one"), pipelinePack("a", true));
        int counted = matomo.counted().size();
        fixture.waiting.now += Duration.ofDays(89).toMillis();
        engine("two").replay(EngineFixture.of(pipelinePack("b", true)));
        assertThat(open(1)).isPositive();
        assertThat(perhapsTwice()).isZero();

        fixture.waiting.now += Duration.ofDays(2).toMillis();
        engine("three").replay(EngineFixture.of(pipelinePack("c", true)));

        assertThat(open(0) + open(1)).isZero();
        assertThat(perhapsTwice()).isEqualTo(counted);
    }

    private ApiSettings queued() {
        ApiSettings s = settings(4, 10, Duration.ofSeconds(20));
        return new ApiSettings(s.address(), s.access(), s.calls(), s.timeouts(), s.visitors(), true);
    }

    @Test
    void whatIsRefusedOnTheWayToAQueueIsFoundAndStopsNothingElse() throws Exception {
        matomo.queues = true;
        matomo.faults = (call, requests) ->
                requests.stream().anyMatch(r -> r.get("n").equals("w7")) ? Fault.FORBIDDEN : Fault.NONE;

        CommitSummary summary =
                engine("one", queued(), fixture.connections()).replay(EngineFixture.of(log("w", 40, 4)));

        assertThat(summary.counts().rejected()).isEqualTo(Map.of("refused-by-endpoint", 1L));
        assertThat(matomo.counted("n")).hasSize(39).doesNotHaveDuplicates().doesNotContain("w7");
    }

    @Test
    void aFewThatAreAllRefusedOnTheWayToAQueueWaitLongAndNotForEver() throws Exception {
        matomo.queues = true;
        matomo.faults = (call, requests) ->
                requests.stream().anyMatch(request -> request.get("n").startsWith("w")) ? Fault.FORBIDDEN : Fault.NONE;
        Replayer engine = engine("one", queued(), fixture.connections());

        CommitSummary refused = untilItGoes(engine, log("w", 30, 4));

        assertThat(refused.counts().rejected()).isEqualTo(Map.of("refused-by-endpoint", 30L));
        assertThat(engine.replay(EngineFixture.of(log("x", 10, 2))).counts().recorded())
                .isEqualTo(10);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aQueueThatTakesNoHarmlessCallEitherIsWaitedForHoweverLong() throws Exception {
        matomo.queues = true;
        matomo.failsBefore = requests -> true;
        Replayer engine = engine("one", queued(), fixture.connections());
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> engine.replay(EngineFixture.of(log("w", 12, 3))))
                    .isInstanceOf(ReplayException.class);
            fixture.waiting.now += Duration.ofMinutes(10).toMillis();
        }
        matomo.failsBefore = requests -> false;

        CommitSummary summary = untilItGoes(engine, log("w", 12, 3));

        assertThat(summary.counts().rejected()).isEmpty();
        assertThat(matomo.counted("n")).containsExactlyInAnyOrderElementsOf(numbers("w", 12));
    }

    @Test
    void whatAnOlderVersionNotedOfPipelinesIsBelievedOfNoneAndBooked() throws Exception {
        failsBehindSomeAnswers(engine("one"), pipelinePack("a", true));
        int counted = matomo.counted().size();
        fixture.database.execute("UPDATE " + SENDING + " SET requests = 3, positions = 'p\t"
                + PipelineLog.fingerprint().hex() + "\t0.0 100.0 200.0r' WHERE state = 1 ORDER BY id LIMIT 1");
        long kept = fixture.number("SELECT COALESCE(SUM(requests), 0) FROM " + SENDING + " WHERE state = 1") - 3;

        engine("two").replay(EngineFixture.of(pipelinePack("a", true)));

        assertThat(new HashSet<>(matomo.counted("n"))).containsExactlyInAnyOrderElementsOf(numbers("a", 20));
        assertThat(matomo.counted("n")).hasSize((int) (counted - kept + 20));
        assertThat(perhapsTwice()).isEqualTo(2);
        assertThat(open(0) + open(1)).isZero();
    }

    @Test
    void whoAsksToBeLeftAloneIsNotCalledToFindOutWhoIsToBlame() throws Exception {
        List<Long> busy = new CopyOnWriteArrayList<>();
        List<Long> probes = new CopyOnWriteArrayList<>();
        matomo.duringProbe = () -> probes.add(fixture.waiting.now());
        matomo.faults = (call, requests) -> {
            if (call < 3) {
                busy.add(fixture.waiting.now());
                return Fault.BUSY;
            }
            return Fault.NONE;
        };
        engine("one", settings(1, 10, Duration.ofSeconds(20)), fixture.connections())
                .replay(EngineFixture.of(log("w", 10, 1)));

        assertThat(matomo.counted("n")).containsExactlyElementsOf(numbers("w", 10));
        assertThat(busy).hasSize(3);
        long first = busy.get(0);
        assertThat(probes.stream().filter(at -> at > first))
                .as("behind the pause")
                .isNotEmpty();
        assertThat(probes.stream().filter(at -> at == first)).as("at the start").hasSize(1);
    }

    @Test
    void aProbeThatFailsBehindAFailureHidesItNot() throws Exception {
        TrackingApiMatomo api = api("one", settings(1, 10, Duration.ofSeconds(20)));
        AtomicInteger probes = new AtomicInteger();
        matomo.faults = (call, requests) -> Fault.UNAVAILABLE;
        matomo.duringProbe = () -> {
            if (probes.incrementAndGet() == 2) {
                api.close();
            }
        };
        LocatedRequest request = new LocatedRequest(
                new FrontendLog("w", 0).file(), FrontendLog.request(0, 100, 0, 1000, "idsite=1&rec=1&n=w0"));
        try (Connection connection = fixture.pool.connection()) {
            api.check(connection);
            connection.commit();
            assertThatThrownBy(() -> api.applier().apply(connection, List.of(request)))
                    .hasMessageContaining("It is unknown whether its requests are counted")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
            connection.rollback();
        }
        assertThat(probes).hasValue(2);
    }

    @Test
    void underRandomFaultsNothingIsLostAndNothingIsTwiceThatIsNotBooked() throws Exception {
        Random random = new Random(15);
        List<Fault> all = List.of(
                Fault.BUSY,
                Fault.UNAVAILABLE,
                Fault.CUT_AFTER,
                Fault.CUT_BEFORE,
                Fault.HALF_WRITTEN,
                Fault.ERROR_AFTER,
                Fault.ERROR_BEFORE,
                Fault.COUNTS_NONE,
                Fault.ERROR_TAKEN_BACK);
        matomo.faults = (call, requests) -> {
            synchronized (random) {
                return random.nextInt(100) < 15 ? all.get(random.nextInt(all.size())) : Fault.NONE;
            }
        };
        Replayer engine = engine("one", settings(4, 20, Duration.ofSeconds(20)), fixture.connections());
        CommitSummary summary = engine.replay(EngineFixture.of(log("w", 600, 60)));

        assertThat(summary.counts().recorded()).isEqualTo(600);
        List<String> counted = matomo.counted("n");
        assertThat(new HashSet<>(counted)).containsExactlyInAnyOrderElementsOf(numbers("w", 600));
        assertThat(counted.size() - 600L).isPositive().isLessThanOrEqualTo(perhapsTwice());
        System.out.printf(
                "Random faults: of 600 requests 0 lost, %d counted twice, %d booked as that%n",
                counted.size() - 600, perhapsTwice());
        assertThat(open(0) + open(1)).isZero();
        assertThat(fixture.unaccounted()).isZero();
        assertOrderOfEachVisitor();
    }
}
