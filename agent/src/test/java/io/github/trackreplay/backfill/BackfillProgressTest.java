/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackfillProgressTest {
    @Test
    void theRestTakesAsLongAsWhatWasNewTook() {
        assertThat(BackfillProgress.timeLeft(3_000_000, 1_000_000, 10)).isEqualTo(", 30 s to go");
        assertThat(BackfillProgress.timeLeft(9_000_000, 1_000_000, 10.5)).isEqualTo(", 1:35 min to go");
        assertThat(BackfillProgress.timeLeft(61_000_000, 1_000_000, 60)).isEqualTo(", 61:00 min to go");
    }

    @Test
    void nothingIsToldWhileNothingIsNewOrLeft() {
        assertThat(BackfillProgress.timeLeft(3_000_000, 0, 10)).isEmpty();
        assertThat(BackfillProgress.timeLeft(0, 1_000_000, 10)).isEmpty();
    }
}
