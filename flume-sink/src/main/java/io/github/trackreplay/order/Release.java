/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.OrderKey;
import java.util.List;
import java.util.Optional;

/**
 * Releases what the bound admits: merges new requests with held-back packs, in order-key order, at most so many at a
 * time. Reads only the packs that the merge gets to, and keeps only so many of them in memory.
 *
 * @param <T> a request
 * @param released what to apply, in key order
 * @param done held-back packs of which nothing is left
 * @param left new requests that are not released, in key order
 * @param next key of the first admitted request that is left over for the next time; empty if none is
 */
public record Release<T extends Ordered>(List<T> released, List<HeldPack> done, List<T> left, Optional<OrderKey> next) {

    /** Where held-back packs are read. */
    public interface Store<T extends Ordered, E extends Exception> {
        /**
         * The requests of a pack at or above the frontier, in key order; empty if it is done. Asked again for the same pack
         * where memory did not suffice to keep it.
         */
        List<T> read(HeldPack pack) throws E;

        /** Calls {@link HoldIndex#refill}. */
        void refill(HoldIndex index) throws E;
    }

    /**
     * What a release may take at a time.
     *
     * @param requests how many requests; a few more where a line holds several
     * @param weight how much the released requests may weigh, and how much those of packs that are open, but at least a line
     *     and a pack
     */
    public record Limits(int requests, long weight) {}

    /**
     * Releases.
     *
     * @param fresh new requests in key order
     */
    public static <T extends Ordered, E extends Exception> Release<T> of(
            List<T> fresh, HoldIndex index, Store<T, E> store, Bound bound, Limits limits) throws E {
        return new Merge<>(fresh, index, store, bound, limits).run();
    }
}
