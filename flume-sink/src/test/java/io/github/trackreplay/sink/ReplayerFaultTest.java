/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.UnpreparedException;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.token.TokenMask;
import io.github.trackreplay.tracking.RequestOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever breaks, and whenever: every request is applied once, in order, and every byte is accounted for. */
class ReplayerFaultTest {
    private static final List<String> EXPECTED = List.of(
            "web1:1000", "web2:1500", "web1:2000", "web2:2500", "web1:3000", "web2:3500", "web1:4000", "web2:5000");

    /** Four transactions that use every statement: new streams, hold-back, rejects, excluded ones, release, rotation. */
    static List<List<Delivery>> story() {
        FrontendLog web1 = new FrontendLog("web1", 0);
        FrontendLog web2 = new FrontendLog("web2", 0);
        List<List<Delivery>> story = new ArrayList<>();
        story.add(EngineFixture.of(
                web1.line(1000).garbage().pack(), web2.line(1500).line(2500).pack()));
        story.add(EngineFixture.of(
                web1.line(2000).line(3000, "idsite=0").pack(), web2.line(3500).pack()));
        List<Delivery> third = new ArrayList<>(EngineFixture.of(
                web1.rotate().line(3000).line(4000, "bot=1").line(4000).pack()));
        third.add(new Delivery.Unreadable("foreign-event", "", new byte[] {1, 2, 3}));
        story.add(third);
        story.add(EngineFixture.of(web2.line(5000).ended(), web1.ended()));
        return story;
    }

    @ParameterizedTest
    @EnumSource(FaultyConnections.Fault.class)
    void aFaultAtAnyStepChangesNothing(FaultyConnections.Fault fault) throws Exception {
        boolean fired = true;
        int step = 0;
        try (EngineFixture fixture = new EngineFixture()) {
            while (fired) {
                fixture.reset();
                FaultyConnections faulty = new FaultyConnections(fixture.connections(), step, fault);
                Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, faulty);
                long delivered = 0;
                for (List<Delivery> batch : story()) {
                    delivered += engine.replay(batch).counts().recorded();
                }
                fired = faulty.fired();
                assertThat(fixture.applied()).as("step %s", step).isEqualTo(EXPECTED);
                assertThat(delivered).as("step %s", step).isEqualTo(EXPECTED.size());
                assertThat(fixture.unaccounted()).as("step %s", step).isZero();
                assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                        .as("step %s", step)
                        .isEqualTo(3);
                step++;
            }
        }
        assertThat(step).isGreaterThan(40);
    }

    @Test
    void aProcessThatDiesAtAnyStepIsContinuedByAnother() throws Exception {
        boolean died = true;
        try (EngineFixture fixture = new EngineFixture()) {
            for (int step = 0; died; step++) {
                fixture.reset();
                FaultyConnections faulty =
                        new FaultyConnections(fixture.connections(), step, FaultyConnections.Fault.AFTER);
                Waiting impatient = new Waiting() {
                    @Override
                    public long now() {
                        return fixture.waiting.now();
                    }

                    @Override
                    public void pause(java.time.Duration duration) throws InterruptedException {
                        throw new InterruptedException("killed");
                    }
                };
                Replayer engine = new Replayer(
                        new LedgerDatabase(faulty, EngineFixture.TABLES, HighWater.inMemory()),
                        new Replayer.Identity("one", "host"),
                        new RecordingApplier(),
                        TokenMask.none(),
                        ReplayPolicy.DEFAULT,
                        impatient);
                died = false;
                for (List<Delivery> batch : story()) {
                    try {
                        engine.replay(batch);
                    } catch (InterruptedException e) {
                        died = true;
                        engine = fixture.engine(ReplayPolicy.DEFAULT);
                        engine.replay(batch);
                    }
                }
                assertThat(fixture.applied()).as("step %s", step).isEqualTo(EXPECTED);
                assertThat(fixture.unaccounted()).as("step %s", step).isZero();
            }
        }
    }

    /** A new session would have everything read anew, while other requests wait. */
    @Test
    void whatTakesLongToPrepareIsAwaitedWithTheSameSession() throws Exception {
        try (EngineFixture fixture = new EngineFixture()) {
            List<Connection> evicted = new ArrayList<>();
            Connections watched = new Connections() {
                @Override
                public Connection connection() throws SQLException {
                    return fixture.pool.connection();
                }

                @Override
                public void evict(Connection connection) {
                    evicted.add(connection);
                    fixture.pool.evict(connection);
                }
            };
            AtomicInteger awaited = new AtomicInteger();
            RecordingApplier recording = new RecordingApplier();
            RequestApplier slow = new RequestApplier() {
                @Override
                public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests)
                        throws SQLException {
                    List<RequestOutcome> outcomes = recording.apply(connection, requests);
                    if (awaited.get() < 2) {
                        throw new UnpreparedException();
                    }
                    return outcomes;
                }

                @Override
                public void awaitPrepared() {
                    awaited.incrementAndGet();
                }

                @Override
                public OptionalLong anySite(Connection connection) {
                    return recording.anySite(connection);
                }

                @Override
                public void forget() {
                    recording.forget();
                }
            };
            Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, watched, slow);

            for (List<Delivery> batch : story()) {
                engine.replay(batch);
            }

            assertThat(awaited).hasValue(2);
            assertThat(evicted).isEmpty();
            assertThat(fixture.applied()).isEqualTo(EXPECTED);
            assertThat(fixture.unaccounted()).isZero();
        }
    }

    @Test
    void aConnectionCutAtCommitNeitherLosesNorDoubles() throws Exception {
        Random random = new Random(7);
        try (TestDatabase database = TestDatabase.create();
                EngineFixture fixture = new EngineFixture(database);
                CuttingProxy proxy = new CuttingProxy(database.server().port(), random)) {
            String url = database.url().replace(":" + database.server().port() + "/", ":" + proxy.port() + "/");
            try (WriterPool pool =
                    new WriterPool(new WriterPool.Settings(url, database.user(), database.password(), 2))) {
                Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, EngineFixture.connections(pool));
                FrontendLog web1 = new FrontendLog("web1", 0);
                long recorded = 0;
                for (int i = 0; i < 200; i++) {
                    proxy.cutNextCommit();
                    recorded += engine.replay(EngineFixture.of(
                                    web1.line(1000 + i).line(1000 + i).pack()))
                            .counts()
                            .recorded();
                }
                assertThat(proxy.cutsBeforeServer()).isGreaterThan(20);
                assertThat(proxy.cutsAfterServer()).isGreaterThan(20);
                assertThat(recorded).isEqualTo(400);
                assertThat(fixture.number("SELECT COUNT(*) FROM applied")).isEqualTo(400);
                assertThat(fixture.number("SELECT COUNT(DISTINCT place) FROM applied"))
                        .isEqualTo(400);
                assertThat(fixture.unaccounted()).isZero();
            }
        }
    }
}
