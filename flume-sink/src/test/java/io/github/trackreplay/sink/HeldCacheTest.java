/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.OrderKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeldCacheTest {
    private static final LogFile FILE = new LogFile("web1", FrontendLog.fingerprint("web1", 1), 1, Optional.empty());

    private final HeldCache cache = new HeldCache(0);

    private static Candidate candidate(long time) {
        return Candidate.of(1, FILE, FrontendLog.request(time, 100, 0, time, "idsite=1"), 100, Candidate.FROM_HOLD);
    }

    @Test
    void whatAnotherCollectorHasAppliedTakesNoMemory() {
        cache.put(1, List.of(candidate(10), candidate(20)), true);
        cache.put(2, List.of(candidate(20), candidate(30)), true);

        cache.dropBelow(new OrderKey(25, "", 0, 0, 0));

        assertThat(cache.get(1)).isEmpty();
        assertThat(cache.get(2)).isPresent();
        cache.dropBelow(new OrderKey(31, "", 0, 0, 0));
        assertThat(cache.weight()).isZero();
    }
}
