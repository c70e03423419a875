/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.RequestOutcome;
import org.junit.jupiter.api.Test;

/** Of two requests that fail while nothing is counted neither is known to be to blame. */
class BlameTest {
    private final Blame blame = new Blame(false, false, false);

    private boolean suspect(int at) {
        return blame.suspect(accused(at));
    }

    private static Blame.Accused accused(int at) {
        return new Blame.Accused(at, new RequestName("w", "f", at, 0), Uncounted.FAILS, "an error");
    }

    /** Whoever is counted next says so, once: they must not be sent behind it. */
    @Test
    void whoIsLeftOutIsWrittenDownWithTheNextThatIsCounted() {
        suspect(0);
        blame.accuse(accused(1));

        assertThat(blame.otherPasses()).containsExactly(accused(0), accused(1));
        assertThat(blame.otherPasses()).isEmpty();
        suspect(2);
        assertThat(blame.otherPasses()).containsExactly(accused(2));
    }

    @Test
    void whereItHasGoneOnForLongEnoughEachThatFailsIsToBlameAndThatIsSaid() {
        Blame patient = new Blame(true, true, true);
        RequestOutcome[] outcomes = new RequestOutcome[2];

        assertThat(patient.suspect(accused(0))).isTrue();
        assertThat(patient.suspect(accused(1))).isTrue();
        assertThat(patient.waits()).isEmpty();
        assertThat(patient.allAreRefused()).isTrue();
        assertThat(patient.settle(outcomes)).isEqualTo(2);
        assertThat(outcomes).doesNotContainNull();
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
