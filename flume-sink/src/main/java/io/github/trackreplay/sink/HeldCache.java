/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.OrderKey;
import io.github.trackreplay.order.HeldPack;
import io.github.trackreplay.order.HoldIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decoded held-back packs, up to a weight: those that are released first. What does not fit is read from the database when
 * its turn comes.
 */
final class HeldCache {
    private record Entry(List<Candidate> requests, long weight) {}

    private final long capacity;
    private final TreeMap<HeldPack, Entry> entries = new TreeMap<>(HoldIndex.BY_FIRST);
    private final Map<Long, HeldPack> packs = new HashMap<>();
    private long weight;

    HeldCache(long capacity) {
        this.capacity = capacity;
    }

    /** Keeps requests unless there is no room but for packs that are released earlier. */
    void put(HeldPack pack, List<Candidate> requests) {
        remove(pack);
        long cost = Weight.sum(requests, Candidate::weight);
        entries.put(pack, new Entry(requests, cost));
        packs.put(pack.id(), pack);
        weight += cost;
        while (weight > capacity) {
            remove(entries.lastKey());
        }
    }

    /** Whether a pack of an estimated weight would be kept. */
    boolean hasRoom(HeldPack pack, long estimated) {
        return weight + estimated <= capacity
                || (!entries.isEmpty() && HoldIndex.BY_FIRST.compare(pack, entries.lastKey()) < 0);
    }

    Optional<List<Candidate>> get(HeldPack pack) {
        return Optional.ofNullable(packs.get(pack.id())).map(entries::get).map(Entry::requests);
    }

    /** Forgets packs that lie wholly below the frontier: another collector has applied them. */
    void dropBelow(OrderKey frontier) {
        List<HeldPack> done = new ArrayList<>();
        entries.forEach((pack, entry) -> {
            List<Candidate> requests = entry.requests();
            if (requests.get(requests.size() - 1).key().compareTo(frontier) < 0) {
                done.add(pack);
            }
        });
        done.forEach(this::remove);
    }

    long weight() {
        return weight;
    }

    void remove(HeldPack pack) {
        weight -= Optional.ofNullable(packs.remove(pack.id()))
                .map(entries::remove)
                .map(Entry::weight)
                .orElse(0L);
    }
}
