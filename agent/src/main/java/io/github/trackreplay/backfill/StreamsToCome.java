/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.order.ToCome;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** What is still to come of the streams of an import, behind the packs that have been handed over. For one thread. */
final class StreamsToCome implements ToCome {
    private final Map<String, Long> least = new HashMap<>();

    /** Notes what a pack promises, and what its stream's first pack said of the whole. */
    void read(Pack pack) {
        least.put(pack.header().file().stream(), StreamMerge.stillToCome(pack));
    }

    /** The least of all streams. */
    long least() {
        return least.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    @Override
    public OptionalLong of(String stream) {
        Long time = least.get(stream);
        return time == null ? OptionalLong.empty() : OptionalLong.of(time);
    }
}
