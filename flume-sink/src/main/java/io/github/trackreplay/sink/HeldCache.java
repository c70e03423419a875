/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.OrderKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decoded held-back packs, up to a number of bytes. What comes first stays, since what is held back first is released
 * first; what does not fit is read from the database when its turn comes.
 */
final class HeldCache {
    private record Entry(List<Candidate> requests, long weight) {}

    private final long capacity;
    private final Map<Long, Entry> entries = new HashMap<>();
    private long weight;

    HeldCache(long capacity) {
        this.capacity = capacity;
    }

    /** Keeps requests if there is room; in any case while a transaction needs them ({@code pinned}). */
    void put(long id, List<Candidate> requests, boolean pinned) {
        long cost = Weight.sum(requests, c -> Weight.of(c.request()));
        if (pinned || weight + cost <= capacity) {
            Entry before = entries.put(id, new Entry(requests, cost));
            weight += cost - (before == null ? 0 : before.weight());
        }
    }

    Optional<List<Candidate>> get(long id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::requests);
    }

    /** Forgets packs that lie wholly below the frontier: another collector has applied them. */
    void dropBelow(OrderKey frontier) {
        entries.values().removeIf(entry -> {
            List<Candidate> requests = entry.requests();
            boolean done = requests.get(requests.size() - 1).key().compareTo(frontier) < 0;
            weight -= done ? entry.weight() : 0;
            return done;
        });
    }

    long weight() {
        return weight;
    }

    void remove(long id) {
        Entry entry = entries.remove(id);
        weight -= entry == null ? 0 : entry.weight();
    }
}
