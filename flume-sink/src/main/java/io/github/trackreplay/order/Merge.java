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
 *
 * <p>Why so: {@code docs/decisions/0014-merge-in-bounded-memory.md}.
 */
final class Merge<T extends Ordered, E extends Exception> {
    private static final Comparator<Cursor<?>> BY_HEAD =
            Comparator.<Cursor<?>, OrderKey>comparing(c -> c.head).thenComparingLong(Cursor::packId);

    private static final Comparator<Cursor<?>> BY_LAST =
            Comparator.<Cursor<?>, OrderKey>comparing(c -> c.last).thenComparingLong(Cursor::packId);

    /** A place in a pack, or in the new requests. */
    private static final class Cursor<T extends Ordered> {
        /** Where its requests are held back; empty for the new ones. */
        private final Optional<HeldPack> pack;
        /** The key of its next request, while it has not ended. */
        private OrderKey head;

        private boolean ended;
        /** What memory holds of it; empty if nothing. */
        private List<T> requests = List.of();

        private int at;
        private OrderKey last;
        /** The first key beyond what memory holds; empty if nothing is beyond. */
        private Optional<OrderKey> rest = Optional.empty();

        private long weight;

        Cursor(Optional<HeldPack> pack, List<T> requests) {
            this.pack = pack;
            this.head = requests.get(0).key();
            this.last = head;
            hold(requests, Optional.empty());
        }

        long packId() {
            return pack.map(HeldPack::id).orElse(Long.MIN_VALUE);
        }

        boolean isInMemory() {
            return !requests.isEmpty();
        }

        /** What memory holds of it and has not been released. */
        List<T> left() {
            return requests.subList(at, requests.size());
        }

        private void hold(List<T> part, Optional<OrderKey> beyond) {
            requests = part;
            at = 0;
            last = part.get(part.size() - 1).key();
            rest = beyond;
            weight = part.stream().mapToLong(Ordered::weight).sum();
        }

        private void letGo() {
            requests = List.of();
            at = 0;
        }

        T next() {
            T request = requests.get(at++);
            if (at < requests.size()) {
                head = requests.get(at).key();
            } else {
                ended = rest.isEmpty();
                head = rest.orElse(head);
                letGo();
            }
            return request;
        }

        /** Takes up the whole pack from its head on. */
        void seek(List<T> whole) {
            int from = 0;
            while (whole.get(from).key().compareTo(head) < 0) {
                from++;
            }
            hold(whole.subList(from, whole.size()), Optional.empty());
        }

        /** Lets go of the further half of what it holds. */
        void cut() {
            int kept = (requests.size() - at) / 2;
            if (kept == 0) {
                letGo();
            } else {
                List<T> near = new ArrayList<>(requests.subList(at, at + kept));
                hold(near, Optional.of(requests.get(at + kept).key()));
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
    private Optional<HeldPack> nextBegun;
    private Optional<HeldPack> nextUnread;
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
            cursors.add(new Cursor<>(Optional.empty(), fresh));
        }
    }

    private static Optional<HeldPack> next(Iterator<HeldPack> packs) {
        return packs.hasNext() ? Optional.of(packs.next()) : Optional.empty();
    }

    /** The pack to be opened next, of those that are known. */
    private Optional<HeldPack> upcoming() {
        return unreadIsNext() ? nextUnread : nextBegun;
    }

    private boolean unreadIsNext() {
        return nextBegun.isEmpty()
                || (nextUnread.isPresent() && HoldIndex.BY_FIRST.compare(nextUnread.get(), nextBegun.get()) < 0);
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
                .filter(cursor -> cursor.pack.isEmpty())
                .findFirst()
                .map(Cursor::left)
                .orElse(List.of());
        done.forEach(index::remove);
        cursors.forEach(cursor -> cursor.pack.ifPresent(pack -> index.begun(pack, cursor.head)));
        return new Release<>(released, done, left, next);
    }

    /** Opens every pack that may hold a lesser key than the least head. */
    private void openDue() throws E {
        while (true) {
            Optional<OrderKey> least = cursors.isEmpty() ? Optional.empty() : Optional.of(cursors.first().head);
            long upTo = Math.min(bound.time(), least.map(OrderKey::time).orElse(Long.MAX_VALUE));
            Optional<HeldPack> due = upcoming()
                    .filter(pack -> bound.admits(pack.first())
                            && least.filter(key -> pack.first().compareTo(key) > 0)
                                    .isEmpty());
            if (nextUnread.isEmpty() && index.horizon() != Long.MAX_VALUE && index.horizon() <= upTo) {
                refill();
            } else if (due.isPresent()) {
                step();
                begin(due.get());
            } else {
                return;
            }
        }
    }

    private void refill() throws E {
        Optional<HeldPack> last = index.packs().isEmpty()
                ? Optional.empty()
                : Optional.of(index.packs().last());
        store.refill(index);
        unread = (last.isEmpty() ? index.packs() : index.packs().tailSet(last.get(), false)).iterator();
        nextUnread = next(unread);
    }

    private void begin(HeldPack pack) throws E {
        List<T> requests = store.read(pack);
        if (requests.isEmpty()) {
            done.add(pack);
            return;
        }
        Cursor<T> cursor = new Cursor<>(Optional.of(pack), requests);
        cursors.add(cursor);
        opened(cursor);
    }

    private void opened(Cursor<T> cursor) {
        openWeight += cursor.weight;
        mostOpenWeight = Math.max(mostOpenWeight, openWeight);
        open.add(cursor);
        while (openWeight > limits.weight() && open.size() > 1) {
            Cursor<T> furthest = open.last();
            open.remove(furthest);
            openWeight -= furthest.weight;
            furthest.cut();
            if (furthest.isInMemory()) {
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
        Cursor<T> least = cursors.first();
        cursors.remove(least);
        if (!least.isInMemory()) {
            least.seek(store.read(least.pack.orElseThrow()));
            openWeight += least.weight;
            mostOpenWeight = Math.max(mostOpenWeight, openWeight);
        } else {
            open.remove(least);
        }
        do {
            T request = least.next();
            releasedWeight += request.weight();
            released.add(request);
        } while (least.isInMemory() && mayRelease(least.head) && isBeforeAllOthers(least.head));
        openWeight -= least.pack.isEmpty() ? 0 : least.weight;
        if (least.ended) {
            least.pack.ifPresent(done::add);
            return true;
        }
        cursors.add(least);
        if (least.pack.isPresent() && least.isInMemory()) {
            opened(least);
        }
        return true;
    }

    private boolean isBeforeAllOthers(OrderKey key) {
        return (cursors.isEmpty() || key.compareTo(cursors.first().head) < 0)
                && (nextUnread.isPresent() || key.time() < index.horizon())
                && upcoming().filter(pack -> key.compareTo(pack.first()) >= 0).isEmpty();
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
