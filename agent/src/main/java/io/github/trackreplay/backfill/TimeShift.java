/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingRequest;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Sets the event times of logs right whose frontend had a wrong clock. Immutable.
 *
 * @param millis what is added to each
 */
public record TimeShift(long millis) implements UnaryOperator<Pack> {
    @Override
    public Pack apply(Pack pack) {
        if (millis == 0) {
            return pack;
        }
        List<PackEntry> entries = pack.entries().stream()
                .map(entry -> entry instanceof TrackingRequest request ? shifted(request) : entry)
                .toList();
        return new Pack(pack.header(), entries);
    }

    private TrackingRequest shifted(TrackingRequest r) {
        return r.withTime(Math.addExact(r.time(), millis));
    }
}
