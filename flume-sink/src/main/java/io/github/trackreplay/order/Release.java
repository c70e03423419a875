/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.OrderKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Releases what the bound admits: merges new requests with held-back packs, in order-key order, at most so many at a
 * time. Reads only the packs that the merge gets to.
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
        /** The requests of a pack at or above the frontier, in key order; empty if it is done. */
        List<T> read(HeldPack pack) throws E;

        /** Calls {@link HoldIndex#refill}. */
        void refill(HoldIndex index) throws E;
    }

    private static final class Cursor<T extends Ordered> implements Comparable<Cursor<T>> {
        private final List<T> requests;
        private final HeldPack pack;
        private OrderKey head;
        private int at;

        Cursor(List<T> requests, HeldPack pack) {
            this.requests = requests;
            this.pack = pack;
            this.head = requests.get(0).key();
        }

        T next() {
            T request = requests.get(at++);
            head = at < requests.size() ? requests.get(at).key() : null;
            return request;
        }

        @Override
        public int compareTo(Cursor<T> other) {
            return head.compareTo(other.head);
        }
    }

    private static final class Merge<T extends Ordered, E extends Exception> {
        private final HoldIndex index;
        private final Store<T, E> store;
        private final Bound bound;
        private final PriorityQueue<Cursor<T>> heap = new PriorityQueue<>();
        private final List<HeldPack> done = new ArrayList<>();
        private final List<T> released = new ArrayList<>();
        private Iterator<HeldPack> unread;
        private HeldPack upcoming;

        Merge(HoldIndex index, Store<T, E> store, Bound bound) {
            this.index = index;
            this.store = store;
            this.bound = bound;
            this.unread = index.packs().iterator();
            step();
        }

        private void step() {
            upcoming = unread.hasNext() ? unread.next() : null;
        }

        /** Opens every pack that may hold a lesser key than the heap's head. */
        void open() throws E {
            while (true) {
                long upTo = heap.isEmpty()
                        ? bound.time()
                        : Math.min(bound.time(), heap.peek().head.time());
                if (upcoming == null && index.horizon() != Long.MAX_VALUE && index.horizon() <= upTo) {
                    refill();
                } else if (upcoming != null && upcoming.minTime() <= upTo) {
                    add(store.read(upcoming), upcoming);
                    step();
                } else {
                    return;
                }
            }
        }

        private void refill() throws E {
            HeldPack last = index.packs().isEmpty() ? null : index.packs().last();
            store.refill(index);
            unread = (last == null ? index.packs() : index.packs().tailSet(last, false)).iterator();
            step();
        }

        void add(List<T> requests, HeldPack pack) {
            if (!requests.isEmpty()) {
                heap.add(new Cursor<>(requests, pack));
            } else if (pack != null) {
                done.add(pack);
            }
        }

        void upTo(int limit) throws E {
            boolean more = true;
            while (more) {
                more = one(limit);
            }
        }

        /** Releases one request if one is admitted and allowed. */
        private boolean one(int limit) throws E {
            open();
            Cursor<T> least = heap.peek();
            if (least == null || !bound.admits(least.head)) {
                return false;
            }
            if (released.size() >= limit
                    && !sameLine(released.get(released.size() - 1).key(), least.head)) {
                return false;
            }
            heap.poll();
            released.add(least.next());
            if (least.head != null) {
                heap.add(least);
            } else if (least.pack != null) {
                done.add(least.pack);
            }
            return true;
        }

        private static boolean sameLine(OrderKey a, OrderKey b) {
            return a.offset() == b.offset()
                    && a.fileNumber() == b.fileNumber()
                    && a.stream().equals(b.stream());
        }
    }

    /**
     * Releases.
     *
     * @param fresh new requests in key order
     * @param limit how many at most; a few more where a line holds several
     */
    public static <T extends Ordered, E extends Exception> Release<T> of(
            List<T> fresh, HoldIndex index, Store<T, E> store, Bound bound, int limit) throws E {
        Merge<T, E> merge = new Merge<>(index, store, bound);
        merge.add(fresh, null);
        merge.upTo(limit);
        Optional<OrderKey> next = Optional.ofNullable(merge.heap.peek())
                .map(cursor -> cursor.head)
                .filter(bound::admits);
        List<T> left = merge.heap.stream()
                .filter(cursor -> cursor.pack == null)
                .findFirst()
                .map(cursor -> cursor.requests.subList(cursor.at, cursor.requests.size()))
                .orElse(List.of());
        merge.done.forEach(index::remove);
        return new Release<>(merge.released, merge.done, left, next);
    }
}
