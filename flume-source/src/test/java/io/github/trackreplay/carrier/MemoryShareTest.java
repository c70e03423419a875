/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryShareTest {
    @Test
    void whatOthersHoldPassesAndWhatIsTooLargeAloneDoesNot() {
        AtomicLong all = new AtomicLong();
        try (MemoryShare first = new MemoryShare(all, 100);
                MemoryShare second = new MemoryShare(all, 100)) {
            assertThat(first.take(80)).isTrue();
            assertThat(second.take(30)).isFalse();
            assertThat(second.isBeyondAll()).isFalse();
            assertThat(second.take(71)).isFalse();
            assertThat(second.isBeyondAll()).isTrue();
        }
        assertThat(all).hasValue(0);
    }
}
