/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the lanes have heard since the sender's book was read, and is not in it. Thread-safe. */
final class Heard implements LaneSender.SendLog {
    /** More than there ever are: each attempt brings one of each lane. */
    private static final int MOST_REMEMBERED = 100_000;

    private final List<Long> answered = new ArrayList<>();
    private final Map<RequestName, Integer> refusedAlone = new LinkedHashMap<>();
    private boolean doubted;

    @Override
    public synchronized void answered(long id) {
        answered.add(id);
    }

    @Override
    public synchronized void doubtful() {
        doubted = true;
    }

    @Override
    public synchronized void refusedAlone(RequestName name) {
        refusedAlone.merge(name, 1, Integer::sum);
        if (refusedAlone.size() > MOST_REMEMBERED) {
            refusedAlone.keySet().remove(refusedAlone.keySet().iterator().next()); // the oldest
        }
    }

    /** How often a request was alone in a call that Matomo met with an error before it counted anything. */
    synchronized int timesRefusedAlone(RequestName name) {
        return refusedAlone.getOrDefault(name, 0);
    }

    /** The ledger takes requests. */
    synchronized void taken(Collection<RequestName> names) {
        refusedAlone.keySet().removeAll(names);
    }

    /** Whether calls of which nobody knows what they did were gone on behind. */
    synchronized boolean doubted() {
        return doubted;
    }

    /** Forgets all, and gives the calls that were answered. */
    synchronized List<Long> drain() {
        List<Long> all = List.copyOf(answered);
        clear();
        return all;
    }

    /** Forgets all: the book is read anew. */
    synchronized void clear() {
        answered.clear();
        doubted = false;
    }
}
