/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row of the hold-back table that cannot be read is set aside with its bytes, and the others are applied in their order. */
class SpoiltHeldTest {
    private final EngineFixture fixture = new EngineFixture();
    private final FrontendLog web1 = new FrontendLog("web1", 0);
    private final FrontendLog web2 = new FrontendLog("web2", 0);

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Rows of web2 that wait for web1: 2000, then 3000 and 3100, then 4000. */
    private void held() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(web1.line(1000).pack(), web2.line(2000).pack()));
        engine.replay(EngineFixture.of(web2.line(3000).line(3100).pack()));
        engine.replay(EngineFixture.of(web2.line(4000).pack()));
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_held"))
                .isEqualTo(3);
        assertThat(fixture.applied()).containsExactly("web1:1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "'rubbish'", "LEFT(body, 40)", "INSERT(body, LENGTH(body) - 30, 9, '123456789')"})
    void theOthersAreAppliedWhateverARowHoldsInstead(String body) throws Exception {
        held();
        fixture.database.execute("UPDATE matomo_trackreplay_held SET body = " + body + " WHERE min_time = 3000");

        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(web1.line(9000).pack()));
        engine.tick();

        assertThat(fixture.applied()).containsExactly("web1:1000", "web2:2000", "web2:4000");
        assertThat(fixture.list("SELECT CONCAT(reason, ' ', form, ' ', line_bytes, ' ', replay_state) FROM"
                        + " matomo_trackreplay_rejected"))
                .containsExactly("unreadable-held event 200 stored");
        assertThat(fixture.list("SELECT detail FROM matomo_trackreplay_rejected")
                        .get(0))
                .contains("cannot be read", "up to 2 requests", "stream web2", "200 bytes");
        assertThat(fixture.unaccounted()).isZero();
        assertThat(fixture.number("SELECT SUM(held_bytes) FROM matomo_trackreplay_file"))
                .isEqualTo(100);
        assertThat(fixture.number("SELECT held_packs FROM matomo_trackreplay_progress"))
                .isEqualTo(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_held"));
    }

    /** web2 has stopped with a line that waits for web1; of it three packs are set aside, of which one is spoilt. */
    @ParameterizedTest
    @ValueSource(strings = {"''", "'rubbish'", "LEFT(body, 40)"})
    void whatWasSetAsideOfAStoppedStreamGoesOnWithoutARowThatCannotBeRead(String body) throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(web1.line(1000).pack(), web2.line(2000).pack()));
        fixture.database.execute("UPDATE matomo_trackreplay_stream SET stopped = 1 WHERE name = 'web2'");
        Replayer other = fixture.engine(ReplayPolicy.DEFAULT);
        other.replay(EngineFixture.of(web2.line(3000).pack()));
        other.replay(EngineFixture.of(web2.line(3100).line(3200).pack()));
        other.replay(EngineFixture.of(web2.line(4000).pack()));
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_aside"))
                .isEqualTo(3);
        fixture.database.execute("UPDATE matomo_trackreplay_aside a JOIN (SELECT aside_id FROM matomo_trackreplay_aside"
                + " ORDER BY aside_id LIMIT 1 OFFSET 1) b ON b.aside_id = a.aside_id SET a.body = " + body
                + "; UPDATE matomo_trackreplay_stream SET stopped = 2 WHERE name = 'web2'");

        Replayer last = fixture.engine(ReplayPolicy.DEFAULT);
        last.replay(EngineFixture.of(web1.line(9000).pack()));
        last.replay(EngineFixture.of(web2.line(9500).pack()));

        assertThat(fixture.applied()).containsExactly("web1:1000", "web2:2000", "web2:3000", "web2:4000", "web1:9000");
        assertThat(fixture.list("SELECT CONCAT(reason, ' ', form, ' ', line_bytes) FROM matomo_trackreplay_rejected"))
                .containsExactly("unreadable-held event 200");
        assertThat(fixture.list("SELECT detail FROM matomo_trackreplay_rejected")
                        .get(0))
                .contains("set aside", "stream web2", "200 bytes");
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_aside"))
                .isZero();
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void allRowsThatAreSpoiltAreSetAsideAndTheAccountIsEven() throws Exception {
        held();
        fixture.database.execute("UPDATE matomo_trackreplay_held SET body = 'rubbish'");

        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(web1.line(9000).pack(), web2.line(9500).pack()));

        assertThat(fixture.applied()).containsExactly("web1:1000", "web1:9000");
        assertThat(fixture.number("SELECT SUM(rejected_bytes) FROM matomo_trackreplay_file"))
                .isEqualTo(400);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isEqualTo(3);
        assertThat(fixture.unaccounted()).isZero();
    }
}
