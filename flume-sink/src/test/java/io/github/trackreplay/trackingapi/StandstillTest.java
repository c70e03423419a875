/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StandstillTest {
    private static final Duration MOST = Duration.ofHours(6);
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    private final Standstill standstill = new Standstill();
    private long now = 1_000_000;

    private boolean after(int minutes) {
        for (int i = 0; i < minutes; i++) {
            now += MINUTE;
            standstill.goesOn(now);
        }
        return standstill.lasts(MOST, now);
    }

    @Test
    void itLastsFromItsFirstAttemptOn() {
        standstill.goesOn(now);
        assertThat(after(359)).isFalse();
        assertThat(after(1)).isTrue();
        assertThat(standstill.lasts(MOST.plusMinutes(1), now)).isFalse();
    }

    @Test
    void whateverIsCountedEndsIt() {
        after(400);
        standstill.end();
        assertThat(standstill.lasts(MOST, now)).isFalse();
        assertThat(after(360)).isFalse();
    }

    @Test
    void aClockThatIsSetBackBeginsAnew() {
        after(400);
        now -= Duration.ofHours(1).toMillis();
        assertThat(after(1)).isFalse();
        assertThat(after(359)).isFalse();
        assertThat(after(1)).isTrue();
    }

    @Test
    void ofALongPauseTwoHoursCountSoThatItEndsAlsoWhereAttemptsAreRare() {
        standstill.goesOn(now);
        for (int pauses = 1; pauses <= 3; pauses++) {
            now += Duration.ofHours(5).toMillis();
            assertThat(standstill.lasts(MOST, now)).isEqualTo(pauses == 3);
            standstill.goesOn(now);
            assertThat(standstill.lasts(MOST, now)).isEqualTo(pauses == 3);
        }
    }
}
