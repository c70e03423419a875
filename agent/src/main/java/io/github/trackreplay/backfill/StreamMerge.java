/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.Pack;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Reads several streams side by side: the next pack always comes from the stream of which the earliest request is still to
 * come, for that is the one for which all others wait. It only chooses what to read next; the order itself is the replayer's.
 * Not thread-safe.
 */
public final class StreamMerge {
    private final PriorityQueue<Place> places =
            new PriorityQueue<>(Comparator.comparingLong(Place::least).thenComparing(place -> place.source().stream()));

    /** What is still to come of a stream: no request with an earlier event time. */
    private record Place(PackSource source, long least) {}

    public StreamMerge(List<? extends PackSource> sources) {
        sources.forEach(source -> places.add(new Place(source, Long.MIN_VALUE)));
    }

    /** The next pack of the stream that the others wait for; empty when all streams have been read to their ends. */
    public Optional<Pack> next() throws IOException {
        while (!places.isEmpty()) {
            Place place = places.remove();
            Optional<Pack> pack = place.source().next();
            if (pack.isPresent()) {
                places.add(new Place(place.source(), stillToCome(pack.get())));
                return pack;
            }
        }
        return Optional.empty();
    }

    /** The least event time that is still to come of a surveyed stream behind a pack; {@link Long#MAX_VALUE} if none is. */
    static long stillToCome(Pack pack) {
        return pack.header().watermark().orElse(Long.MAX_VALUE);
    }
}
