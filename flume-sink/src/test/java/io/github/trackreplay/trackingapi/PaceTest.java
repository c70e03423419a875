/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long NOW = 1_000_000_000;
    private static final Duration ASKED = Duration.ofMinutes(30);

    private final Pace pace = new Pace(8);

    private void failed(long now, Optional<Duration> asked) {
        pace.failed(now, asked, "The server is overloaded.");
    }

    @Test
    void whatTheServerAsksForIsKept() {
        failed(NOW, Optional.of(ASKED));
        failed(NOW - 5, Optional.empty()); // of another lane

        assertThat(pace.left(NOW)).isEqualTo(ASKED);
        assertThat(pace.left(NOW + ASKED.toMillis())).isZero();
    }

    @Test
    void aClockThatIsSetBackEndsThePause() {
        failed(NOW, Optional.empty());

        assertThat(pace.left(NOW - ASKED.toMillis())).isZero();
        failed(NOW - ASKED.toMillis(), Optional.empty());
        assertThat(pace.left(NOW - ASKED.toMillis())).isEqualTo(Duration.ofMillis(500));
    }
}
