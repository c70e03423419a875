/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The ids that pending rows of a batch have got. For the thread that writes, {@link #news} for the one that decides. A row's id is
 * put in the turn in which the row is written, so whoever has found the row finds its visit among the news.
 */
final class Ids {
    /** By the pending rows' numbers, which are without large gaps; 0 where there is none. */
    private long[] ids = new long[1024];

    private Map<Ref.Pending, Long> news = new HashMap<>();

    void put(Ref.Pending pending, long id) {
        int number = Math.toIntExact(pending.number());
        if (number >= ids.length) {
            ids = Arrays.copyOf(ids, Math.max(2 * ids.length, number + 1));
        }
        ids[number] = id;
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
        long id = reference instanceof Ref.Pending pending && pending.number() < ids.length
                ? ids[(int) pending.number()]
                : 0;
        if (id == 0) {
            throw new IllegalStateException(reference + " is used before its row is written");
        }
        return id;
    }
}
