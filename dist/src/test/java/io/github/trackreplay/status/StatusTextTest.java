/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    private static Status.Stream stream(String state, Optional<Instant> completeThrough) {
        return new Status.Stream(
                "web1",
                state,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                completeThrough,
                0,
                Map.of(),
                List.of());
    }

    @Test
    void aStreamThatHasEndedIsComplete() {
        assertThat(StatusText.completeThrough(stream("ended", Optional.of(Instant.MAX))))
                .startsWith("complete");
    }

    @Test
    void aRetiredStreamIsCalledRetired() {
        assertThat(StatusText.completeThrough(stream("retired", Optional.of(Instant.MAX))))
                .startsWith("retired");
    }

    @Test
    void aStreamOfWhichNothingIsWholeHasNothingYet() {
        assertThat(StatusText.completeThrough(stream("active", Optional.empty())))
                .isEqualTo("nothing yet");
    }
}
