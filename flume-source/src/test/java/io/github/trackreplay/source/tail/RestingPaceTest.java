/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RestingPaceTest {
    @Test
    void fewLogsAreLookedAtAsOftenWhoeverTells() {
        assertThat(RestingPace.lookMillis(1, true)).isZero();
        assertThat(RestingPace.lookMillis(100, true)).isLessThanOrEqualTo(250);
        assertThat(RestingPace.heartbeatMillis(1)).isEqualTo(5_000);
        assertThat(RestingPace.heartbeatMillis(200)).isEqualTo(5_000);
    }

    @Test
    void thousandsAreLookedAtLessOftenWhereSomebodyTellsOfChanges() {
        assertThat(RestingPace.lookMillis(2_000, false)).isEqualTo(1_000);
        assertThat(RestingPace.lookMillis(2_000, true)).isEqualTo(2_500);
        assertThat(RestingPace.lookMillis(10_000, true)).isEqualTo(RestingPace.lookMillis(10_000, false));
    }

    @Test
    void thousandsSayLessOftenThatTheyAreThereButWithinAMinute() {
        assertThat(RestingPace.heartbeatMillis(1_000)).isEqualTo(25_000);
        assertThat(RestingPace.heartbeatMillis(100_000)).isEqualTo(50_000);
    }

    @Test
    void howeverManyThereAreEachIsHeardOfWithinAMinute() {
        assertThat(RestingPace.timesAsRarely(1, 500)).isEqualTo(1);
        assertThat(RestingPace.timesAsRarely(2_000, 500) * 500).isEqualTo(5_000);
        assertThat(RestingPace.timesAsRarely(100_000, 500) * 500).isEqualTo(50_000);
        assertThat(RestingPace.timesAsRarely(2_000, 10_000) * 10_000).isEqualTo(50_000);
        assertThat(RestingPace.timesAsRarely(2_000, 120_000)).isEqualTo(1);
    }
}
