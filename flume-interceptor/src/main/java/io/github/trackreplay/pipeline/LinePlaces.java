/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.pipeline;

import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.Places;
import io.github.trackreplay.event.TrackingRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where the lines of a pack stood. Stateless. */
final class LinePlaces {
    private LinePlaces() {}

    /**
     * Of all lines, those without a request included.
     *
     * @param lines by their offset in the pack, ascending
     * @param entries what became of them, by the same
     */
    static Places of(Map<Long, CarriedLine> lines, Map<Long, List<PackEntry>> entries) {
        List<Places.Run> runs = new ArrayList<>();
        boolean all = true;
        for (Map.Entry<Long, CarriedLine> line : lines.entrySet()) {
            boolean nothing = line.getValue().content() instanceof CarriedLine.Skipped;
            all &= nothing || line.getValue().at().isPresent();
            line.getValue()
                    .at()
                    .map(run -> timed(run, entries.getOrDefault(line.getKey(), List.of())))
                    .ifPresent(runs::add);
        }
        return Places.of(runs, all);
    }

    private static Places.Run timed(Places.Run run, List<PackEntry> entries) {
        Places.Run timed = run;
        for (PackEntry entry : entries) {
            if (entry instanceof TrackingRequest request) {
                timed = timed.timed(request.time(), request.time());
            }
        }
        return timed;
    }
}
