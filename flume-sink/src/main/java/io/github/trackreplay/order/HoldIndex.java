/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.OrderKey;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The held-back packs by their first keys, in bounded memory: at most about {@code capacity} of them. All packs below the
 * <em>horizon</em> are here; those at or beyond it are only in the database until {@link #refill}. Mutable.
 */
public final class HoldIndex {
    /** The order in which a merge needs them. */
    public static final Comparator<HeldPack> BY_FIRST =
            Comparator.comparing(HeldPack::first).thenComparingLong(HeldPack::id);

    private final int capacity;
    private final TreeSet<HeldPack> packs = new TreeSet<>(BY_FIRST);
    private final TreeSet<HeldPack> begun = new TreeSet<>(BY_FIRST);
    private long horizon = Long.MAX_VALUE;

    /** @param capacity how many packs memory may know of, unless more begin in the same millisecond */
    public HoldIndex(int capacity) {
        this.capacity = capacity;
    }

    public void add(HeldPack pack) {
        if (pack.minTime() < horizon) {
            packs.add(pack);
            shrink();
        }
    }

    private void shrink() {
        while (packs.size() > capacity && packs.first().minTime() < packs.last().minTime()) {
            horizon = packs.last().minTime();
            OrderKey from = new OrderKey(horizon, "", 0, 0, 0);
            packs.tailSet(new HeldPack(Long.MIN_VALUE, 0, from, 0, 0, 0), true).clear();
        }
    }

    public void remove(HeldPack pack) {
        packs.remove(pack);
        begun.remove(pack);
    }

    /** Notes that nothing is left of a pack before a key. */
    void begun(HeldPack pack, OrderKey next) {
        remove(pack);
        begun.add(pack.from(next));
    }

    /** Packs of which a part has been released, by what is left of them. They are not subject to the capacity. */
    NavigableSet<HeldPack> begun() {
        return begun;
    }

    /** All other known packs, those with the least keys first. */
    public NavigableSet<HeldPack> packs() {
        return packs;
    }

    /** Event time from which on packs may exist that are not here; {@link Long#MAX_VALUE} when all are. */
    public long horizon() {
        return horizon;
    }

    /** Nothing is here, so everything that exists is only in the database. */
    public void unload() {
        packs.clear();
        begun.clear();
        horizon = Long.MIN_VALUE;
    }

    /** How many packs to ask for in a {@link #refill}. */
    public int refillSize() {
        return Math.max(1, Math.min(1000, capacity / 2));
    }

    /**
     * Takes in the next packs beyond the horizon.
     *
     * @param next all stored packs from the horizon on that begin before {@code newHorizon}
     * @param newHorizon where more may begin; {@link Long#MAX_VALUE} if no more exist
     */
    public void refill(List<HeldPack> next, long newHorizon) {
        if (newHorizon <= horizon) {
            throw new IllegalArgumentException("a refill must move the horizon");
        }
        horizon = newHorizon;
        packs.addAll(next);
    }
}
