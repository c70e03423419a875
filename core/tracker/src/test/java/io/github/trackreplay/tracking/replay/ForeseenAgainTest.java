/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.Prepared;
import io.github.trackreplay.tracking.Tracker;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.Wanted;
import org.junit.jupiter.api.Test;

class ForeseenAgainTest {
    @Test
    void whatAPreparedRequestHadSeenOfTheTablesIsForgottenWithThem() {
        Fixture fixture = new Fixture();
        Tracker tracker = fixture.tracker();
        Prepared prepared = tracker.prepare(fixture.page(0, "/a"), fixture.settings(), fixture.now);
        Known known = new Known();
        assertThat(actions(tracker, prepared, known)).isPositive();
        assertThat(actions(tracker, prepared, known)).as("it goes on").isZero();

        prepared.forgetKnown();

        assertThat(actions(tracker, prepared, known)).as("it begins again").isPositive();
    }

    private static int actions(Tracker tracker, Prepared prepared, Known known) {
        Wanted wanted = new Wanted();
        tracker.foresee(prepared, known, wanted);
        return wanted.actions().size();
    }
}
