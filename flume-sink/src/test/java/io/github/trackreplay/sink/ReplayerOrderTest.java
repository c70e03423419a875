/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.ArchiveEnd;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.mysql.ledger.AcceptLoss;
import io.github.trackreplay.mysql.ledger.ResumeStream;
import io.github.trackreplay.order.Passed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayerOrderTest {
    private static final EngineFixture FIXTURE = new EngineFixture();

    private final FrontendLog web1 = new FrontendLog("web1", 0);
    private final FrontendLog web2 = new FrontendLog("web2", 0);

    @BeforeEach
    void reset() {
        FIXTURE.reset();
        FIXTURE.waiting.now = 1_000_000_000L;
    }

    @AfterAll
    static void close() {
        FIXTURE.close();
    }

    private static long heldRows() {
        return FIXTURE.number("SELECT COUNT(*) FROM matomo_trackreplay_held");
    }

    @Test
    void aGapHoldsTheOrderUntilItIsFilled() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        web1.line(1000).line(2000).line(3000);
        engine.replay(EngineFixture.of(web1.pack(0, 100), web1.pack(200, 300)));
        assertThat(FIXTURE.applied()).containsExactly("web1:1000");

        engine.replay(EngineFixture.of(web1.pack(100, 200)));

        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web1:2000", "web1:3000");
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    @Test
    void whatMayStillComeWithinTheDisorderIsWaitedFor() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        FrontendLog apache = new FrontendLog("web1", 5000);
        engine.replay(EngineFixture.of(apache.line(10_000).pack()));
        assertThat(FIXTURE.applied()).isEmpty();

        CommitSummary slow = engine.replay(EngineFixture.of(apache.line(5_001).pack()));
        engine.replay(EngineFixture.of(apache.line(15_001).pack()));

        assertThat(slow.counts().late()).isZero();
        assertThat(FIXTURE.applied()).containsExactly("web1:5001", "web1:10000");
    }

    @Test
    void aMissingTailOfARotatedFileHoldsTheOrder() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        Pack first = web1.line(1000).line(2000).pack(0, 100);
        Pack tail = web1.pack(100, 200);
        Pack next = web1.rotate().line(3000).pack();
        engine.replay(EngineFixture.of(first, next));
        assertThat(FIXTURE.applied()).containsExactly("web1:1000");

        engine.replay(EngineFixture.of(tail));

        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web1:2000", "web1:3000");
    }

    @Test
    void aGapThatStaysIsPassedAndWhatFillsItIsLate() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT.with(p -> p.maxHold(Duration.ofMinutes(1))));
        web1.line(1000).line(2000).line(3000);
        engine.replay(EngineFixture.of(web1.pack(0, 100), web1.pack(200, 300)));
        assertThat(engine.needsTick()).isFalse();
        FIXTURE.waiting.now += 61_000;
        assertThat(engine.needsTick()).isTrue();

        CommitSummary passing = engine.tick();
        assertThat(passing.said().passed()).hasSize(1).first().isInstanceOf(Passed.Gap.class);
        assertThat(passing.counts().recorded()).isEqualTo(1);
        assertThat(passing.order().completeThrough()).isEqualTo(999);

        CommitSummary late = engine.replay(EngineFixture.of(web1.pack(100, 200)));
        assertThat(late.counts().late()).isEqualTo(1);
        assertThat(late.order().completeThrough()).isEqualTo(2999);
        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web1:3000", "web1:2000");
        assertThat(FIXTURE.number("SELECT late FROM matomo_trackreplay_stream")).isEqualTo(1);
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    @Test
    void aListedStreamThatIsSilentHoldsTheOrderUpToMaxHold() throws Exception {
        Replayer engine = FIXTURE.engine(
                ReplayPolicy.DEFAULT.with(p -> p.streams(Set.of("web1", "web2")).maxHold(Duration.ofMinutes(1))));
        engine.replay(EngineFixture.of(web1.line(1000).pack()));
        assertThat(FIXTURE.applied()).isEmpty();
        assertThat(heldRows()).isEqualTo(1);

        FIXTURE.waiting.now += 61_000;
        CommitSummary passing = engine.replay(EngineFixture.of(web1.heartbeat(5000)));

        assertThat(passing.said().passed()).hasSize(1).first().isInstanceOf(Passed.Silence.class);
        assertThat(FIXTURE.applied()).containsExactly("web1:1000");
        assertThat(passing.order().completeThrough()).isEqualTo(Long.MIN_VALUE);
        assertThat(FIXTURE.list("SELECT state FROM matomo_trackreplay_stream ORDER BY name"))
                .containsExactly("quiet", "unreachable");

        CommitSummary back =
                engine.replay(EngineFixture.of(web2.line(500).line(6000).pack()));
        assertThat(back.counts().late()).isEqualTo(1);
        assertThat(back.order().completeThrough()).isEqualTo(4999);
        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web2:500");
    }

    @Test
    void aFrontendWhoseClockIsAnHourBehindHoldsTheOthersForMaxHoldAtMost() throws Exception {
        ReplayPolicy policy = ReplayPolicy.DEFAULT.with(p -> p.maxHold(Duration.ofMinutes(1)));
        Replayer engine = FIXTURE.engine(policy);
        long hour = Duration.ofHours(1).toMillis();
        List<Passed> passed = new ArrayList<>();
        List<Skewed> skewed = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            FIXTURE.waiting.now += 3000;
            long now = FIXTURE.waiting.now;
            CommitSummary summary = engine.replay(EngineFixture.of(
                    web1.line(now).pack(), web2.line(now - hour).pack()));
            passed.addAll(summary.said().passed());
            skewed.addAll(summary.said().streams().skewed());
        }

        assertThat(skewed).containsExactly(new Skewed("web2", hour));
        assertThat(passed).singleElement().isInstanceOf(Passed.Behind.class);
        assertThat(Announcement.of(passed.get(0))).contains("web2", "3600 s behind", "clock");
        assertThat(FIXTURE.applied()).contains("web1:" + FIXTURE.waiting.now).hasSize(50);
        assertThat(FIXTURE.list(
                        "SELECT CONCAT(name, ' ', state, ' ', skew) FROM matomo_trackreplay_stream ORDER BY name"))
                .containsExactly("web1 active 0", "web2 behind " + hour);
        assertThat(FIXTURE.number("SELECT late FROM matomo_trackreplay_stream WHERE name = 'web2'"))
                .isPositive();

        long restarted = FIXTURE.waiting.now + 3000;
        FIXTURE.waiting.now = restarted;
        FIXTURE.engine(policy)
                .replay(EngineFixture.of(
                        web2.line(restarted - hour).pack(), web1.line(restarted).pack()));
        assertThat(FIXTURE.applied()).as("also after a restart").contains("web1:" + restarted);
    }

    @Test
    void anHourAheadIsRejectedStopsNothingAndCanBeReplayed() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        long hour = Duration.ofHours(1).toMillis();
        for (int i = 0; i < 1200; i++) {
            web1.line(FIXTURE.waiting.now + hour + i);
        }

        CommitSummary ahead = engine.replay(EngineFixture.of(web1.pack()));
        CommitSummary right =
                engine.replay(EngineFixture.of(web1.line(FIXTURE.waiting.now).pack()));

        assertThat(ahead.counts().rejected()).containsEntry("future-time", 1200L);
        assertThat(ahead.said().streams().stopped()).isEmpty();
        assertThat(right.counts().recorded()).isEqualTo(1);
        assertThat(FIXTURE.list("SELECT DISTINCT CONCAT(reason, ' ', replay_state) FROM matomo_trackreplay_rejected"))
                .containsExactly("future-time stored");
        assertThat(FIXTURE.list("SELECT DISTINCT detail FROM matomo_trackreplay_rejected"))
                .singleElement()
                .asString()
                .contains("trackreplay rejected replay --reason future-time");
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    @Test
    void aRetiredStreamHoldsNothing() throws Exception {
        engineWithTwoStreams();
        FIXTURE.database.execute("UPDATE matomo_trackreplay_progress SET commit_no = commit_no + 1;\n"
                + "UPDATE matomo_trackreplay_stream SET retired = 1, commit_no = 2 WHERE name = 'web1'");

        CommitSummary summary = FIXTURE.engine(ReplayPolicy.DEFAULT).tick();

        assertThat(summary.counts().recorded()).isEqualTo(1);
        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web2:2000");
    }

    private Replayer engineWithTwoStreams() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(web1.line(1000).pack(), web2.line(2000).pack()));
        return engine;
    }

    @Test
    void timesInTheFutureAreRejectedAndDoNotDragTheWatermark() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        long future = FIXTURE.waiting.now + Duration.ofMinutes(11).toMillis();

        CommitSummary summary = engine.replay(EngineFixture.of(
                web1.line(1000).line(future).heartbeat(future), web2.line(900).pack()));

        assertThat(summary.counts().rejected()).containsEntry("future-time", 1L);
        assertThat(summary.order().watermark()).isEqualTo(900);
        assertThat(FIXTURE.applied()).containsExactly("web2:900");
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    @Test
    void destroyedBytesAreCountedAndStopCompleteness() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(web1.line(1000).line(2000).pack(0, 200)));
        web1.line(3000).other().other();

        CommitSummary summary = engine.replay(EngineFixture.of(web1.pack(200, 500, OptionalLong.empty(), 150)));

        assertThat(summary.counts().lostBytes()).isEqualTo(150);
        assertThat(summary.order().completeThrough()).isEqualTo(1999);
        assertThat(FIXTURE.applied()).hasSize(3);
        assertThat(FIXTURE.number("SELECT skipped_bytes FROM matomo_trackreplay_file"))
                .isEqualTo(50);
        assertThat(FIXTURE.number("SELECT lost_bytes FROM matomo_trackreplay_file"))
                .isEqualTo(150);
        assertThat(FIXTURE.unaccounted()).isZero();
        assertThat(FIXTURE.list("SELECT CONCAT(lost_bytes, ':', from_time) FROM matomo_trackreplay_loss"))
                .containsExactly("150:2000");
    }

    @Test
    void onlyTheWantedStatusesAreReplayed() throws Exception {
        Replayer engine =
                FIXTURE.engine(ReplayPolicy.DEFAULT.with(p -> p.statuses(MySqlSinkOptions.statuses("500-599 404"))));

        CommitSummary summary = engine.replay(EngineFixture.of(web1.line(1000).pack()));

        assertThat(summary.counts().skipped()).containsEntry("status", 1L);
        assertThat(summary.order().watermark()).isEqualTo(1000);
        assertThat(FIXTURE.applied()).isEmpty();
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    @Test
    void aRequestThatDoesNotFitIsFoundAndRejectedAlone() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        for (int i = 0; i < 40; i++) {
            web1.line(1000 + i, i == 17 ? "long=1" : i == 23 ? "defect=1" : "idsite=1");
        }

        CommitSummary summary = engine.replay(EngineFixture.of(web1.pack()));

        assertThat(summary.counts().recorded()).isEqualTo(38);
        assertThat(summary.counts().rejected())
                .containsEntry("not-storable", 1L)
                .containsEntry("defect", 1L);
        assertThat(FIXTURE.applied()).hasSize(38).isSorted();
        assertThat(FIXTURE.list("SELECT form FROM matomo_trackreplay_rejected")).containsOnly("request");
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    @Test
    void aBacklogIsAppliedInPartsWithinTheBatchSize() throws Exception {
        ReplayPolicy small = ReplayPolicy.DEFAULT.with(p -> p.batchSize(7).memory(0));
        Replayer engine = FIXTURE.engine(small.with(p -> p.streams(Set.of("web1", "web2"))));
        for (int i = 0; i < 50; i++) {
            engine.replay(EngineFixture.of(
                    web1.line(1000 + 2 * i).bulk(1001 + 2 * i, 3).pack()));
        }
        assertThat(heldRows()).isEqualTo(50);

        List<CommitSummary> summaries = new ArrayList<>();
        summaries.add(engine.replay(EngineFixture.of(web2.line(500).line(9000).ended(), web1.heartbeat(9500))));
        while (summaries.get(summaries.size() - 1).order().moreDue()) {
            summaries.add(engine.tick());
        }

        assertThat(summaries).hasSizeGreaterThan(20).allMatch(s -> s.counts().recorded() <= 9);
        assertThat(FIXTURE.applied()).hasSize(202);
        assertThat(FIXTURE.list("SELECT time FROM applied ORDER BY id"))
                .isSortedAccordingTo(java.util.Comparator.comparingLong(Long::parseLong));
        assertThat(heldRows()).isZero();
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    @Test
    void aLogThatWasImportedHoldsTheOrderAgainWhenAnAgentFollowsIt() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(web1.line(1000).pack(), web1.ended()));
        engine.replay(EngineFixture.of(web1.pack(0, 100), web1.heartbeat(2000)));
        engine.replay(EngineFixture.of(web2.line(3000).heartbeat(5000)));

        assertThat(FIXTURE.applied()).containsExactly("web1:1000");

        engine.replay(EngineFixture.of(web1.line(2500).heartbeat(5000)));

        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web1:2500", "web2:3000");
    }

    @Test
    void anOldLogThatIsImportedBesideALiveOneNeitherFreesTheOrderNorCompletesAnything() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(
                web1.line(5000).heartbeat(6000), web2.line(5500).heartbeat(6000)));
        FrontendLog old = new FrontendLog("web1", 0, 77);
        FIXTURE.engine("import", ReplayPolicy.DEFAULT, FIXTURE.connections())
                .replay(EngineFixture.of(old.line(100).line(200).pack(), old.ended()));

        CommitSummary ahead = engine.replay(EngineFixture.of(web2.line(8000).heartbeat(9000)));

        assertThat(ahead.order().completeThrough()).isEqualTo(5999);
        assertThat(FIXTURE.applied()).doesNotContain("web2:8000");
        assertThat(engine.replay(EngineFixture.of(web1.line(7000).heartbeat(9000)))
                        .counts()
                        .late())
                .isZero();
        assertThat(FIXTURE.applied())
                .containsExactly("web1:5000", "web2:5500", "web1:100", "web1:200", "web1:7000", "web2:8000");
    }

    @Test
    void theRestOfADeadFrontendsLogsEndsItsStream() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(
                web1.line(5000).heartbeat(6000), web2.line(5500).heartbeat(6000)));

        FrontendLog rest = new FrontendLog("web1", 0, 77);
        engine.replay(EngineFixture.of(rest.line(6500).line(7000).pack(), rest.ended()));

        assertThat(engine.replay(EngineFixture.of(web2.line(8000).heartbeat(9000)))
                        .order()
                        .completeThrough())
                .isEqualTo(8999);
    }

    @Test
    void whileAPartIsStillDueItsTimeIsNotComplete() throws Exception {
        Replayer engine =
                FIXTURE.engine(ReplayPolicy.DEFAULT.with(p -> p.batchSize(2).streams(Set.of("web1", "web2"))));
        engine.replay(EngineFixture.of(
                web1.line(1000).line(2000).line(2000).line(2000).ended()));

        CommitSummary part = engine.replay(EngineFixture.of(web2.line(500).ended()));

        assertThat(part.order().moreDue()).isTrue();
        assertThat(part.order().completeThrough()).isEqualTo(1999);
        while (engine.tick().order().moreDue()) {
            assertThat(FIXTURE.applied()).hasSizeLessThan(6);
        }
        assertThat(FIXTURE.number("SELECT complete_through FROM matomo_trackreplay_progress"))
                .isEqualTo(2000);
    }

    @Test
    void aHeldBackRowThatIsGoneIsNotTakenForApplied() throws Exception {
        Replayer engine = FIXTURE.engine(
                ReplayPolicy.DEFAULT.with(p -> p.streams(Set.of("web1", "web2")).memory(0)));
        engine.replay(EngineFixture.of(web1.line(1000).pack()));
        FIXTURE.database.execute("DELETE FROM matomo_trackreplay_held");

        assertThatThrownBy(() -> engine.replay(EngineFixture.of(web2.line(2000).ended(), web1.heartbeat(3000))))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("trackreplay_held");
        assertThat(FIXTURE.applied()).isEmpty();
    }

    @Test
    void aReaderThatHasLostItsPositionsCountsFilesAnewAndTheirOrderStaysKnownAfterARestart() throws Exception {
        ReplayPolicy policy = ReplayPolicy.DEFAULT.with(p -> p.maxHold(Duration.ofMinutes(1)));
        FrontendLog log = new FrontendLog("web1", 0, 10).line(1000).line(2000);
        Pack tail = log.pack(100, 200);
        Replayer engine = FIXTURE.engine(policy);
        engine.replay(EngineFixture.of(log.pack(0, 100)));
        engine.replay(EngineFixture.of(log.renumber(1).rotate().line(3000).heartbeat(3500)));
        FIXTURE.waiting.now += 61_000;
        assertThat(engine.tick().said().passed()).hasSize(1).first().isInstanceOf(Passed.Gap.class);

        Replayer restarted = FIXTURE.engine(policy);
        CommitSummary late = restarted.replay(EngineFixture.of(tail));

        assertThat(late.counts().late()).isEqualTo(1);
        assertThat(late.order().completeThrough()).isEqualTo(3499);
        assertThat(FIXTURE.number("SELECT MIN(file_number) FROM matomo_trackreplay_file"))
                .isEqualTo(10);
    }

    @Test
    void numbersThatAnOlderVersionGaveAndDoNotAscendStopNothing() throws Exception {
        ReplayPolicy policy = ReplayPolicy.DEFAULT.with(p -> p.maxHold(Duration.ofMinutes(1)));
        web1.line(1000).line(2000);
        Pack tail = web1.pack(100, 200);
        Replayer engine = FIXTURE.engine(policy);
        engine.replay(EngineFixture.of(web1.pack(0, 100)));
        engine.replay(EngineFixture.of(web1.rotate().line(3000).heartbeat(3500)));
        FIXTURE.waiting.now += 61_000;
        engine.tick();
        FIXTURE.execute("UPDATE matomo_trackreplay_file SET file_number = 10 WHERE file_number = 1");

        CommitSummary late = FIXTURE.engine(policy).replay(EngineFixture.of(tail));

        assertThat(late.counts().late()).isEqualTo(1);
        assertThat(late.order().completeThrough()).isEqualTo(3499);
    }

    @Test
    void aGapInAStreamThatHasEndedStillHoldsCompleteness() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT.with(p -> p.maxHold(Duration.ofMinutes(1))));
        web1.line(1000).line(2000).line(3000);
        Pack gap = web1.pack(100, 200);
        engine.replay(EngineFixture.of(web1.pack(0, 100), web1.pack(200, 300)));
        web1.pack();
        engine.replay(EngineFixture.of(web1.ended(), web2.line(3500).heartbeat(4000)));
        FIXTURE.waiting.now += 61_000;
        engine.tick();

        CommitSummary passed = engine.replay(EngineFixture.of(web2.line(8000).heartbeat(9000)));

        assertThat(FIXTURE.applied()).contains("web1:3000", "web2:8000");
        assertThat(passed.order().completeThrough()).isEqualTo(999);
        assertThat(engine.replay(EngineFixture.of(gap)).order().completeThrough())
                .isEqualTo(8999);
    }

    @Test
    void aGapThatIsFilledAfterTheEndDoesNotReopenTheStream() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        Pack gap = web1.line(1000).pack();
        engine.replay(EngineFixture.of(web1.ended()));
        engine.replay(EngineFixture.of(gap));
        engine.replay(EngineFixture.of(web2.line(3000).heartbeat(5000)));

        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web2:3000");
    }

    @Test
    void twoCollectorsShareOneOrder() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < 5; round++) {
            FIXTURE.reset();
            Set<String> streams = Set.of("a", "b", "c");
            List<Replayer> collectors = List.of(
                    FIXTURE.engine("one", ReplayPolicy.DEFAULT.with(p -> p.streams(streams)), FIXTURE.connections()),
                    FIXTURE.engine(
                            "two",
                            ReplayPolicy.DEFAULT.with(p -> p.streams(streams).batchSize(5)),
                            FIXTURE.connections()));
            List<Pack> packs = new ArrayList<>();
            for (String name : streams) {
                FrontendLog log = new FrontendLog(name, 0);
                for (int i = 0; i < 60; i++) {
                    log.line(1000 + 10L * i + random.nextInt(10));
                    if (random.nextInt(3) == 0) {
                        packs.add(log.pack());
                    }
                    if (random.nextInt(15) == 0) {
                        packs.add(log.pack());
                        log.rotate();
                    }
                }
                packs.add(log.ended());
            }
            Collections.shuffle(packs, random);
            for (Pack pack : packs) {
                collectors.get(random.nextInt(2)).replay(EngineFixture.of(pack));
                if (random.nextInt(10) == 0) {
                    collectors.get(random.nextInt(2)).replay(EngineFixture.of(pack));
                }
            }
            while (collectors.get(random.nextInt(2)).tick().order().moreDue()) {
                assertThat(FIXTURE.applied()).hasSizeLessThan(181);
            }
            assertThat(FIXTURE.applied()).hasSize(180);
            assertThat(FIXTURE.list("SELECT CONCAT(time, stream) FROM applied ORDER BY id"))
                    .isSorted();
            assertThat(FIXTURE.unaccounted()).isZero();
            assertThat(heldRows()).isZero();
        }
    }

    @Test
    void whatIsHeldBackTooMuchPassesNobodyElseWhileItIsReleased() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT.with(
                p -> p.streams(Set.of("web1", "web2", "web3")).maxHoldBytes(100).batchSize(2)));
        FrontendLog web3 = new FrontendLog("web3", 0);
        for (int time = 1000; time < 1020; time++) {
            web1.line(time);
        }
        engine.replay(EngineFixture.of(web1.pack(), web3.line(990).heartbeat(1015)));

        List<Passed> passed = new ArrayList<>(
                engine.replay(EngineFixture.of(web1.heartbeat(1020))).said().passed());
        for (int i = 0; i < 5; i++) {
            passed.addAll(engine.tick().said().passed());
        }

        assertThat(passed).hasSize(1).first().extracting(Passed::stream).isEqualTo("web2");
        assertThat(engine.replay(EngineFixture.of(web3.line(1016).heartbeat(1100)))
                        .counts()
                        .late())
                .isZero();
    }

    @Test
    void timeWithoutADatabaseIsNotTimeThatAStreamWasWaitedFor() throws Exception {
        Connections real = FIXTURE.connections();
        boolean[] away = {false};
        Replayer engine = FIXTURE.engine(
                "one", ReplayPolicy.DEFAULT.with(p -> p.maxHold(Duration.ofMinutes(1))), new Connections() {
                    @Override
                    public Connection connection() throws SQLException {
                        if (away[0]) {
                            throw new SQLException("away", "08001");
                        }
                        return real.connection();
                    }

                    @Override
                    public void evict(Connection connection) {
                        real.evict(connection);
                    }
                });
        engine.replay(EngineFixture.of(
                web1.line(1000).heartbeat(1500), web2.line(1200).heartbeat(1500)));
        away[0] = true;
        assertThatThrownBy(engine::tick).isInstanceOf(ReplayException.class);
        FIXTURE.waiting.now += Duration.ofHours(1).toMillis();
        away[0] = false;

        CommitSummary first = engine.replay(EngineFixture.of(web1.line(3000).heartbeat(4000)));
        CommitSummary second = engine.replay(EngineFixture.of(web2.line(2000).heartbeat(4000)));

        assertThat(first.said().passed()).isEmpty();
        assertThat(second.counts().late()).isZero();
        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web2:1200", "web2:2000", "web1:3000");
    }

    @Test
    void tooMuchHeldBackPassesTheHolder() throws Exception {
        Replayer engine = FIXTURE.engine(
                ReplayPolicy.DEFAULT.with(p -> p.streams(Set.of("web1", "web2")).maxHoldBytes(100)));
        engine.replay(EngineFixture.of(web1.line(1000).pack()));

        CommitSummary summary = engine.replay(EngineFixture.of(web1.line(2000).pack()));

        assertThat(summary.said().passed()).hasSize(1);
        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web1:2000");
    }

    @Test
    void aStreamOfNothingButRejectsStopsUntilTheOperatorLetsItGoOn() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT.with(p -> p.mostRejectsInRow(3)));
        CommitSummary stopping = engine.replay(EngineFixture.of(
                web1.garbage().garbage().garbage().heartbeat(1000),
                web2.line(500).pack()));
        engine.replay(EngineFixture.of(web1.line(1000).garbage().bulk(2000, 3).pack()));
        engine.replay(EngineFixture.of(
                web1.line(3000).heartbeat(3500), web2.line(1500).heartbeat(9000)));

        assertThat(stopping.said().streams().stopped()).containsExactly("web1");
        assertThat(FIXTURE.applied()).containsExactly("web2:500");
        assertThat(FIXTURE.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isEqualTo(3);
        assertThat(FIXTURE.number("SELECT SUM(held_bytes) FROM matomo_trackreplay_file"))
                .isEqualTo(500);
        assertThat(FIXTURE.unaccounted()).isZero();

        try (Connection connection = FIXTURE.pool.connection()) {
            assertThat(new ResumeStream(EngineFixture.TABLES).run(connection, "web1"))
                    .isTrue();
        }
        engine.tick();

        assertThat(FIXTURE.applied())
                .containsExactly(
                        "web2:500", "web1:1000", "web2:1500", "web1:2000", "web1:2000", "web1:2000", "web1:3000");
        assertThat(FIXTURE.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isEqualTo(4);
        assertThat(FIXTURE.number("SELECT COUNT(*) FROM matomo_trackreplay_aside"))
                .isZero();
        assertThat(FIXTURE.number("SELECT SUM(held_bytes) FROM matomo_trackreplay_file"))
                .isZero();
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    @Test
    void completenessStopsBeforeAPossibleLossUntilItIsAccepted() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        Pack before = web1.line(1000).line(2000).pack();
        Pack loss = unseenLoss(web1.pack(200, 200), new UnknownLoss(2500, 4000));
        engine.replay(EngineFixture.of(before, loss, loss));
        engine.replay(EngineFixture.of(loss));

        assertThat(engine.replay(EngineFixture.of(web1.line(9000).pack()))
                        .order()
                        .completeThrough())
                .isEqualTo(2499);
        assertThat(FIXTURE.list("SELECT CONCAT(from_time, '-', to_time) FROM matomo_trackreplay_loss"))
                .containsExactly("2500-4000");
        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web1:2000", "web1:9000");

        try (Connection connection = FIXTURE.pool.connection()) {
            assertThat(new AcceptLoss(EngineFixture.TABLES)
                            .run(connection, "web1", FIXTURE.waiting.now)
                            .orElseThrow()
                            .losses())
                    .hasSize(1);
        }
        assertThat(engine.replay(EngineFixture.of(web1.line(9500).pack(), loss))
                        .order()
                        .completeThrough())
                .isEqualTo(9499);
    }

    /** A reader that was ended before it had saved that it said so says it again, and later. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPossibleLossThatIsToldAgainWithAnotherEndIsOne(boolean together) throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        web1.line(1000).line(2000);
        Pack once = unseenLoss(web1.pack(0, 200), new UnknownLoss(2500, 4000));
        Pack again = unseenLoss(web1.pack(200, 200), new UnknownLoss(2400, 5000));
        Pack other = unseenLoss(web1.pack(200, 200), new UnknownLoss(5000, 6000));
        if (together) {
            engine.replay(EngineFixture.of(once, again, once, again, other));
        } else {
            engine.replay(EngineFixture.of(once));
            engine.replay(EngineFixture.of(again, other));
            engine.replay(EngineFixture.of(once, again));
        }

        assertThat(possibleLosses()).containsExactly("2400-5000", "5000-6000");
        assertThat(engine.replay(EngineFixture.of(web1.line(9000).pack(200, 300)))
                        .order()
                        .completeThrough())
                .isEqualTo(2399);
    }

    @Test
    void whatHasBeenAcceptedOfAPossibleLossIsNotListedAgainUnlessThereIsMore() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        web1.line(1000);
        engine.replay(EngineFixture.of(unseenLoss(web1.pack(0, 100), new UnknownLoss(2000, 4000))));
        try (Connection connection = FIXTURE.pool.connection()) {
            new AcceptLoss(EngineFixture.TABLES).run(connection, "web1", FIXTURE.waiting.now);
        }

        engine.replay(EngineFixture.of(unseenLoss(web1.pack(100, 100), new UnknownLoss(2000, 3000))));
        assertThat(possibleLosses()).containsExactly("2000-4000");
        engine.replay(EngineFixture.of(unseenLoss(web1.pack(100, 100), new UnknownLoss(2000, 5000))));
        assertThat(possibleLosses()).containsExactly("2000-4000", "2000-5000");
    }

    @Test
    void aDamagedArchiveThatIsToldAgainIsOneLossByWhereItBreaksOff() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        web1.line(1000).line(2000);

        engine.replay(EngineFixture.of(brokenOff(web1.pack(0, 100), new UnknownLoss(900, 50_000))));
        engine.replay(EngineFixture.of(brokenOff(web1.pack(0, 100), new UnknownLoss(900, 60_000))));
        engine.replay(EngineFixture.of(brokenOff(web1.pack(100, 200), new UnknownLoss(1900, 70_000))));

        assertThat(possibleLosses()).containsExactly("900-50000", "1900-70000");
    }

    /** Whoever reaches the port can say such things of a name that nobody lists. */
    @Test
    void ofAStreamThatNobodyListsAllPossibleLossesAreOne() throws Exception {
        Replayer engine = FIXTURE.engine(
                ReplayPolicy.DEFAULT.with(p -> p.streams(Set.of("web2")).admitsUnlisted(false)));
        web1.line(1000);

        engine.replay(EngineFixture.of(web1.pack(0, 100)));
        for (long i = 0; i < 5; i++) {
            UnknownLoss loss = new UnknownLoss(1000 + 100 * i, 1050 + 100 * i);
            engine.replay(EngineFixture.of(
                    unseenLoss(web1.pack(100, 100), loss), brokenOff(web1.pack(100, 100 + 100 * i), loss)));
        }

        assertThat(possibleLosses()).containsExactly("1000-1450");
    }

    private static List<String> possibleLosses() {
        return FIXTURE.list("SELECT CONCAT(from_time, '-', to_time) FROM matomo_trackreplay_loss"
                + " WHERE to_time IS NOT NULL ORDER BY from_time, to_time");
    }

    private static Pack brokenOff(Pack pack, UnknownLoss loss) {
        PackHeader h = pack.header();
        return new Pack(h.with(new PackHeader.Unread(0, 0, Optional.of(loss), ArchiveEnd.BROKEN_OFF)), pack.entries());
    }

    private static Pack unseenLoss(Pack pack, UnknownLoss loss) {
        PackHeader h = pack.header();
        return new Pack(h.with(new PackHeader.Unread(0, 0, Optional.of(loss))), List.of());
    }

    @Test
    void whatAnOperatorAcceptsCompletesWithoutAnotherPack() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        web1.line(1000);
        Pack loss = unseenLoss(web1.pack(100, 100), new UnknownLoss(900, 950));
        engine.replay(EngineFixture.of(web1.pack(), loss));
        engine.replay(EngineFixture.of(web1.ended()));
        try (Connection connection = FIXTURE.pool.connection()) {
            new AcceptLoss(EngineFixture.TABLES).run(connection, "web1", FIXTURE.waiting.now);
        }

        engine.tick();

        assertThat(FIXTURE.number("SELECT complete_through FROM matomo_trackreplay_progress"))
                .isEqualTo(1000);
        long commits = FIXTURE.number("SELECT commit_no FROM matomo_trackreplay_progress");
        engine.tick();
        assertThat(FIXTURE.number("SELECT commit_no FROM matomo_trackreplay_progress"))
                .isEqualTo(commits);
    }

    @Test
    void anAcceptedHoleNoLongerHoldsCompleteness() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT.with(p -> p.maxHold(Duration.ofMinutes(1))));
        web1.line(1000).line(2000).line(3000);
        engine.replay(EngineFixture.of(web1.pack(0, 100), web1.pack(200, 300)));
        FIXTURE.waiting.now += 61_000;
        assertThat(engine.tick().order().completeThrough()).isEqualTo(999);

        AcceptLoss.Accepted accepted;
        try (Connection connection = FIXTURE.pool.connection()) {
            accepted = new AcceptLoss(EngineFixture.TABLES)
                    .run(connection, "web1", FIXTURE.waiting.now)
                    .orElseThrow();
        }
        assertThat(accepted.gaps()).hasSize(1);
        assertThat(engine.replay(EngineFixture.of(web1.pack(300, 300, OptionalLong.of(5000), 0)))
                        .order()
                        .completeThrough())
                .isEqualTo(4999);
        assertThat(engine.replay(EngineFixture.of(web1.pack(100, 200))).counts().late())
                .isEqualTo(1);
        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web1:3000", "web1:2000");
        assertThat(FIXTURE.unaccounted()).isZero();
    }
}
