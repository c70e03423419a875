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
                List.of(),
                List.of());
    }

    @Test
    void aStreamThatHasEndedIsComplete() {
        assertThat(StatusText.completeThrough(stream("ended", Optional.of(Instant.MAX))))
                .startsWith("complete");
    }

    @Test
    void aPossibleLossIsShownWithItsTimes() {
        Status.Loss loss =
                new Status.Loss(0, Optional.of(Instant.ofEpochSecond(1)), Optional.of(Instant.ofEpochSecond(9)));

        assertThat(StatusText.loss(loss))
                .isEqualTo("unknown loss possible between 1970-01-01T00:00:01Z and 1970-01-01T00:00:09Z");
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
