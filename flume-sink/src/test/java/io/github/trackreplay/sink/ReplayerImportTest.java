/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.mysql.ledger.RetireStream;
import io.github.trackreplay.order.Passed;
import java.sql.Connection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Imports before, beside and after collectors that list their streams. */
class ReplayerImportTest {
    private static final EngineFixture FIXTURE = new EngineFixture();

    private final FrontendLog web1 = new FrontendLog("web1", 0);
    private final FrontendLog web2 = new FrontendLog("web2", 0);
    private final FrontendLog old = new FrontendLog("web1", 0, 77);

    @BeforeEach
    void reset() {
        FIXTURE.reset();
        FIXTURE.waiting.now = 1_000_000_000L;
    }

    @AfterAll
    static void close() {
        FIXTURE.close();
    }

    private static Replayer collector(String... streams) {
        return collectorNamed("collector", streams);
    }

    private static Replayer collectorNamed(String name, String... streams) {
        return FIXTURE.engine(
                name,
                ReplayPolicy.DEFAULT.with(p -> p.streams(Set.of(streams)).maxHold(Duration.ofMinutes(1))),
                FIXTURE.connections());
    }

    private static Replayer importer(String... streams) {
        return FIXTURE.engine(
                "import",
                ReplayPolicy.DEFAULT.with(p -> p.role(ReplayPolicy.Role.IMPORT).streams(Set.of(streams))),
                FIXTURE.connections());
    }

    private static void minutesPass(long minutes) {
        FIXTURE.waiting.now += Duration.ofMinutes(minutes).toMillis() + 1;
    }

    private static String state(String stream) {
        return FIXTURE.list("SELECT CONCAT(state, ' ', expected) FROM matomo_trackreplay_stream WHERE name = '" + stream
                        + "'")
                .get(0);
    }

    private static long completeThrough() {
        return FIXTURE.number("SELECT COALESCE(complete_through, -1) FROM matomo_trackreplay_progress");
    }

    private static void retire(String stream) throws Exception {
        try (Connection connection = FIXTURE.pool.connection()) {
            assertThat(new RetireStream(EngineFixture.TABLES).run(connection, stream))
                    .isTrue();
        }
    }

    @Test
    void whatWasHeldBackIsReleasedSoManyAtATimeAsTheImportSays() throws Exception {
        AtomicInteger most = new AtomicInteger(4);
        Replayer engine = importer("web1", "web2").bounded(most::get);
        FrontendLog waiting = new FrontendLog("web2", 0);
        for (int i = 0; i < 12; i++) {
            waiting.line(300 + i);
        }
        engine.replay(EngineFixture.of(old.line(100).pack(), waiting.pack()));
        assertThat(FIXTURE.applied()).hasSize(1);

        CommitSummary first = engine.replay(EngineFixture.of(old.line(900).pack()));
        assertThat(FIXTURE.applied()).hasSize(5);
        most.set(6);
        CommitSummary second = engine.tick();
        assertThat(FIXTURE.applied()).hasSize(11);
        CommitSummary third = engine.tick();

        assertThat(FIXTURE.applied()).hasSize(13);
        assertThat(first.order().moreDue() && second.order().moreDue()).isTrue();
        assertThat(third.order().moreDue())
                .as("the line of web1 waits for web2")
                .isFalse();
    }

    @Test
    void ofAStreamThatNobodyListsTheImportsEndIsTheEnd() throws Exception {
        CommitSummary all =
                importer("web1").replay(EngineFixture.of(old.line(100).line(200).pack(), old.ended()));

        assertThat(all.order().completeThrough()).isEqualTo(200);
        assertThat(state("web1")).isEqualTo("ended 0");
        Replayer collector = collector();
        assertThat(collector
                        .replay(EngineFixture.of(web2.line(300).heartbeat(400)))
                        .order()
                        .completeThrough())
                .isEqualTo(399);
    }

    @Test
    void aListedStreamOfWhichOldLogsWereImportedBeforeIsAwaitedUntilItsAgentSpeaks() throws Exception {
        importer("web1").replay(EngineFixture.of(old.line(100).line(200).pack(), old.ended()));

        Replayer collector = collector("web1", "web2");
        CommitSummary held = collector.replay(EngineFixture.of(web2.line(300).heartbeat(400)));
        assertThat(held.order().heldRequests()).isEqualTo(1);
        assertThat(state("web1")).isEqualTo("awaited 1");

        minutesPass(1);
        CommitSummary passing = collector.replay(EngineFixture.of(web2.line(500).heartbeat(600)));
        assertThat(passing.said().passed()).singleElement().isInstanceOf(Passed.Silence.class);
        assertThat(state("web1")).isEqualTo("unreachable 1");
        assertThat(FIXTURE.applied()).containsExactly("web1:100", "web1:200", "web2:300", "web2:500");
        assertThat(completeThrough()).isEqualTo(200);

        CommitSummary spoken = collector.replay(EngineFixture.of(web1.heartbeat(450)));
        assertThat(spoken.order().completeThrough()).isEqualTo(449);
        assertThat(state("web1")).isEqualTo("quiet 1");
    }

    @Test
    void anImportNeitherSpeaksForASilentAgentNorIsItASignOfItsLife() throws Exception {
        Replayer collector = collector("web1", "web2");
        collector.replay(EngineFixture.of(web2.line(300).heartbeat(400)));
        FIXTURE.waiting.now += 50_000;
        Replayer importer = importer("web1");
        assertThat(importer.replay(EngineFixture.of(old.line(100).pack()))
                        .said()
                        .passed())
                .isEmpty();
        FIXTURE.waiting.now += 11_000;
        importer.replay(EngineFixture.of(old.line(200).pack(), old.ended()));
        assertThat(FIXTURE.applied()).isEmpty();
        assertThat(state("web1")).isEqualTo("awaited 1");

        CommitSummary passing = collector.replay(EngineFixture.of(web2.heartbeat(500)));

        assertThat(passing.said().passed())
                .singleElement()
                .extracting(Passed::stream)
                .isEqualTo("web1");
        assertThat(FIXTURE.applied()).containsExactly("web1:100", "web1:200", "web2:300");
        assertThat(completeThrough()).isEqualTo(-1);
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    @Test
    void ofAPassedStreamAnImportStillKeepsItsOwnOrder() throws Exception {
        Replayer collector = collector("web1");
        collector.tick();
        minutesPass(1);
        assertThat(collector.tick().said().passed()).hasSize(1);
        FrontendLog other = new FrontendLog("old2", 0);

        Replayer importer = importer("web1", "old2");
        importer.replay(EngineFixture.of(other.line(100).line(300).pack(), other.ended()));
        importer.replay(EngineFixture.of(old.line(50).pack()));
        assertThat(FIXTURE.applied()).containsExactly("web1:50");
        importer.replay(EngineFixture.of(old.line(200).pack(), old.ended()));

        assertThat(FIXTURE.applied()).containsExactly("web1:50", "old2:100", "web1:200", "old2:300");
        assertThat(state("web1")).isEqualTo("unreachable 1");
    }

    @Test
    void anImportWaitsForEachOfItsStreamsAlsoWhenTheyHaveEndedBefore() throws Exception {
        importer("web1").replay(EngineFixture.of(old.line(10).pack(), old.ended()));
        FrontendLog more = new FrontendLog("web1", 0, 78);

        Replayer importer = importer("web1", "web2");
        importer.replay(EngineFixture.of(web2.line(200).pack(), web2.ended()));
        assertThat(FIXTURE.applied()).containsExactly("web1:10");
        importer.replay(EngineFixture.of(more.line(100).line(300).pack(), more.ended()));

        assertThat(FIXTURE.applied()).containsExactly("web1:10", "web1:100", "web2:200", "web1:300");
    }

    @Test
    void anImportPassesNobodyHoweverLongItTakes() throws Exception {
        Replayer collector = collector("web1", "web2");
        web1.line(300).line(400).line(500);
        collector.replay(EngineFixture.of(
                web1.pack(0, 100), web1.pack(200, 300), web2.line(310).heartbeat(320)));

        FrontendLog other = new FrontendLog("old", 0);
        Replayer importer = importer("old");
        importer.replay(EngineFixture.of(other.line(290).line(600).pack()));
        minutesPass(60);
        CommitSummary last = importer.replay(EngineFixture.of(other.line(700).pack(), other.ended()));

        assertThat(last.said().passed()).isEmpty();
        assertThat(last.order().heldRequests()).isEqualTo(4);
        assertThat(FIXTURE.applied()).containsExactly("web1:300", "old:290");
        collector.replay(EngineFixture.of(
                web1.pack(100, 200), web1.pack(300, 300), web2.line(800).pack()));
        assertThat(FIXTURE.applied()).containsExactly("web1:300", "old:290", "web2:310", "web1:400", "web1:500");
    }

    @Test
    void whatIsImportedOfALiveListedStreamEndsNothingOfIt() throws Exception {
        Replayer collector = collector("web1", "web2");
        collector.replay(EngineFixture.of(
                web1.line(5000).heartbeat(6000), web2.line(5500).heartbeat(6000)));
        // an older log, a newer one, and the rest of the very file that the agent follows
        importer("web1").replay(EngineFixture.of(old.line(100).pack(), old.ended()));
        FrontendLog newer = new FrontendLog("web1", 0, 78);
        importer("web1").replay(EngineFixture.of(newer.line(6500).pack(), newer.ended()));
        web1.line(6400);
        importer("web1").replay(EngineFixture.of(web1.pack(0, 200), web1.ended()));

        CommitSummary ahead = collector.replay(EngineFixture.of(web2.line(8000).heartbeat(9000)));

        assertThat(ahead.order().completeThrough()).isLessThan(6500);
        assertThat(FIXTURE.applied()).doesNotContain("web2:8000");
        assertThat(collector
                        .replay(EngineFixture.of(web1.line(7000).heartbeat(9000)))
                        .counts()
                        .late())
                .isZero();
        assertThat(completeThrough()).isEqualTo(8999);
        assertThat(FIXTURE.applied()).endsWith("web1:6400", "web1:6500", "web1:7000", "web2:8000");
    }

    @Test
    void theImportOfAPredecessorEndsNothingThatAnAgentFollows() throws Exception {
        Replayer collector = collector();
        Pack missed = web1.line(100).pack();
        Pack end = web1.ended();
        collector.replay(EngineFixture.of(
                web1.rotate().line(5000).heartbeat(6000), web2.line(5500).heartbeat(6000)));
        assertThat(FIXTURE.applied()).isEmpty();

        importer("web1").replay(EngineFixture.of(missed, end));

        CommitSummary ahead = collector.replay(EngineFixture.of(web2.line(8000).heartbeat(9000)));
        assertThat(ahead.order().completeThrough()).isEqualTo(5999);
        assertThat(FIXTURE.applied()).containsExactly("web1:100", "web1:5000", "web2:5500");
    }

    @Test
    void anAgentThatHasSpokenIsStillKnownWhenAnImportJoinsItsFilesToOlderOnes() throws Exception {
        Replayer collector = collector("web1");
        Pack first = web1.line(100).pack();
        Pack second = web1.rotate().line(200).pack();
        collector.replay(EngineFixture.of(web1.rotate().line(300).heartbeat(400)));

        CommitSummary joined = importer("web1").replay(EngineFixture.of(first, second));

        assertThat(state("web1")).isEqualTo("active 1");
        assertThat(joined.order().completeThrough()).isEqualTo(399);
        assertThat(FIXTURE.applied()).containsExactly("web1:100", "web1:200", "web1:300");
    }

    @Test
    void ofAStreamWhoseAgentIsBehindAnImportNothingIsCompleteThatTheAgentHasNotReached() throws Exception {
        Replayer collector = collector("web1", "web2");
        collector.replay(EngineFixture.of(
                web1.line(5000).heartbeat(6000), web2.line(5500).heartbeat(6000)));
        FrontendLog newer = new FrontendLog("web1", 0, 78);

        importer("web1").replay(EngineFixture.of(newer.line(7000).heartbeat(7500)));
        CommitSummary ahead = collector.replay(EngineFixture.of(web2.line(8000).heartbeat(9000)));

        assertThat(ahead.order().completeThrough()).isEqualTo(5999);
        assertThat(ahead.order().watermark()).isEqualTo(6000);
    }

    @Test
    void aStreamThatIsTakenOutOfTheSettingIsNoLongerExpected() throws Exception {
        importer("web1").replay(EngineFixture.of(old.line(100).pack(), old.ended()));
        collector("web1", "never", "web2")
                .replay(EngineFixture.of(web2.line(300).heartbeat(400)));
        assertThat(FIXTURE.applied()).containsExactly("web1:100");

        CommitSummary freed = collector("web2").tick();

        assertThat(FIXTURE.applied()).containsExactly("web1:100", "web2:300");
        assertThat(freed.order().completeThrough()).isEqualTo(399);
        assertThat(state("web1")).isEqualTo("ended 0");
        assertThat(state("never")).isEqualTo("retired 0");
        assertThat(FIXTURE.list("SELECT stream FROM matomo_trackreplay_listed")).containsExactly("web2");
    }

    @Test
    void aStreamIsExpectedWhileAnyCollectorListsIt() throws Exception {
        collectorNamed("one", "web1", "web2").tick();
        collectorNamed("two", "web1", "web2").tick();
        collectorNamed("two", "web2").tick();
        assertThat(state("web1")).isEqualTo("awaited 1");

        collectorNamed("one", "web2").tick();

        assertThat(state("web1")).isEqualTo("retired 0");
        collectorNamed("one", "web1", "web2").tick();
        assertThat(state("web1")).isEqualTo("awaited 1");
    }

    @Test
    void aRestartWithTheSameSettingChangesNothing() throws Exception {
        collector("web1", "web2").tick();
        long commits = FIXTURE.number("SELECT commit_no FROM matomo_trackreplay_progress");

        collector("web1", "web2").tick();

        assertThat(FIXTURE.number("SELECT commit_no FROM matomo_trackreplay_progress"))
                .isEqualTo(commits);
    }

    @Test
    void anIdleCollectorShowsThatItIsThereAndForHowLongItWaits() throws Exception {
        Replayer collector = collector("web1");
        collector.tick();
        importer("web2").replay(EngineFixture.of(web2.line(100).ended()));
        long commits = FIXTURE.number("SELECT commit_no FROM matomo_trackreplay_progress");
        minutesPass(0);
        collector.tick();
        FIXTURE.waiting.now += 31_000;
        collector.tick();

        assertThat(FIXTURE.list("SELECT CONCAT(collector_id, ' ', max_hold, ' ', seen_at, ' ', commit_no)"
                        + " FROM matomo_trackreplay_collector WHERE max_hold IS NOT NULL"))
                .containsExactly("collector 60000 " + FIXTURE.waiting.now + " 1");
        assertThat(FIXTURE.number("SELECT commit_no FROM matomo_trackreplay_progress"))
                .isEqualTo(commits);
    }

    @Test
    void theLogsOfARetiredFrontendCanBeImportedAndEndIt() throws Exception {
        Replayer collector = collector("web1", "web2");
        collector.replay(EngineFixture.of(
                web1.line(5000).heartbeat(6000), web2.line(5500).heartbeat(9000)));
        retire("web1");
        FrontendLog rest = new FrontendLog("web1", 0, 77);
        importer("web1").replay(EngineFixture.of(rest.line(7000).pack(), rest.ended()));

        assertThat(collector
                        .replay(EngineFixture.of(web2.line(9500).heartbeat(9600)))
                        .order()
                        .completeThrough())
                .isEqualTo(9599);
        assertThat(state("web1")).isEqualTo("ended 0");
        collectorNamed("standby", "web1", "web2").tick();
        collector("web1", "web2").tick();
        assertThat(state("web1")).isEqualTo("ended 0");

        collector.replay(EngineFixture.of(web1.line(9650).heartbeat(9700)));
        assertThat(state("web1")).isEqualTo("active 1");
    }

    @Test
    void olderLogsOfARetiredFrontendMakeNobodyWaitForItAgain() throws Exception {
        Replayer collector = collector("web1", "web2");
        collector.replay(EngineFixture.of(
                web1.line(5000).heartbeat(6000), web2.line(5500).heartbeat(9000)));
        retire("web1");

        importer("web1").replay(EngineFixture.of(old.line(100).pack(), old.ended()));

        assertThat(state("web1")).isEqualTo("ended 0");
        CommitSummary ahead = collector.replay(EngineFixture.of(web2.line(9500).heartbeat(9600)));
        assertThat(ahead.order().completeThrough()).isEqualTo(9599);
        assertThat(FIXTURE.applied()).endsWith("web2:9500");

        collector.replay(EngineFixture.of(web1.line(9650).heartbeat(9700)));
        assertThat(state("web1")).isEqualTo("active 1");
    }

    @Test
    void aRetiredStreamStaysRetiredWhenAnotherCollectorStartsThatListsIt() throws Exception {
        collectorNamed("one", "web1", "web2").tick();
        retire("web1");

        collectorNamed("two", "web1", "web2").tick();

        assertThat(state("web1")).isEqualTo("retired 0");
    }
}
