/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.OrderKey;
import io.github.trackreplay.order.HeldPack;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeldCacheTest {
    private static final LogFile FILE = new LogFile("web1", FrontendLog.fingerprint("web1", 1), 1, Optional.empty());

    private final HeldCache cache = new HeldCache(3 * candidate(10).weight());

    private static Candidate candidate(long time) {
        return Candidate.of(1, FILE, FrontendLog.request(time, 100, 0, time, "idsite=1"), 100, Candidate.FROM_HOLD);
    }

    /** A pack that begins in the same second as all others. */
    private static HeldPack pack(long id, long offset) {
        return new HeldPack(id, 1, new OrderKey(1000, "web1", 1, offset, 0), 1000, 100, 1);
    }

    @Test
    void whatAnotherCollectorHasAppliedTakesNoMemory() {
        cache.put(pack(1, 10), List.of(candidate(10)));
        cache.put(pack(2, 20), List.of(candidate(20), candidate(30)));

        cache.dropBelow(new OrderKey(25, "", 0, 0, 0));

        assertThat(cache.get(pack(1, 10))).isEmpty();
        assertThat(cache.get(pack(2, 20))).isPresent();
        cache.dropBelow(new OrderKey(31, "", 0, 0, 0));
        assertThat(cache.weight()).isZero();
    }

    @Test
    void whatIsReleasedFirstStays() {
        cache.put(pack(1, 40), List.of(candidate(40)));
        cache.put(pack(2, 20), List.of(candidate(20)));
        cache.put(pack(3, 30), List.of(candidate(30)));
        cache.put(pack(4, 10), List.of(candidate(10)));
        cache.put(pack(5, 50), List.of(candidate(50)));

        assertThat(cache.get(pack(1, 40))).isEmpty();
        assertThat(cache.get(pack(2, 20))).isPresent();
        assertThat(cache.get(pack(3, 30))).isPresent();
        assertThat(cache.get(pack(4, 10))).isPresent();
        assertThat(cache.get(pack(5, 50))).isEmpty();
        assertThat(cache.hasRoom(pack(6, 60), 1)).isFalse();
        assertThat(cache.hasRoom(pack(6, 25), 1)).isTrue();
        cache.remove(pack(3, 30));
        assertThat(cache.hasRoom(pack(6, 60), 1)).isTrue();
        assertThat(cache.weight()).isEqualTo(2 * candidate(10).weight());
    }
}
