/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Pack;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bytes that a setting leaves out are noted with its reason, beside the requests that they hold. */
class SkippedReasonTest {
    private static final LeftOut BEFORE_2000 =
            (file, request) -> request.time() < 2000 ? Optional.of("outside-window") : Optional.empty();

    private final EngineFixture fixture = new EngineFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private List<String> noted() {
        return fixture.list("SELECT CONCAT(reason, ' ', skipped_bytes, ' ', requests) FROM matomo_trackreplay_skipped"
                + " WHERE skipped_bytes > 0 ORDER BY file_id, reason");
    }

    @Test
    void whatAnImportsWindowLeavesOutHasItsReason() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT.with(p -> p.leftOut(BEFORE_2000)));

        engine.replay(EngineFixture.of(
                new FrontendLog("web1", 0).line(1000).line(1200).line(2000).pack()));
        engine.replay(EngineFixture.of(
                new FrontendLog("web2", 0).line(1000).line(3000).pack()));

        assertThat(noted())
                .containsExactly(
                        "outside-window " + 2 * FrontendLog.LINE + " 2", "outside-window " + FrontendLog.LINE + " 1");
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void whatIsJudgedAgainIsTakenOutOfIt() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT.with(
                p -> p.sites(SiteFilter.parse(List.of("-1"))).mostRejectsInRow(0)));
        Pack pack = new FrontendLog("web1", 0)
                .line(1000, "idsite=1&rec=1")
                .line(2000, "idsite=2&rec=1")
                .pack();
        engine.replay(EngineFixture.of(pack));
        assertThat(noted()).hasSize(1).first().asString().endsWith(" " + FrontendLog.LINE + " 1");

        fixture.engine(ReplayPolicy.DEFAULT)
                .replay(List.of(new Delivery.Reread(
                        pack, Optional.empty(), Optional.of(SiteFilter.ALL), Optional.empty(), Long.MIN_VALUE)));

        assertThat(noted()).isEmpty();
        assertThat(fixture.unaccounted()).isZero();
    }
}
