/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When heartbeats may be joined: nobody must wait for one. */
class ReplayerCalmTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final EngineFixture fixture = new EngineFixture();
    private final FrontendLog web1 = new FrontendLog("web1", 0);
    private final FrontendLog web2 = new FrontendLog("web2", 0);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aloneAndWithNothingHeldBackNobodyWaits() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        assertThat(engine.nobodyWaits()).as("before anything is known").isFalse();

        engine.replay(EngineFixture.of(web1.line(1000).pack(), web1.heartbeat(60_000)));
        assertThat(engine.nobodyWaits()).as("another one may be at work").isFalse();

        fixture.waiting.pause(MINUTE);
        assertThat(engine.nobodyWaits()).isTrue();
    }

    @Test
    void aRequestThatWaitsForAnotherStreamIsNotKeptWaiting() throws Exception {
        ReplayPolicy both = ReplayPolicy.DEFAULT.with(p -> p.streams(Set.of("web1", "web2")));
        Replayer engine = fixture.engine(both);
        engine.replay(EngineFixture.of(web1.line(1000).pack(), web1.heartbeat(60_000)));
        fixture.waiting.pause(MINUTE);
        assertThat(engine.nobodyWaits()).isFalse();

        engine.replay(EngineFixture.of(web2.heartbeat(60_000)));
        assertThat(fixture.applied()).containsExactly("web1:1000");
        assertThat(engine.nobodyWaits()).isTrue();
    }

    @Test
    void anotherCollectorMayWait() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(web1.line(1000).pack(), web1.heartbeat(60_000)));
        fixture.waiting.pause(MINUTE);
        assertThat(engine.nobodyWaits()).isTrue();

        fixture.engine("two", ReplayPolicy.DEFAULT, fixture.connections())
                .replay(EngineFixture.of(web2.line(61_000).pack()));
        engine.tick();

        assertThat(engine.nobodyWaits()).isFalse();
    }
}
