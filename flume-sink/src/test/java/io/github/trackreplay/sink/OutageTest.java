/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageTest {
    private static final long HOUR = 3_600_000;

    private final Outage outage = new Outage();
    private final List<String> said = new ArrayList<>();

    @Test
    void anOutageIsSaidWhenItBeginsAndWhenItEnds() {
        for (long now = 0; now < HOUR; now += 30_000) {
            fail("connection refused", now);
        }
        outage.succeeded(HOUR).ifPresent(said::add);
        outage.succeeded(HOUR + 1).ifPresent(said::add);

        assertThat(said).hasSize(2);
        assertThat(said.get(0)).startsWith("The database cannot be reached.").contains("connection refused");
        assertThat(said.get(1)).startsWith("The database takes requests again after 3600 s.");
    }

    @Test
    void itIsSaidAgainEveryHour() {
        for (long now = 0; now <= 3 * HOUR; now += 30_000) {
            fail("connection refused", now);
        }

        assertThat(said).hasSize(4);
        assertThat(said.get(3)).startsWith("For 180 minutes now: The database cannot be reached.");
    }

    @Test
    void pausesGrowToHalfAMinuteAndBeginAnewAfterASuccess() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            fail("connection refused", 0);
            pauses.add(outage.remaining(0));
        }
        assertThat(pauses).containsExactly(500L, 1000L, 2000L, 4000L, 5000L, 5000L, 5000L, 5000L);

        outage.succeeded(0);
        fail("connection refused", 0);

        assertThat(outage.remaining(0)).isEqualTo(500);
    }

    @Test
    void aClockThatIsSetBackEndsThePause() {
        fail("connection refused", HOUR);
        assertThat(outage.remaining(HOUR)).isEqualTo(500);

        assertThat(outage.remaining(0)).isZero();
        fail("connection refused", 0);
        assertThat(outage.remaining(0)).isEqualTo(1000);
        assertThat(outage.succeeded(2000))
                .hasValueSatisfying(text -> assertThat(text).contains("after 0 s"));
    }

    private void fail(String reason, long now) {
        outage.failed(
                        new ReplayException(
                                ReplayException.Kind.UNAVAILABLE,
                                "The database cannot be reached. (" + reason + ")",
                                new IOException(reason)),
                        now)
                .ifPresent(said::add);
    }
}
