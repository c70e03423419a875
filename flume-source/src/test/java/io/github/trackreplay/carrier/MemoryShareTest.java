/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryShareTest {
    @Test
    void whatOthersHoldPassesAndWhatIsTooLargeAloneDoesNot() {
        AtomicLong all = new AtomicLong();
        try (MemoryShare first = new MemoryShare(all, 100, 10);
                MemoryShare second = new MemoryShare(all, 100, 10)) {
            assertThat(first.take(80)).isTrue();
            assertThat(second.take(30)).isFalse();
            assertThat(second.isBeyondAll()).isFalse();
            assertThat(second.take(71)).isFalse();
            assertThat(second.isBeyondAll()).isTrue();
        }
        assertThat(all).hasValue(0);
    }

    /** Otherwise two large clients would keep all others out for as long as they like. */
    @Test
    void whoHoldsLittleGetsMoreThoughOthersHoldAll() {
        AtomicLong all = new AtomicLong();
        try (MemoryShare large = new MemoryShare(all, 100, 10);
                MemoryShare small = new MemoryShare(all, 100, 10)) {
            assertThat(large.take(100)).isTrue();
            assertThat(small.take(10)).isTrue();
            assertThat(small.take(1)).isFalse();
            assertThat(large.take(1)).isFalse();
        }
        assertThat(all).hasValue(0);
    }
}
