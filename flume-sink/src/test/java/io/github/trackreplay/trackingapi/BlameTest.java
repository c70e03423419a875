/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.RequestOutcome;
import org.junit.jupiter.api.Test;

/** Of two requests that fail while nothing is counted neither is known to be to blame. */
class BlameTest {
    private final Blame blame = new Blame(false, false);

    private boolean suspect(int at) {
        return blame.suspect(at, ApiOutcomes.fails("an error"), "an error");
    }

    @Test
    void asLongAsNothingIsCountedOneIsSuspected() {
        assertThat(suspect(0)).isTrue();
        assertThat(suspect(1)).isFalse();
        assertThat(blame.waits()).contains("an error");

        RequestOutcome[] outcomes = new RequestOutcome[2];
        blame.otherPasses();
        blame.settle(outcomes);
        assertThat(outcomes[0]).isNotNull();
        assertThat(outcomes[1]).as("who was not suspected waits").isNull();
    }

    @Test
    void whereOthersAreCountedEachThatFailsIsSuspected() {
        blame.otherPasses();

        assertThat(suspect(0)).isTrue();
        assertThat(suspect(1)).isTrue();
        assertThat(blame.waits()).isEmpty();
    }
}
