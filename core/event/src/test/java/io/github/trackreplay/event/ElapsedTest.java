/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ElapsedTest {
    private static final long THEN = 1_000_000;
    private static final long SPAN = 5_000;

    @Test
    void aSpanHasPassedAtItsEndAndNotBefore() {
        assertThat(Elapsed.since(THEN, THEN, SPAN)).isFalse();
        assertThat(Elapsed.since(THEN, THEN + SPAN - 1, SPAN)).isFalse();
        assertThat(Elapsed.since(THEN, THEN + SPAN, SPAN)).isTrue();
    }

    @Test
    void behindAClockThatWasSetBackItHasPassed() {
        assertThat(Elapsed.since(THEN, THEN - 1, SPAN)).isTrue();
        assertThat(Elapsed.since(Long.MAX_VALUE, THEN, SPAN)).as("never begun").isTrue();
    }
}
