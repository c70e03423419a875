/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.UnpreparedException;
import io.github.trackreplay.tracking.RequestOutcome;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a visitor or a neighbour sends makes the same batch fail for ever, and nothing of a table's is blamed on it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnduranceTest {
    private static final int MOST_CALLS = 300;

    private EngineFixture fixture;

    @BeforeAll
    void open() {
        fixture = new EngineFixture();
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    @BeforeEach
    void reset() {
        fixture.reset();
    }

    /** As the sink does: the same packs again, until they are in. */
    private CommitSummary untilItGoes(Replayer engine, List<Delivery> packs) throws Exception {
        List<String> said = new ArrayList<>();
        for (int call = 0; call < MOST_CALLS; call++) {
            try {
                return engine.replay(packs);
            } catch (ReplayException e) {
                assertThat(e.kind()).as(e.getMessage()).isEqualTo(ReplayException.Kind.UNAVAILABLE);
                said.add(e.getMessage());
                fixture.waiting.pause(Duration.ofSeconds(30));
            }
        }
        throw new AssertionError("It never goes: " + said);
    }

    private static FrontendLog lines(int count, int poisoned, String poison) {
        FrontendLog web1 = new FrontendLog("web1", 0);
        IntStream.range(0, count)
                .forEach(i -> web1.line(1000 + i, i == poisoned ? "idsite=1&rec=1&" + poison : "idsite=1&rec=1"));
        return web1;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kill=1", "collation=1", "timeout=1", "signal=1", "deadlock=1", "deep=1", "defect=1", "long=1"})
    void aRequestThatBreaksEveryBatchIsSetAsideAndTheOthersGoOn(String poison) throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = lines(20, 13, poison);

        CommitSummary summary = untilItGoes(engine, EngineFixture.of(web1.pack()));

        assertThat(summary.counts().recorded()).isEqualTo(19);
        assertThat(RequestCounts.sum(summary.counts().rejected())).isEqualTo(1);
        assertThat(fixture.applied()).hasSize(19).doesNotContain("web1:1013").isSorted();
        assertThat(fixture.unaccounted()).isZero();
        assertThat(fixture.list("SELECT detail FROM matomo_trackreplay_rejected")
                        .get(0))
                .isNotBlank();
        assertThat(engine.replay(EngineFixture.of(web1.line(2000).pack()))
                        .counts()
                        .recorded())
                .isEqualTo(1);
    }

    /** Those beside it may keep all cores busy. */
    @ParameterizedTest
    @ValueSource(strings = {"kill=1", "collation=1", "signal=1", "deadlock=1", "deep=1", "defect=1", "long=1"})
    void alsoWherePlainRequestsTakeLongToPrepare(String poison) throws Exception {
        Replayer engine =
                fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections(), new SlowToPreparePlainOnes());

        CommitSummary summary =
                untilItGoes(engine, EngineFixture.of(lines(20, 13, poison).pack()));

        assertThat(summary.counts().recorded()).isEqualTo(19);
        assertThat(RequestCounts.sum(summary.counts().rejected())).isEqualTo(1);
        assertThat(fixture.applied()).hasSize(19).doesNotContain("web1:1013").isSorted();
        assertThat(fixture.unaccounted()).isZero();
    }

    /** Has plain requests ready only when that has been waited for outside of the transaction. */
    private static final class SlowToPreparePlainOnes extends RecordingApplier {
        private boolean asked;
        private boolean prepared;

        @Override
        public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests) throws SQLException {
            if (!prepared && requests.get(0).file().stream().equals("plain")) {
                asked = true;
                throw new UnpreparedException();
            }
            return super.apply(connection, requests);
        }

        @Override
        public void awaitPrepared() {
            prepared = asked;
        }
    }

    /** How its preparation goes nobody sees; but plain ones are prepared at the same time. */
    @Test
    void aRequestThatIsNeverPreparedIsFoundAndSetAside() throws Exception {
        NeverPrepared applier = new NeverPrepared("endless=1");
        Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections(), applier);

        CommitSummary summary =
                untilItGoes(engine, EngineFixture.of(lines(20, 13, "endless=1").pack()));

        assertThat(summary.counts().recorded()).isEqualTo(19);
        assertThat(summary.counts().rejected()).isEqualTo(Map.of("not-storable", 1L));
        assertThat(fixture.list("SELECT detail FROM matomo_trackreplay_rejected")
                        .get(0))
                .contains("not known in time");
        assertThat(fixture.applied()).hasSize(19).doesNotContain("web1:1013").isSorted();
        assertThat(fixture.unaccounted()).isZero();
        assertThat(applier.committed).isPositive();
    }

    @Test
    void whereNothingIsEverPreparedItIsSaidAndNothingIsRejected() throws Exception {
        NeverPrepared applier = new NeverPrepared("rec=1");
        Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections(), applier);
        List<Delivery> packs = EngineFixture.of(lines(20, 13, "x=1").pack());

        assertThatThrownBy(() -> engine.replay(packs)).isInstanceOfSatisfying(ReplayException.class, e -> {
            assertThat(e.kind()).isEqualTo(ReplayException.Kind.UNAVAILABLE);
            assertThat(e).hasMessageContaining("not known in time").hasMessageContaining("overloaded");
        });
        applier.word = "endless=1";
        CommitSummary summary = engine.replay(packs);

        assertThat(summary.counts().recorded()).isEqualTo(20);
        assertThat(summary.counts().rejected()).isEmpty();
    }

    /** Never has requests ready that hold a word. */
    private static final class NeverPrepared extends RecordingApplier {
        private String word;
        private int committed;

        NeverPrepared(String word) {
            this.word = word;
        }

        @Override
        public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests) throws SQLException {
            if (requests.stream().anyMatch(located -> located.request().query().contains(word))) {
                throw new UnpreparedException();
            }
            return super.apply(connection, requests);
        }

        @Override
        public void committed() {
            committed++;
        }
    }

    /** What is ready stays so until the COMMIT, so that each part of a transaction is awaited once. */
    @Test
    void aTransactionOfManyPartsThatAllTakeLongToPrepareIsBegunOnceForEach() throws Exception {
        PreparesWhatIsAwaited applier = new PreparesWhatIsAwaited();
        Replayer engine =
                fixture.engine("one", ReplayPolicy.DEFAULT.with(p -> p.batchSize(2)), fixture.connections(), applier);

        CommitSummary summary =
                engine.replay(EngineFixture.of(lines(12, 5, "x=1").pack()));

        assertThat(summary.counts().recorded()).isEqualTo(12);
        assertThat(applier.sizes).containsExactly(2, 2, 2, 2, 2, 2);
        assertThat(applier.awaited).isEqualTo(6);
    }

    /** As Matomo's: what is awaited is ready until the transaction is committed. */
    private static final class PreparesWhatIsAwaited extends RecordingApplier {
        private final List<LocatedRequest> ready = new ArrayList<>();
        private List<LocatedRequest> wanted = List.of();
        private final List<Integer> sizes = new ArrayList<>();
        private int awaited;

        @Override
        public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests) throws SQLException {
            if (!ready.containsAll(requests)) {
                wanted = requests;
                throw new UnpreparedException();
            }
            sizes.add(requests.size());
            return super.apply(connection, requests);
        }

        @Override
        public void awaitPrepared() {
            sizes.clear();
            ready.addAll(wanted);
            awaited++;
        }

        @Override
        public void committed() {
            ready.clear();
        }
    }

    /** It takes much memory, and what failed may come again much later. */
    @ParameterizedTest
    @ValueSource(strings = {"connection", "memory"})
    void whatIsPreparedIsNotKeptWhereSomethingElseFails(String failing) throws Exception {
        FailsOncePrepared applier = new FailsOncePrepared(failing);
        Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections(), applier);

        CommitSummary summary =
                engine.replay(EngineFixture.of(lines(4, 1, "x=1").pack()));

        assertThat(summary.counts().recorded()).isEqualTo(4);
        assertThat(applier.course).startsWith("unprepared", "awaited", "failing", "failed");
        assertThat(fixture.applied()).hasSize(4).isSorted();
    }

    /** Is prepared at the second attempt, and then fails once. */
    private static final class FailsOncePrepared extends RecordingApplier {
        private final List<String> course = new ArrayList<>();
        private final String failing;

        FailsOncePrepared(String failing) {
            this.failing = failing;
        }

        @Override
        public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests) throws SQLException {
            if (course.isEmpty()) {
                course.add("unprepared");
                throw new UnpreparedException();
            }
            if (!course.contains("failing")) {
                course.add("failing");
                if (failing.equals("memory")) {
                    throw new OutOfMemoryError("Java heap space");
                }
                throw new SQLException("the connection is lost", "08S01");
            }
            return super.apply(connection, requests);
        }

        @Override
        public void awaitPrepared() {
            course.add("awaited");
        }

        @Override
        public void failed() {
            course.add("failed");
        }
    }

    /** A few more than are wanted go together: by themselves they would cost far more. */
    @Test
    void theLastFewGoWithThoseBeforeThemAndACallIsNotTornApart() throws Exception {
        for (Map.Entry<Integer, List<Integer>> one : Map.of(
                        8, List.of(8), 9, List.of(9), 10, List.of(8, 2), 16, List.of(8, 8), 17, List.of(8, 9))
                .entrySet()) {
            assertThat(partsOf(new FrontendLog("of" + one.getKey(), 0), one.getKey()))
                    .isEqualTo(one.getValue());
        }
        FrontendLog bulk = new FrontendLog("bulk", 0);
        for (int i = 0; i < 7; i++) {
            bulk.line(900 + i);
        }
        assertThat(partsOf(bulk.bulk(950, 5), 4)).containsExactly(12, 4);
    }

    private List<Integer> partsOf(FrontendLog log, int lines) throws Exception {
        fixture.reset();
        List<Integer> sizes = new ArrayList<>();
        RecordingApplier applier = new RecordingApplier();
        RequestApplier counting = new RequestApplier() {
            @Override
            public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests)
                    throws SQLException {
                sizes.add(requests.size());
                return applier.apply(connection, requests);
            }

            @Override
            public void forget() {
                applier.forget();
            }
        };
        for (int i = 0; i < lines; i++) {
            log.line(1000 + i);
        }
        fixture.engine("one", ReplayPolicy.DEFAULT.with(p -> p.batchSize(8)), fixture.connections(), counting)
                .replay(EngineFixture.of(log.ended()));
        return sizes;
    }

    /** Anybody can name one, and of such a site nothing is recorded, however plain. */
    @ParameterizedTest
    @ValueSource(strings = {"kill=1", "collation=1", "timeout=1", "signal=1", "deadlock=1", "deep=1", "defect=1"})
    void alsoOneOfASiteThatDoesNotExistOrBehindOthersOfSuchASite(String poison) throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = new FrontendLog("web1", 0).line(999, "idsite=0&rec=1");
        IntStream.range(0, 8).forEach(i -> web1.line(1000 + i, i == 3 ? "idsite=0&rec=1&" + poison : "idsite=1&rec=1"));

        CommitSummary summary = untilItGoes(engine, EngineFixture.of(web1.pack()));

        assertThat(summary.counts().recorded()).isEqualTo(7);
        assertThat(summary.counts().rejected()).containsEntry("unknown-site", 1L);
        assertThat(RequestCounts.sum(summary.counts().rejected())).isEqualTo(2);
        assertThat(fixture.applied()).hasSize(7).doesNotContain("web1:1003").isSorted();
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void alsoOneThatWasHeldBackAndOneThatIsLate() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = new FrontendLog("web1", 0);
        FrontendLog web2 = new FrontendLog("web2", 0);
        engine.replay(EngineFixture.of(
                web2.line(500).pack(),
                web1.line(1000).line(1001, "kill=1").line(1002).pack()));

        untilItGoes(engine, EngineFixture.of(web2.line(3000).pack()));
        untilItGoes(
                engine,
                EngineFixture.of(web1.line(2000).line(700, "kill=1").line(2001).pack()));
        untilItGoes(engine, EngineFixture.of(web2.ended(), web1.ended()));

        assertThat(fixture.applied()).hasSize(6);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isEqualTo(2);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void anOutageCondemnsNobody() throws Exception {
        int[] left = {200};
        Connections away = new Connections() {
            @Override
            public Connection connection() throws SQLException {
                if (left[0]-- > 0) {
                    throw new SQLException("Communications link failure", "08S01");
                }
                return fixture.connections().connection();
            }

            @Override
            public void evict(Connection connection) {
                fixture.connections().evict(connection);
            }
        };
        Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, away);

        CommitSummary summary =
                untilItGoes(engine, EngineFixture.of(lines(20, -1, "").pack()));

        assertThat(summary.counts().recorded()).isEqualTo(20);
        assertThat(summary.counts().rejected()).isEmpty();
    }

    /** Others still find room in pages that are there. */
    @Test
    void aFullDiskOfTheDatabaseCondemnsNobody() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections(), new RecordingApplier() {
            @Override
            public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests)
                    throws SQLException {
                if (full.get()
                        && requests.stream()
                                .anyMatch(located ->
                                        located.request().call().query().contains("large=1"))) {
                    throw new SQLException("The table 'matomo_log_action' is full", "HY000", 1114);
                }
                return super.apply(connection, requests);
            }
        });
        FrontendLog web1 = lines(3, 1, "large=1");
        for (long end = fixture.waiting.now + Duration.ofHours(1).toMillis(); fixture.waiting.now < end; ) {
            assertThatThrownBy(() -> engine.replay(EngineFixture.of(web1.pack(0, web1.end()))))
                    .isInstanceOf(ReplayException.class)
                    .hasMessageContaining("disk or table is full");
            fixture.waiting.pause(Duration.ofSeconds(30));
        }
        full.set(false);

        CommitSummary summary = untilItGoes(engine, EngineFixture.of(web1.pack(0, web1.end())));

        assertThat(summary.counts().recorded()).isEqualTo(3);
        assertThat(summary.counts().rejected()).isEmpty();
    }

    @Test
    void aLockThatSomebodyHoldsCondemnsNobodyForMinutes() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = lines(3, 1, "deadlock=1");
        for (long end = fixture.waiting.now + Duration.ofMinutes(9).toMillis(); fixture.waiting.now < end; ) {
            assertThatThrownBy(() -> engine.replay(EngineFixture.of(web1.pack(0, web1.end()))))
                    .isInstanceOf(ReplayException.class);
            fixture.waiting.pause(Duration.ofSeconds(30));
        }
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isZero();
    }

    @Test
    void aStreamWhoseNameTheDatabaseTakesForAnothersIsQuarantinedAndTheOthersGoOn() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = new FrontendLog("web1", 0);
        engine.replay(EngineFixture.of(web1.line(1000).pack()));

        Pack blank = new FrontendLog("web1 ", 0).line(1500).line(1501).pack();
        CommitSummary summary = untilItGoes(
                engine,
                EngineFixture.of(web1.line(2000).pack(), blank, web1.line(3000).pack()));

        assertThat(summary.counts().rejected()).containsExactly(Map.entry(PackNarrowing.EVENT, 1L));
        assertThat(fixture.applied()).containsExactly("web1:1000", "web1:2000", "web1:3000");
        assertThat(fixture.list("SELECT detail FROM matomo_trackreplay_rejected")
                        .get(0))
                .contains("'web1 '", "Duplicate entry");
        assertThat(fixture.unaccounted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE - 1, 1L << 40})
    void aFileNumberOutOfAllBoundsStopsNothing(long number) throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = new FrontendLog("web1", 0);
        engine.replay(EngineFixture.of(web1.line(1000).pack()));
        PackHeader h = web1.pack().header();
        LogFile odd = new LogFile("web1", FrontendLog.fingerprint("odd", 7), number, Optional.empty());
        Pack forged = new Pack(
                new PackHeader(
                        odd,
                        0,
                        0,
                        PackHeader.Reading.of(0, "x", "/matomo.php"),
                        new PackHeader.Promise(h.watermark(), 0)),
                List.of());

        untilItGoes(engine, EngineFixture.of(forged));
        untilItGoes(engine, EngineFixture.of(web1.rotate().line(2000).pack()));
        untilItGoes(engine, EngineFixture.of(web1.rotate().line(3000).pack()));
        fixture.waiting.pause(Duration.ofMinutes(11));
        engine.tick();

        assertThat(fixture.applied()).containsExactly("web1:1000", "web1:2000", "web1:3000");
    }

    @Test
    void whatVisitorsChooseStopsNoStream() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT.with(p -> p.mostRejectsInRow(3)));
        FrontendLog web1 = new FrontendLog("web1", 0);
        for (int i = 0; i < 50; i++) {
            web1.line(1000 + i, i % 2 == 0 ? "idsite=0" : "long=1");
        }

        CommitSummary summary = engine.replay(EngineFixture.of(web1.line(2000).pack()));

        assertThat(summary.said().streams().stopped()).isEmpty();
        assertThat(summary.counts().recorded()).isEqualTo(1);
        assertThat(RequestCounts.sum(summary.counts().rejected())).isEqualTo(50);
    }

    @Test
    void linesThatCannotBeReadStopNoStreamOfWhichSomethingCouldBe() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT.with(p -> p.mostRejectsInRow(3)));
        FrontendLog web1 = new FrontendLog("web1", 0);
        for (int i = 0; i < 10; i++) {
            web1.garbage(); // in the same transaction as the first that can be read, before it
        }
        CommitSummary first =
                engine.replay(EngineFixture.of(web1.pack(), web1.line(1000).pack()));
        for (int i = 0; i < 10; i++) {
            web1.garbage();
        }
        CommitSummary storm = engine.replay(EngineFixture.of(web1.pack()));
        CommitSummary afterStart = fixture.engine(ReplayPolicy.DEFAULT.with(p -> p.mostRejectsInRow(3)))
                .replay(EngineFixture.of(
                        web1.garbage().garbage().garbage().garbage().pack()));

        assertThat(first.said().streams().stopped()).isEmpty();
        assertThat(storm.said().streams().stopped()).isEmpty();
        assertThat(afterStart.said().streams().stopped()).isEmpty();
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isEqualTo(24);
        assertThat(fixture.unaccounted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE applied ADD plugin_flag TINYINT NOT NULL; ALTER TABLE applied DROP plugin_flag",
                "ALTER TABLE applied MODIFY id TINYINT AUTO_INCREMENT, AUTO_INCREMENT = 127;"
                        + " ALTER TABLE applied MODIFY id BIGINT AUTO_INCREMENT",
                "CREATE TRIGGER no BEFORE INSERT ON applied FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT ="
                        + " 'not today'; DROP TRIGGER no",
                "ALTER TABLE applied MODIFY stream VARCHAR(1) NOT NULL; ALTER TABLE applied MODIFY stream VARCHAR(190) NOT NULL"
            })
    void aFaultOfTheTableRejectsNotOneRequestAndAllCountOnceItIsMended(String faultAndMend) throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        String[] steps = faultAndMend.split("; ");
        FrontendLog web1 = lines(5, -1, "");
        if (steps[0].contains("127")) {
            fixture.database.execute(
                    "INSERT INTO applied (id, stream, file, place, idx, time) VALUES (126, '', '', 1, 1, 1)");
        }
        fixture.database.execute(steps[0]);

        ReplayException trouble = catchThrowableOfType(
                ReplayException.class, () -> engine.replay(EngineFixture.of(web1.pack(0, web1.end()))));
        try {
            assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
            assertThat(trouble.getMessage()).contains("The events are kept");
            assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                    .isZero();
        } finally {
            fixture.database.execute(steps[1]);
            fixture.database.execute("DELETE FROM applied");
        }
        assertThat(untilItGoes(engine, EngineFixture.of(web1.pack())).counts().recorded())
                .isEqualTo(5);
    }

    /** A Matomo that records only pages of its own sites, as {@code exclude_unknown_urls} says. */
    private static RequestApplier ofItsOwnSites(String site) {
        RecordingApplier real = new RecordingApplier();
        return new RequestApplier() {
            @Override
            public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests)
                    throws SQLException {
                List<RequestOutcome> outcomes = new ArrayList<>();
                for (LocatedRequest request : requests) {
                    String query = request.request().query();
                    boolean unknown = query.contains("url=") && !query.contains("url=http%3A%2F%2Fshop.example");
                    outcomes.addAll(
                            unknown
                                    ? List.of(new RequestOutcome.Excluded("unknown-url"))
                                    : real.apply(connection, List.of(request)));
                }
                return outcomes;
            }

            @Override
            public String urlOfSite(Connection connection, long number) {
                return site;
            }

            @Override
            public void forget() {
                real.forget();
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://shop.example/", "http://moved.example/"})
    void aFaultOfTheTableBlamesNoRequestWhereOnlyKnownPagesAreRecorded(String site) throws Exception {
        Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections(), ofItsOwnSites(site));
        fixture.database.execute("ALTER TABLE applied ADD plugin_flag TINYINT NOT NULL");
        Pack pack = lines(5, -1, "").pack();

        assertThatThrownBy(() -> engine.replay(EngineFixture.of(pack))).hasMessageContaining("plugin_flag");

        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isZero();
        fixture.database.execute("ALTER TABLE applied DROP plugin_flag");
        assertThat(untilItGoes(engine, EngineFixture.of(pack)).counts().recorded())
                .isEqualTo(5);
    }

    @Test
    void aRequestIsBlamedWherePlainOnesOfItsSiteAreRecorded() throws Exception {
        Replayer engine = fixture.engine(
                "one", ReplayPolicy.DEFAULT, fixture.connections(), ofItsOwnSites("http://shop.example/"));

        CommitSummary summary =
                engine.replay(EngineFixture.of(lines(5, 2, "long=1").pack()));

        assertThat(summary.counts().rejected()).containsExactly(Map.entry("not-storable", 1L));
        assertThat(summary.counts().recorded()).isEqualTo(4);
    }

    @Test
    @Timeout(60)
    void aCollectorThatIsFrozenInItsTransactionHoldsNobodyUpForLong() throws Exception {
        CountDownLatch within = new CountDownLatch(1);
        CountDownLatch frozen = new CountDownLatch(1);
        AtomicInteger limit = new AtomicInteger();
        RecordingApplier real = new RecordingApplier();
        RequestApplier freezing = new RequestApplier() {
            @Override
            public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests)
                    throws SQLException {
                List<RequestOutcome> outcomes = real.apply(connection, requests);
                try (var statement = connection.createStatement();
                        var row = statement.executeQuery("SELECT @@wait_timeout")) {
                    row.next();
                    limit.set(row.getInt(1));
                }
                within.countDown();
                Uninterruptibles.awaitUninterruptibly(frozen);
                return outcomes;
            }

            @Override
            public void forget() {
                // nothing is remembered
            }
        };
        FrontendLog web1 = lines(5, -1, "");
        Pack pack = web1.pack();
        Replayer first = fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections(), freezing);
        Thread thread = new Thread(() -> {
            try {
                first.replay(EngineFixture.of(pack));
            } catch (ReplayException | InterruptedException e) {
                // it is only to be there
            }
        });
        thread.start();
        within.await();

        Replayer second = fixture.engine("two", ReplayPolicy.DEFAULT, fixture.connections());
        untilItGoes(second, EngineFixture.of(web1.line(2000).pack(), pack));

        assertThat(fixture.applied()).hasSize(6);
        assertThat(limit).as("seconds of silence within a transaction").hasValueLessThanOrEqualTo(5);
        frozen.countDown();
        thread.join();
        assertThat(fixture.applied())
                .as("what was frozen finds its requests taken")
                .hasSize(6);
        assertThat(fixture.unaccounted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1213, 1205, 1180, 1290, 1047})
    void anImportWaitsWhenTheDatabaseBreaksOffItsCommits(int code) throws Exception {
        int[] left = {65};
        List<String> said = new ArrayList<>();
        Replayer engine = fixture.engine("import", patient(Duration.ofMinutes(10)), refusing(code, left))
                .telling(new WaitListener() {
                    @Override
                    public void waits(String why, Duration most) {
                        said.add(why);
                    }

                    @Override
                    public void goesOn(Duration after) {
                        said.add("goes on");
                    }
                });

        CommitSummary summary = engine.replay(EngineFixture.of(lines(20, -1, "").ended()));

        assertThat(summary.counts().recorded()).isEqualTo(20);
        assertThat(fixture.applied()).hasSize(20);
        assertThat(said).hasSize(2).last().isEqualTo("goes on");
    }

    @Test
    void anImportWhoseCommitsAreAlwaysRefusedGivesUpWhenItsPatienceIsOver() throws Exception {
        Replayer engine =
                fixture.engine("import", patient(Duration.ofMinutes(1)), refusing(1047, new int[] {Integer.MAX_VALUE}));
        assertThatThrownBy(() -> engine.replay(EngineFixture.of(
                        new FrontendLog("web1", 0, 9).line(9000).pack())))
                .isInstanceOf(ReplayException.class)
                .extracting(e -> ((ReplayException) e).kind())
                .isEqualTo(ReplayException.Kind.UNAVAILABLE);
    }

    private static ReplayPolicy patient(Duration patience) {
        return ReplayPolicy.DEFAULT.with(
                p -> p.role(ReplayPolicy.Role.IMPORT).streams(Set.of("web1")).patience(patience));
    }

    /** A database that takes back so many commits. */
    private Connections refusing(int code, int[] left) {
        return new Connections() {
            @Override
            public Connection connection() throws SQLException {
                Connection real = fixture.pool.connection();
                return (Connection) Proxy.newProxyInstance(
                        getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                            if (method.getName().equals("commit") && left[0]-- > 0) {
                                real.rollback();
                                throw new SQLException("refused at COMMIT", code == 1047 ? "08S01" : "HY000", code);
                            }
                            return method.getName().equals("unwrap") ? real : method.invoke(real, arguments);
                        });
            }

            @Override
            public void evict(Connection connection) {
                try {
                    fixture.pool.evict(connection.unwrap(Connection.class));
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }
}
