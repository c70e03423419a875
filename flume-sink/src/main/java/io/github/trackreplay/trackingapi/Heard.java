/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import java.util.ArrayList;
import java.util.List;

/** What the lanes have heard since the sender's book was read. Thread-safe. */
final class Heard implements LaneSender.SendLog {
    private final List<Long> answered = new ArrayList<>();
    private boolean doubted;

    @Override
    public synchronized void answered(long id) {
        answered.add(id);
    }

    @Override
    public synchronized void doubtful() {
        doubted = true;
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
