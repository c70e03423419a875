/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingRequest;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Reads several streams side by side: the next pack always comes from the stream that is furthest behind in event time, so
 * little has to be held back for the order. It only chooses what to read next; the order itself is the replayer's. Not
 * thread-safe.
 */
public final class StreamMerge {
    private final PriorityQueue<Place> places =
            new PriorityQueue<>(Comparator.comparingLong(Place::time).thenComparing(place -> place.source().stream()));

    /** How far a stream has been read: the greatest event time seen in it. */
    private record Place(PackSource source, long time) {}

    public StreamMerge(List<? extends PackSource> sources) {
        sources.forEach(source -> places.add(new Place(source, Long.MIN_VALUE)));
    }

    /** The next pack of the stream that is furthest behind; empty when all streams have been read to their ends. */
    public Optional<Pack> next() throws IOException {
        while (!places.isEmpty()) {
            Place place = places.remove();
            Optional<Pack> pack = place.source().next();
            if (pack.isPresent()) {
                places.add(new Place(place.source(), Math.max(place.time(), greatestTime(pack.get()))));
                return pack;
            }
        }
        return Optional.empty();
    }

    private static long greatestTime(Pack pack) {
        long greatest = Long.MIN_VALUE;
        for (PackEntry entry : pack.entries()) {
            if (entry instanceof TrackingRequest request) {
                greatest = Math.max(greatest, request.time());
            }
        }
        return greatest;
    }
}
