/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.order.Passed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams whose agents look, before they read it, at what there was at their start. */
class ReplayerBacklogTest {
    private static final EngineFixture FIXTURE = new EngineFixture();
    private static final long LOOKS = 0;
    private static final ReplayPolicy POLICY =
            ReplayPolicy.DEFAULT.with(p -> p.streams(Set.of("web1", "web2")).maxHold(Duration.ofMinutes(1)));

    private final FrontendLog web1 = new FrontendLog("web1", 0);
    private final FrontendLog web2 = new FrontendLog("web2", 0);
    private final List<Passed> passed = new ArrayList<>();
    private boolean away;

    @BeforeEach
    void reset() {
        FIXTURE.reset();
        FIXTURE.waiting.now = 1_000_000_000L;
    }

    @AfterAll
    static void close() {
        FIXTURE.close();
    }

    /** Five minutes, in which the first one brings the present and the second one looks. */
    private void looking(Replayer ofFirst, Replayer ofSecond) throws Exception {
        for (int i = 0; i < 30; i++) {
            FIXTURE.waiting.now += 10_000;
            passed.addAll(ofFirst.replay(EngineFixture.of(web1.line(10_000 + i).heartbeat(10_000 + i)))
                    .said()
                    .passed());
            passed.addAll(ofSecond.replay(EngineFixture.of(web2.heartbeat(LOOKS)))
                    .said()
                    .passed());
        }
    }

    /** The second one brings what it has found, newest first. */
    private CommitSummary found(Replayer engine) throws Exception {
        web2.line(3000).line(2000);
        engine.replay(EngineFixture.of(web2.pack(0, 0, OptionalLong.of(2000))));
        return engine.replay(EngineFixture.of(
                web2.pack(0, 100, OptionalLong.of(2000)), web2.pack(100, 200, OptionalLong.of(900_000))));
    }

    @Test
    void theOrderWaitsForThemHoweverLongThatTakes() throws Exception {
        Replayer engine = FIXTURE.engine(POLICY);
        looking(engine, engine);
        assertThat(FIXTURE.applied()).isEmpty();
        assertThat(FIXTURE.list("SELECT state FROM matomo_trackreplay_stream ORDER BY name"))
                .containsExactly("active", "quiet");

        CommitSummary summary = found(engine);

        assertThat(passed).isEmpty();
        assertThat(summary.counts().late()).isZero();
        assertThat(FIXTURE.applied()).startsWith("web2:2000", "web2:3000", "web1:10000");
    }

    private static Replayer collector(String name) {
        return FIXTURE.engine(name, POLICY, FIXTURE.connections());
    }

    @Test
    void thatAnotherCollectorHearsItIsEnough() throws Exception {
        Replayer second = collector("two");
        looking(collector("one"), second);
        CommitSummary summary = found(second);

        assertThat(passed).isEmpty();
        assertThat(summary.counts().late()).isZero();
    }

    @Test
    void theirSilenceIsNoClockThatIsBehind() throws Exception {
        Replayer engine = FIXTURE.engine(POLICY);
        looking(engine, engine);

        assertThat(FIXTURE.list("SELECT watermark FROM matomo_trackreplay_stream WHERE name = 'web2'"))
                .doesNotContain("0");
        assertThat(FIXTURE.list("SELECT skew FROM matomo_trackreplay_stream WHERE name = 'web2'"))
                .allMatch(skew -> skew == null || skew.equals("null"));
    }

    @Test
    void anHourWithoutADatabaseMeanwhileChangesNothing() throws Exception {
        Replayer engine = FIXTURE.engine("one", POLICY, awayAtTimes());
        looking(engine, engine);
        away = true;
        assertThatThrownBy(engine::tick).isInstanceOf(ReplayException.class);
        FIXTURE.waiting.now += Duration.ofHours(1).toMillis();
        away = false;

        looking(engine, engine);
        CommitSummary summary = found(engine);

        assertThat(passed).isEmpty();
        assertThat(summary.counts().late()).isZero();
    }

    private Connections awayAtTimes() {
        Connections real = FIXTURE.connections();
        return new Connections() {
            @Override
            public Connection connection() throws SQLException {
                if (away) {
                    throw new SQLException("away", "08001");
                }
                return real.connection();
            }

            @Override
            public void evict(Connection connection) {
                real.evict(connection);
            }
        };
    }

    @Test
    void whoIsSilentInTheMidstOfItIsPassed() throws Exception {
        Replayer engine = FIXTURE.engine(POLICY);
        looking(engine, engine);
        FIXTURE.waiting.now += Duration.ofMinutes(2).toMillis();

        CommitSummary summary = engine.replay(EngineFixture.of(web1.heartbeat(20_000)));

        assertThat(summary.said().passed())
                .singleElement()
                .isInstanceOfSatisfying(
                        Passed.Silence.class,
                        silent -> assertThat(silent.stream()).isEqualTo("web2"));
    }
}
