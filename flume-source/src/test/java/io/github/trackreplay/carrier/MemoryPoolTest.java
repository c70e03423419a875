/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MemoryPoolTest {
    private final AtomicLong seconds = new AtomicLong();

    /** How many seconds pass with each look at the clock. */
    private long step = 2;

    private final MemoryPool pool = new MemoryPool(100, 10, () -> TimeUnit.SECONDS.toNanos(seconds.addAndGet(step)));

    private final List<String> sentAway = new ArrayList<>();

    /** A client whose thread gives back what it has when it is sent away. */
    private MemoryShare client(String name) {
        MemoryShare[] share = new MemoryShare[1];
        share[0] = pool.share(() -> {
            sentAway.add(name);
            CompletableFuture<Void> unused = CompletableFuture.runAsync(share[0]::close);
        });
        return share[0];
    }

    @Test
    void whatOthersHoldPassesAndWhatIsTooLargeAloneDoesNot() {
        try (MemoryShare first = client("first");
                MemoryShare second = client("second")) {
            assertThat(first.take(80)).isTrue();
            assertThat(second.take(30)).isFalse();
            assertThat(second.isBeyondAll()).isFalse();
            assertThat(second.take(101)).isFalse();
            assertThat(second.isBeyondAll()).isTrue();
            first.giveBack();
            assertThat(second.take(30)).isTrue();
            assertThat(second.isBeyondAll()).isFalse();
        }
        assertThat(pool.held()).isZero();
    }

    /** Otherwise two large clients would keep all others out for as long as they like. */
    @Test
    void whoHoldsLittleGetsMoreThoughOthersHoldAll() {
        try (MemoryShare large = client("large");
                MemoryShare small = client("small")) {
            assertThat(large.take(100)).isTrue();
            assertThat(small.take(10)).isTrue();
            assertThat(small.take(1)).isFalse();
            assertThat(large.take(1)).isFalse();
        }
        assertThat(pool.held()).isZero();
        assertThat(sentAway).isEmpty(); // nobody was waited for
    }

    @Test
    void whoIsWaitedForLongMakesRoomTheLargestFirst() {
        MemoryShare large = client("large");
        MemoryShare larger = client("larger");
        MemoryShare empty = client("empty");
        assertThat(large.take(40)).isTrue();
        assertThat(larger.take(50)).isTrue();
        List.of(large, larger, empty).forEach(MemoryShare::startWaiting);
        seconds.addAndGet(10);
        step = 0;

        try (MemoryShare other = client("other")) {
            assertThat(other.take(60)).isTrue();
            assertThat(sentAway).containsExactly("larger");
            assertThat(larger.isSentAway()).isTrue();
            assertThat(other.take(30)).isTrue();
            assertThat(sentAway).containsExactly("larger", "large");
        }
        empty.close();
        assertThat(pool.held()).isZero();
    }

    /** It brings what it has begun, or its thread is at work. */
    @Test
    void whoIsNotWaitedForIsNotSentAway() {
        try (MemoryShare quick = client("quick");
                MemoryShare other = client("other")) {
            assertThat(quick.take(100)).isTrue();
            quick.startWaiting();
            quick.endWaiting();

            assertThat(other.take(60)).isFalse();
            assertThat(sentAway).isEmpty();
        }
    }

    /** Such as a shipper that had nothing to send for a minute. */
    @Test
    void whatWasWaitedForBeforeItHeldAnythingDoesNotCount() {
        try (MemoryShare idle = client("idle")) {
            idle.startWaiting();
            seconds.addAndGet(60);
            idle.endWaiting();
            step = 0;
            assertThat(idle.take(100)).isTrue();
            idle.startWaiting();

            assertThat(idle.waited()).isZero();
            assertThat(idle.isWaitedFor(TimeUnit.SECONDS.toNanos(1))).isFalse();
        }
    }

    @Test
    void whoHasGoneIsNotSentAway() {
        MemoryShare gone = client("gone");
        gone.startWaiting();
        gone.close();
        try (MemoryShare large = client("large");
                MemoryShare other = client("other")) {
            assertThat(large.take(100)).isTrue();

            assertThat(other.take(60)).isFalse();
            assertThat(sentAway).isEmpty();
        }
    }
}
