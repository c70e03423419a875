/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.OrderKey;
import org.junit.jupiter.api.Test;

class LatenessTest {
    private static final OrderKey FRONTIER = new OrderKey(1_000, "web2", 3, 500, 0);

    @Test
    void theFrontierItselfAndWhatComesAfterItIsOnTime() {
        assertThat(Lateness.of(FRONTIER, FRONTIER)).isEqualTo(Lateness.ON_TIME);
        assertThat(Lateness.of(new OrderKey(1_000, "web2", 3, 501, 0), FRONTIER))
                .isEqualTo(Lateness.ON_TIME);
        assertThat(Lateness.of(new OrderKey(1_001, "web1", 1, 0, 0), FRONTIER)).isEqualTo(Lateness.ON_TIME);
        assertThat(Lateness.ON_TIME.isLate()).isFalse();
    }

    @Test
    void ofOneMomentAndAStreamThatComesFirstIsLateButNotOlder() {
        Lateness lateness = Lateness.of(new OrderKey(1_000, "web1", 9, 900, 0), FRONTIER);

        assertThat(lateness).isEqualTo(Lateness.WITHIN_THE_MOMENT);
        assertThat(lateness.isLate()).isTrue();
    }

    @Test
    void anEarlierTimeIsOlderWhateverStreamItIsOf() {
        Lateness lateness = Lateness.of(new OrderKey(999, "web3", 9, 900, 0), FRONTIER);

        assertThat(lateness).isEqualTo(Lateness.OLDER);
        assertThat(lateness.isLate()).isTrue();
    }
}
