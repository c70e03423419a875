/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.order.LiveHeap;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {
    private static final int KEPT = 1024;
    private static final int STREAMS = 50_000;
    private static final long MOST_BYTES = 400;

    private static TrackingRequest request(int number) {
        return FrontendLog.request(100L * number, 100, 0, 1_000L * number, "idsite=1&rec=1&n=" + number);
    }

    @Test
    void theLatestOnesAreKnownHoweverManyCame() {
        RecentRequests recent = new RecentRequests();
        for (int count = 1; count <= 3 * KEPT; count++) {
            recent.note(request(count), "topic");
            int oldest = Math.max(1, count - KEPT + 1);
            assertThat(recent.cameByAnother(request(count), "log")).isTrue();
            assertThat(recent.cameByAnother(request(oldest), "log")).isTrue();
            assertThat(recent.cameByAnother(request(oldest - 1), "log")).isFalse();
            assertThat(recent.cameByAnother(request(count), "topic")).isFalse();
        }
    }

    /** 12 KiB each were a tenth of an agent's heap with two thousand logs. */
    @Test
    void aStreamOfFewRequestsTakesLittle() {
        RecentRequests[] streams = new RecentRequests[STREAMS];
        for (int i = 0; i < STREAMS; i++) {
            streams[i] = new RecentRequests();
            streams[i].note(request(i), "log");
        }
        long with = LiveHeap.bytes();
        assertThat(streams[STREAMS - 1].cameByAnother(request(STREAMS - 1), "topic"))
                .isTrue();
        streams = new RecentRequests[0];

        assertThat((with - LiveHeap.bytes()) / STREAMS).isBetween(50L, MOST_BYTES);
        assertThat(streams).isEmpty();
    }
}
