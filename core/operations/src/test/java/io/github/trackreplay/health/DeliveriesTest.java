/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveriesTest {
    private final Object channel = new Object();
    private final Deliveries deliveries = Deliveries.of(channel);

    @Test
    void sinksThatAreNotKnownAreNotInTrouble() {
        assertThat(deliveries.inVain(1_000)).isZero();
    }

    @Test
    void anAttemptIsInVainFromItsBeginningUntilOneSucceeds() {
        deliveries.trying("tables", 100);
        deliveries.trying("tables", 400);

        assertThat(deliveries.inVain(1_100)).isEqualTo(1_000);

        deliveries.delivered("tables");

        assertThat(deliveries.inVain(1_200)).isZero();
    }

    @Test
    void aSinkThatHasNothingToDoIsNotInTrouble() {
        deliveries.trying("tables", 100);
        deliveries.delivered("tables");

        assertThat(deliveries.inVain(1_000_000)).isZero();

        deliveries.trying("tables", 1_000_000);

        assertThat(deliveries.inVain(1_000_007)).isEqualTo(7);
    }

    @Test
    void oneSinkThatDeliversIsEnough() {
        deliveries.trying("first", 100);
        deliveries.trying("second", 200);

        assertThat(deliveries.inVain(1_000)).isEqualTo(800);

        deliveries.delivered("second");

        assertThat(deliveries.inVain(1_000)).isZero();
    }

    @Test
    void aStopEndsWhatIsKnownOfASinkUnlessItIsInTrouble() {
        deliveries.trying("failing", 100);
        deliveries.trying("working", 100);
        deliveries.delivered("working");
        deliveries.stopped("failing");
        deliveries.stopped("working");
        deliveries.trying("failing", 900);

        assertThat(deliveries.inVain(1_000)).isEqualTo(900);
    }

    @Test
    void timesBeforeAndAfterTheOverflowOfTheClockAreCompared() {
        deliveries.trying("tables", Long.MAX_VALUE - 5);

        assertThat(deliveries.inVain(Long.MIN_VALUE + 4)).isEqualTo(10);
    }

    @Test
    void everybodyWhoHasTheSameChannelHasTheSameDeliveries() {
        assertThat(Deliveries.of(channel)).isSameAs(deliveries);
        assertThat(Deliveries.of(new Object())).isNotSameAs(deliveries);
    }
}
