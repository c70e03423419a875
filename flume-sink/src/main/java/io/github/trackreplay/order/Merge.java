/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.OrderKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The merge of a {@link Release}. A pack is opened when the merge gets to its first key, so packs that follow one another are
 * open one after the other, also those of one second. Where too many overlap, the requests that are furthest away leave
 * memory: of such a pack a part stays, or only the key of its next request, and it is read again when that is due. Used once.
 *
 * <p>The order is right because every request is behind a cursor's head, or behind the first key of a pack that has not been
 * opened, or beyond the index's horizon; released is the least head, and only when it is not beyond the other two.
 */
final class Merge<T extends Ordered, E extends Exception> {
    private static final Comparator<Cursor<?>> BY_HEAD = Comparator.<Cursor<?>, OrderKey>comparing(c -> c.head)
            .thenComparingLong(c -> c.pack == null ? Long.MIN_VALUE : c.pack.id());

    private static final Comparator<Cursor<?>> BY_LAST =
            Comparator.<Cursor<?>, OrderKey>comparing(c -> c.last).thenComparingLong(c -> c.pack.id());

    /** A place in a pack, or in the new requests. */
    private static final class Cursor<T extends Ordered> {
        private final HeldPack pack;
        private OrderKey head;
        /** What memory holds of it; null if nothing. */
        private List<T> requests;

        private int at;
        private OrderKey last;
        /** The first key beyond what memory holds; null if nothing is beyond. */
        private OrderKey rest;

        private long weight;

        Cursor(HeldPack pack, List<T> requests) {
            this.pack = pack;
            this.head = requests.get(0).key();
            hold(requests, null);
        }

        void hold(List<T> part, OrderKey beyond) {
            requests = part;
            at = 0;
            last = part.get(part.size() - 1).key();
            rest = beyond;
            weight = part.stream().mapToLong(Ordered::weight).sum();
        }

        T next() {
            T request = requests.get(at++);
            if (at < requests.size()) {
                head = requests.get(at).key();
            } else {
                head = rest;
                requests = null;
            }
            return request;
        }

        /** Takes up the whole pack from its head on. */
        void seek(List<T> whole) {
            int from = 0;
            while (whole.get(from).key().compareTo(head) < 0) {
                from++;
            }
            hold(whole.subList(from, whole.size()), null);
        }

        /** Lets go of the further half of what it holds. */
        void cut() {
            int kept = (requests.size() - at) / 2;
            if (kept == 0) {
                requests = null;
            } else {
                List<T> near = new ArrayList<>(requests.subList(at, at + kept));
                hold(near, requests.get(at + kept).key());
            }
        }
    }

    private final HoldIndex index;
    private final Release.Store<T, E> store;
    private final Bound bound;
    private final Release.Limits limits;
    private final TreeSet<Cursor<T>> cursors = new TreeSet<>(BY_HEAD);
    private final TreeSet<Cursor<T>> open = new TreeSet<>(BY_LAST);
    private final List<HeldPack> done = new ArrayList<>();
    private final List<T> released = new ArrayList<>();
    private final Iterator<HeldPack> begun;
    private Iterator<HeldPack> unread;
    private HeldPack nextBegun;
    private HeldPack nextUnread;
    private long releasedWeight;
    private long openWeight;
    private long mostOpenWeight;

    Merge(List<T> fresh, HoldIndex index, Release.Store<T, E> store, Bound bound, Release.Limits limits) {
        this.index = index;
        this.store = store;
        this.bound = bound;
        this.limits = limits;
        this.begun = List.copyOf(index.begun()).iterator();
        this.unread = index.packs().iterator();
        this.nextBegun = next(begun);
        this.nextUnread = next(unread);
        if (!fresh.isEmpty()) {
            cursors.add(new Cursor<>(null, fresh));
        }
    }

    private static HeldPack next(Iterator<HeldPack> packs) {
        return packs.hasNext() ? packs.next() : null;
    }

    /** The pack to be opened next, of those that are known. */
    private HeldPack upcoming() {
        return unreadIsNext() ? nextUnread : nextBegun;
    }

    private boolean unreadIsNext() {
        return nextBegun == null || (nextUnread != null && HoldIndex.BY_FIRST.compare(nextUnread, nextBegun) < 0);
    }

    private void step() {
        if (unreadIsNext()) {
            nextUnread = next(unread);
        } else {
            nextBegun = next(begun);
        }
    }

    Release<T> run() throws E {
        boolean more = true;
        while (more) {
            openDue();
            more = releaseSome();
        }
        Optional<OrderKey> next = cursors.isEmpty()
                ? Optional.empty()
                : Optional.of(cursors.first().head).filter(bound::admits);
        List<T> left = cursors.stream()
                .filter(cursor -> cursor.pack == null)
                .findFirst()
                .map(cursor -> cursor.requests.subList(cursor.at, cursor.requests.size()))
                .orElse(List.of());
        done.forEach(index::remove);
        cursors.stream().filter(cursor -> cursor.pack != null).forEach(cursor -> index.begun(cursor.pack, cursor.head));
        return new Release<>(released, done, left, next);
    }

    /** Opens every pack that may hold a lesser key than the least head. */
    private void openDue() throws E {
        while (true) {
            OrderKey least = cursors.isEmpty() ? null : cursors.first().head;
            long upTo = least == null ? bound.time() : Math.min(bound.time(), least.time());
            HeldPack upcoming = upcoming();
            if (nextUnread == null && index.horizon() != Long.MAX_VALUE && index.horizon() <= upTo) {
                refill();
            } else if (upcoming != null
                    && bound.admits(upcoming.first())
                    && (least == null || upcoming.first().compareTo(least) <= 0)) {
                step();
                begin(upcoming);
            } else {
                return;
            }
        }
    }

    private void refill() throws E {
        HeldPack last = index.packs().isEmpty() ? null : index.packs().last();
        store.refill(index);
        unread = (last == null ? index.packs() : index.packs().tailSet(last, false)).iterator();
        nextUnread = next(unread);
    }

    private void begin(HeldPack pack) throws E {
        List<T> requests = store.read(pack);
        if (requests.isEmpty()) {
            done.add(pack);
            return;
        }
        Cursor<T> cursor = new Cursor<>(pack, requests);
        cursors.add(cursor);
        opened(cursor);
    }

    private void opened(Cursor<T> cursor) {
        openWeight += cursor.weight;
        mostOpenWeight = Math.max(mostOpenWeight, openWeight);
        open.add(cursor);
        while (openWeight > limits.weight() && open.size() > 1) {
            Cursor<T> furthest = open.pollLast();
            openWeight -= furthest.weight;
            furthest.cut();
            if (furthest.requests != null) {
                openWeight += furthest.weight;
                open.add(furthest);
            }
        }
    }

    /** Releases requests of the cursor with the least head until another one may have a lesser key; false at the end. */
    private boolean releaseSome() throws E {
        if (cursors.isEmpty() || !mayRelease(cursors.first().head)) {
            return false;
        }
        Cursor<T> least = cursors.pollFirst();
        if (least.requests == null) {
            least.seek(store.read(least.pack));
            openWeight += least.weight;
            mostOpenWeight = Math.max(mostOpenWeight, openWeight);
        } else {
            open.remove(least);
        }
        do {
            T request = least.next();
            releasedWeight += request.weight();
            released.add(request);
        } while (least.requests != null && mayRelease(least.head) && isBeforeAllOthers(least.head));
        openWeight -= least.pack == null ? 0 : least.weight;
        if (least.head == null) {
            if (least.pack != null) {
                done.add(least.pack);
            }
            return true;
        }
        cursors.add(least);
        if (least.pack != null && least.requests != null) {
            opened(least);
        }
        return true;
    }

    private boolean isBeforeAllOthers(OrderKey key) {
        return (cursors.isEmpty() || key.compareTo(cursors.first().head) < 0)
                && (nextUnread != null || key.time() < index.horizon())
                && (upcoming() == null || key.compareTo(upcoming().first()) < 0);
    }

    private boolean mayRelease(OrderKey key) {
        boolean room = released.size() < limits.requests() && releasedWeight < limits.weight();
        return bound.admits(key)
                && (room
                        || released.isEmpty()
                        || isOfSameLine(released.get(released.size() - 1).key(), key));
    }

    private static boolean isOfSameLine(OrderKey a, OrderKey b) {
        return a.offset() == b.offset()
                && a.fileNumber() == b.fileNumber()
                && a.stream().equals(b.stream());
    }

    /** The greatest weight of packs that were open at a time. */
    long mostOpenWeight() {
        return mostOpenWeight;
    }
}
