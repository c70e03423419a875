/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static io.github.trackreplay.sink.PipelinePackBuilder.file;
import static io.github.trackreplay.sink.PipelinePackBuilder.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.RequestIdentity.Kind;
import io.github.trackreplay.mysql.ledger.HashBlocks;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayerPipelineTest {
    private static final EngineFixture FIXTURE = new EngineFixture();
    private static final long NOW = 1_000_000_000L;
    private static final long HOUR = 3_600_000;

    @BeforeEach
    void reset() {
        FIXTURE.reset();
        FIXTURE.waiting.now = NOW;
    }

    @AfterAll
    static void close() {
        FIXTURE.close();
    }

    private static PipelinePackBuilder web(int number) {
        return new PipelinePackBuilder("web" + number).readAt(NOW);
    }

    /** Lets so much time pass that no stream is waited for any more, whatever was observed of it. */
    private static void settle(Replayer engine) throws Exception {
        for (int i = 0; i < 3; i++) {
            FIXTURE.waiting.now += Duration.ofMinutes(30).toMillis();
            engine.tick();
        }
    }

    private static List<String> identities() {
        return FIXTURE.list("SELECT CONCAT(name, ' ', identity) FROM matomo_trackreplay_stream ORDER BY name");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REQUEST_ID", "FILE", "TOPIC", "BYTES"})
    void whatIsSentAgainCountsOnce(Kind kind) throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        Pack first = web(1).request(1000, RequestIdentity.of(kind, "a"))
                .other()
                .request(2000, RequestIdentity.of(kind, "b"))
                .pack();
        Pack overlapping = web(1).request(2000, RequestIdentity.of(kind, "b"))
                .request(3000, RequestIdentity.of(kind, "c"))
                .pack();

        engine.replay(EngineFixture.of(first));
        CommitSummary again = engine.replay(EngineFixture.of(first, overlapping));

        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web1:2000", "web1:3000");
        assertThat(again.counts().duplicates()).isEqualTo(3);
        assertThat(FIXTURE.unaccounted()).isZero();
        assertThat(identities()).containsExactly("web1 " + kind.code());
    }

    @Test
    void whatNothingTellsApartCountsEachTime() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        Pack pack = web(1).request(1000, RequestIdentity.none()).pack();

        engine.replay(EngineFixture.of(pack, pack));

        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web1:1000");
        assertThat(identities()).containsExactly("web1 none");
    }

    @Test
    void anIdOfTheRequestCountsOnceOverStreamsAndLogFiles() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        FrontendLog log = new FrontendLog("web1", 0).line(1000);
        Pack own = log.pack();
        Pack ofLog = new Pack(own.header(), List.of(id("x").put((io.github.trackreplay.event.TrackingRequest)
                own.entries().get(0))));

        engine.replay(EngineFixture.of(ofLog));
        engine.replay(EngineFixture.of(
                web(2).request(1000, id("x")).request(2000, id("y")).pack()));
        settle(engine);

        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web2:2000");
        assertThat(FIXTURE.unaccounted()).isZero();
        assertThat(identities()).containsExactly("web1 range", "web2 request_id");
    }

    @Test
    void theSamePlaceInAnotherStreamIsAnotherRequest() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);

        engine.replay(EngineFixture.of(
                web(1).request(1000, file("f", 0)).pack(),
                web(2).request(1000, file("f", 0)).pack()));
        settle(engine);

        assertThat(FIXTURE.applied()).hasSize(2);
    }

    @Test
    void theRequestsOfOneLineHaveOneFate() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        Pack pack =
                web(1).bulk(1000, file("f", 0), 3).bulk(1000, file("f", 1), 2).pack();

        engine.replay(EngineFixture.of(pack));
        engine.replay(EngineFixture.of(pack));

        assertThat(FIXTURE.applied()).hasSize(5);
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    @ParameterizedTest
    @EnumSource(FaultyConnections.Fault.class)
    void aFaultAtAnyStepAppliesOnceAllTheSame(FaultyConnections.Fault fault) throws Exception {
        Pack one = web(1).request(1000, file("f", 0)).request(2000, id("i")).pack();
        Pack two = web(2).request(1500, file("g", 0))
                .request(2500, id("j"), "idsite=0")
                .pack();
        boolean fired = true;
        for (int step = 0; fired; step++) {
            FIXTURE.reset();
            FaultyConnections faulty = new FaultyConnections(FIXTURE.connections(), step, fault);
            Replayer engine = FIXTURE.engine("one", ReplayPolicy.DEFAULT, faulty);
            engine.replay(EngineFixture.of(one));
            engine.replay(EngineFixture.of(one, two));
            engine.replay(EngineFixture.of(two));
            settle(engine);
            fired = faulty.fired();
            assertThat(FIXTURE.list("SELECT CONCAT(stream, ':', time) FROM applied ORDER BY stream, time"))
                    .as("step %s", step)
                    .containsExactly("web1:1000", "web1:2000", "web2:1500");
            assertThat(FIXTURE.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                    .as("step %s", step)
                    .isEqualTo(1);
            assertThat(FIXTURE.unaccounted()).as("step %s", step).isZero();
        }
    }

    @Test
    void twoCollectorsCountWhatBothGotOnce() throws Exception {
        Replayer one = FIXTURE.engine("one", ReplayPolicy.DEFAULT, FIXTURE.connections());
        Replayer two = FIXTURE.engine("two", ReplayPolicy.DEFAULT, FIXTURE.connections());
        List<Pack> packs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            packs.add(web(1).request(1000L * i, file("f", i)).pack());
        }

        for (int i = 0; i < 10; i++) {
            one.replay(EngineFixture.of(packs.get(i)));
            two.replay(EngineFixture.of(packs.get(i), packs.get(9 - i)));
        }

        assertThat(FIXTURE.applied()).hasSize(10);
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    @Test
    void whatWasRejectedAndIsOfferedAgainIsNoDuplicateOfItself() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        Pack pack = web(1).request(1000, file("f", 0), "idsite=0").pack();
        engine.replay(EngineFixture.of(pack));
        engine.replay(EngineFixture.of(pack));
        long rejected = FIXTURE.number("SELECT MAX(rejected_id) FROM matomo_trackreplay_rejected");

        engine.replay(List.of(new Delivery.Again(
                rejected, List.of(file("f", 0).put(FrontendLog.request(0, 100, 0, 1000, "idsite=1"))))));
        engine.replay(EngineFixture.of(pack));

        assertThat(FIXTURE.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isEqualTo(1);
        assertThat(FIXTURE.applied()).containsExactly("web1:1000");
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    /** Nobody promises anything for such a stream but its own requests, and silence. */
    @Test
    void aStreamThatIsQuietForAWhileHoldsTheOrderNoLonger() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT.with(p -> p.pipelineIdle(Duration.ofMinutes(1))));
        long time = NOW - 5000;
        engine.replay(EngineFixture.of(
                web(1).request(time, file("f", 0)).pack(),
                web(2).request(time + 1000, file("g", 0))
                        .request(time + 3000, file("g", 1))
                        .pack()));
        assertThat(FIXTURE.applied()).containsExactly("web1:" + time);

        FIXTURE.waiting.now = NOW + 59_000;
        engine.tick();
        assertThat(FIXTURE.applied()).hasSize(1);

        FIXTURE.waiting.now = NOW + 61_000;
        engine.tick();

        assertThat(FIXTURE.applied()).hasSize(3);
        assertThat(FIXTURE.list("SELECT state FROM matomo_trackreplay_stream")).containsOnly("quiet");
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    /** Of one that has brought nothing but what cannot be read nobody knows a time. */
    @Test
    void aStreamWithoutARequestIsQuietAfterAWhileToo() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT.with(
                p -> p.pipelineIdle(Duration.ofMinutes(1)).maxHold(Duration.ofHours(3))));
        engine.replay(EngineFixture.of(
                web(1).request(NOW - 5000, file("f", 0)).pack(),
                web(2).unreadable().pack()));
        assertThat(FIXTURE.applied()).isEmpty();

        FIXTURE.waiting.now = NOW + 59_000;
        engine.tick();
        assertThat(FIXTURE.applied()).isEmpty();

        FIXTURE.waiting.now = NOW + 61_000;
        engine.tick();

        assertThat(FIXTURE.applied()).hasSize(1);
        assertThat(FIXTURE.list("SELECT state FROM matomo_trackreplay_stream")).containsOnly("quiet");
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    /** Who reaches a pipeline's port makes a stream by each name that he invents. */
    @Test
    void inventedStreamsWithoutARequestHoldTheOrderForAMinuteInTen() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT.with(
                p -> p.pipelineIdle(Duration.ofMinutes(1)).maxHold(Duration.ofHours(3))));
        int waits = 0;
        for (int step = 0; step < 240; step++) {
            long now = NOW + 15_000L * step;
            FIXTURE.waiting.now = now;
            engine.replay(EngineFixture.of(
                    web(1).request(now, file("f", step)).readAt(now).pack(),
                    web(100 + step).unreadable().readAt(now).pack()));
            waits = Math.max(waits, step + 1 - FIXTURE.applied().size());
        }

        // a minute in which they are waited for, and two by which they lie behind, four requests each
        assertThat(waits).isLessThanOrEqualTo(4 * 3 + 2);
        assertThat(FIXTURE.number("SELECT COALESCE(SUM(late), 0) FROM matomo_trackreplay_stream"))
                .isZero();
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    /** A listed one is waited for: its first lines may be broken ones. */
    @Test
    void aListedStreamWithoutARequestIsWaitedForAsAnyOther() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT.with(p -> p.pipelineIdle(Duration.ofMinutes(1))
                .maxHold(Duration.ofHours(3))
                .streams(java.util.Set.of("web1", "web2"))));
        engine.replay(EngineFixture.of(
                web(1).request(NOW, file("f", 0)).pack(), web(2).unreadable().pack()));
        FIXTURE.waiting.now = NOW + 59_000;
        engine.replay(EngineFixture.of(
                web(2).request(NOW - 1000, file("g", 0)).readAt(NOW + 59_000).pack()));
        FIXTURE.waiting.now = NOW + 130_000;
        engine.tick();

        assertThat(FIXTURE.applied()).containsExactly("web2:" + (NOW - 1000), "web1:" + NOW);
    }

    /** What a stream has brought while the database was away may stand behind what others have brought. */
    @Test
    void whileABacklogIsWorkedOffNobodyIsQuiet() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT.with(
                p -> p.pipelineIdle(Duration.ofMinutes(1)).maxHold(Duration.ofHours(3))));
        engine.replay(EngineFixture.of(web(2).request(0, file("g", 0)).readAt(0).pack()));
        for (int minute = 1; minute <= 10; minute++) {
            FIXTURE.waiting.now += 60_000;
            engine.replay(EngineFixture.of(web(1).request(60_000L * minute, file("f", minute))
                    .readAt(60_000L * minute)
                    .pack()));
        }
        engine.replay(EngineFixture.of(
                web(2).request(30_000, file("g", 1)).readAt(600_000).pack()));

        assertThat(FIXTURE.number("SELECT COALESCE(SUM(late), 0) FROM matomo_trackreplay_stream"))
                .isZero();
        assertThat(FIXTURE.applied()).containsExactly("web2:0", "web2:30000");
    }

    @Test
    void whatIsOlderThanTheWindowIsForgottenAndThenRefused() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        long day = 24 * HOUR;
        FIXTURE.waiting.now = 100 * day;
        Pack old = web(1).readAt(100 * day).request(80 * day, file("f", 0)).pack();
        engine.replay(EngineFixture.of(old));
        engine.replay(EngineFixture.of(
                web(1).readAt(100 * day).request(100 * day, file("f", 1)).pack()));
        try (Connection connection = FIXTURE.pool.connection()) {
            assertThat(new HashBlocks(EngineFixture.TABLES).forget(connection, 8 * day))
                    .isFalse();
        }

        assertThat(FIXTURE.number("SELECT COUNT(*) FROM matomo_trackreplay_window_hash"))
                .isEqualTo(1);
        assertThat(engine.replay(EngineFixture.of(old)).counts().rejected()).containsEntry("older-than-ledger", 1L);
        assertThat(FIXTURE.applied()).hasSize(2);
    }

    @Test
    void aStreamThatWasStoppedCountsWhatCameTwiceOnceWhenItGoesOn() throws Exception {
        ReplayPolicy listed = ReplayPolicy.DEFAULT.with(
                p -> p.streams(java.util.Set.of("web2")).admitsUnlisted(false));
        Replayer engine = FIXTURE.engine(listed);
        Pack pack = web(1).request(1000, file("f", 0)).request(2000, id("i")).pack();
        engine.replay(EngineFixture.of(pack));
        engine.replay(EngineFixture.of(pack));
        assertThat(FIXTURE.applied()).isEmpty();

        try (Connection connection = FIXTURE.pool.connection()) {
            new io.github.trackreplay.mysql.ledger.ResumeStream(EngineFixture.TABLES).run(connection, "web1");
            connection.commit();
        }
        Replayer admitting = FIXTURE.engine(ReplayPolicy.DEFAULT);
        admitting.tick();
        admitting.tick();
        settle(admitting);

        assertThat(FIXTURE.list("SELECT CONCAT(stream, ':', time) FROM applied ORDER BY time"))
                .containsExactly("web1:1000", "web1:2000");
        assertThat(FIXTURE.unaccounted()).isZero();
    }
}
