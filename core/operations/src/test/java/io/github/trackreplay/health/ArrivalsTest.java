/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final long LONG = Duration.ofMinutes(5).toMillis();

    private final Object channel = new Object();

    @Test
    void whatHasBeenToldBeforeIsNotWaitedFor() throws InterruptedException {
        Arrivals.tell(List.of(channel));
        Arrivals.tell(List.of(channel));

        long begun = System.nanoTime();
        Arrivals.of(channel).await(LONG, LONG);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(LONG));
    }

    @Test
    void twoThatWereToldAtOnceAreOneWakingUp() throws InterruptedException {
        Arrivals.tell(List.of(channel));
        Arrivals.tell(List.of(channel));
        Arrivals.of(channel).await(LONG, LONG);

        Arrivals.of(channel).await(LONG, 1); // would wait for LONG if nothing had ever been told
    }

    @Test
    void whoeverWaitsIsWoken() throws InterruptedException {
        Thread sink = new Thread(() -> {
            try {
                Arrivals.of(channel).await(LONG, LONG);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        sink.start();
        Arrivals.tell(List.of(new Object(), channel));

        sink.join(LONG);
        assertThat(sink.isAlive()).isFalse();
    }

    @Test
    void withoutASourceThatTellsItIsNotWaitedForLong() throws InterruptedException {
        Arrivals untold = Arrivals.of(channel);

        untold.await(1, LONG);
        assertThat(Arrivals.of(channel)).isSameAs(untold);
    }

    @Test
    void aTimeThatPassesIsNoWord() throws InterruptedException {
        assertThat(Arrivals.of(channel).await(1, 1)).isFalse();
        Arrivals.tell(List.of(channel));
        assertThat(Arrivals.of(channel).await(1, 1)).isTrue();
    }

    @Test
    void onlyWhereEachSinkSaysSoNobodyWaits() {
        Object other = new Object();
        assertThat(Arrivals.nobodyWaits(List.of(channel))).as("nobody knows").isFalse();

        Arrivals.of(channel).nobodyWaits(true);
        assertThat(Arrivals.nobodyWaits(List.of(channel))).isTrue();
        assertThat(Arrivals.nobodyWaits(List.of(channel, other))).isFalse();

        Arrivals.of(channel).nobodyWaits(false);
        assertThat(Arrivals.nobodyWaits(List.of(channel))).isFalse();
    }
}
