/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import java.util.HashMap;
import java.util.Map;

/**
 * The ids that pending rows of a batch have got. For the thread that writes, {@link #news} for the one that decides. A row's id is
 * put in the turn in which the row is written, so whoever has found the row finds its visit among the news.
 */
final class Ids {
    private final Map<Ref.Pending, Long> ids = new HashMap<>();
    private Map<Ref.Pending, Long> news = new HashMap<>();

    void put(Ref.Pending pending, long id) {
        ids.put(pending, id);
        if (pending.table() == Ref.Table.VISIT) {
            note(pending, id);
        }
    }

    private synchronized void note(Ref.Pending visit, long id) {
        news.put(visit, id);
    }

    /** Visits that have got their ids since this was asked the last time. */
    synchronized Map<Ref.Pending, Long> news() {
        Map<Ref.Pending, Long> all = news;
        news = new HashMap<>();
        return all;
    }

    /**
     * The id that a reference stands for.
     *
     * @throws IllegalStateException if its row has not been written
     */
    long of(Value reference) {
        if (reference instanceof Ref.Id id) {
            return id.id();
        }
        Long id = reference instanceof Ref.Pending pending ? ids.get(pending) : null;
        if (id == null) {
            throw new IllegalStateException(reference + " is used before its row is written");
        }
        return id;
    }
}
