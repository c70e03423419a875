/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.OrderKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whatever the packs, the limits and the memory: released is what a full sort would give. */
class MergeTest {
    private static final int MOST_PACK = 12;

    private final Map<Long, List<OrderHarness.Request>> bodies = new HashMap<>();
    private final List<HeldPack> stored = new ArrayList<>();
    private OrderKey frontier = ReplayOrder.START;
    private long reads;
    private long mostOpen;

    private void store(OrderKey first, List<OrderHarness.Request> requests) {
        List<OrderHarness.Request> sorted = new ArrayList<>(requests);
        sorted.sort(Comparator.comparing(OrderHarness.Request::key));
        long last = sorted.get(sorted.size() - 1).key().time();
        stored.add(new HeldPack(stored.size() + 1, 1, first, last, 1, sorted.size()));
        bodies.put((long) stored.size(), sorted);
    }

    private final Release.Store<OrderHarness.Request, RuntimeException> reader = new Release.Store<>() {
        @Override
        public List<OrderHarness.Request> read(HeldPack pack) {
            reads++;
            return bodies.get(pack.id()).stream()
                    .filter(request -> request.key().compareTo(frontier) >= 0)
                    .toList();
        }

        @Override
        public void refill(HoldIndex index) {
            List<HeldPack> next = stored.stream()
                    .filter(pack -> pack.minTime() >= index.horizon() && bodies.containsKey(pack.id()))
                    .sorted(Comparator.comparingLong(HeldPack::minTime).thenComparingLong(HeldPack::id))
                    .toList();
            if (next.size() <= index.refillSize()) {
                index.refill(next, Long.MAX_VALUE);
                return;
            }
            long horizon =
                    Math.max(next.get(index.refillSize()).minTime(), next.get(0).minTime() + 1);
            index.refill(next.stream().filter(pack -> pack.minTime() < horizon).toList(), horizon);
        }
    };

    /** Releases until nothing is admitted any more. */
    private List<OrderKey> releaseAll(List<OrderHarness.Request> fresh, Bound bound, Release.Limits limits) {
        HoldIndex index = new HoldIndex(1 + stored.size() / 3);
        index.unload();
        List<OrderKey> released = new ArrayList<>();
        List<OrderHarness.Request> left = fresh;
        boolean more = true;
        while (more) {
            Merge<OrderHarness.Request, RuntimeException> merge = new Merge<>(left, index, reader, bound, limits);
            Release<OrderHarness.Request> release = merge.run();
            mostOpen = Math.max(mostOpen, merge.mostOpenWeight());
            release.released().forEach(request -> released.add(request.key()));
            release.done().forEach(pack -> assertThat(bodies.remove(pack.id())).isNotNull());
            left = release.left();
            frontier = release.next().orElse(frontier);
            more = release.next().isPresent();
        }
        return released;
    }

    @Property(tries = 300)
    void theSameAsAFullSort(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int packs,
            @ForAll @IntRange(min = 1, max = 30) int limit,
            @ForAll @IntRange(min = 1, max = 60) int memory) {
        Random random = new Random(seed);
        bodies.clear();
        stored.clear();
        frontier = ReplayOrder.START;
        mostOpen = 0;
        int seconds = 1 + random.nextInt(5);
        int disorder = random.nextInt(4);
        List<OrderKey> all = new ArrayList<>();
        List<OrderHarness.Request> fresh = new ArrayList<>();
        for (int pack = 0; pack < packs; pack++) {
            List<OrderHarness.Request> requests = pack(random, pack, seconds, disorder);
            requests.forEach(request -> all.add(request.key()));
            if (random.nextInt(6) == 0) {
                fresh.addAll(requests);
            } else {
                OrderKey least = requests.stream()
                        .map(OrderHarness.Request::key)
                        .min(Comparator.naturalOrder())
                        .orElseThrow();
                // what version 1 stored knows of no offset
                store(random.nextInt(5) == 0 ? withoutOffset(least) : least, requests);
            }
        }
        fresh.sort(Comparator.comparing(OrderHarness.Request::key));
        all.sort(Comparator.naturalOrder());
        Optional<OrderKey> until = random.nextBoolean() ? Optional.empty() : Optional.of(all.get(all.size() / 2));

        List<OrderKey> released =
                releaseAll(fresh, new Bound(until, Optional.empty()), new Release.Limits(limit, memory));

        assertThat(released)
                .isEqualTo(all.stream()
                        .filter(key -> until.isEmpty() || key.compareTo(until.get()) < 0)
                        .toList());
        // the one that is opened before another one is closed, and at least one
        assertThat(mostOpen).isLessThanOrEqualTo(Math.max(memory, MOST_PACK) + MOST_PACK);
    }

    private static OrderKey withoutOffset(OrderKey key) {
        return new OrderKey(key.time(), key.stream(), key.fileNumber(), 0, 0);
    }

    /** A part of a file, each of its lines up to so many seconds behind. */
    private static List<OrderHarness.Request> pack(Random random, int pack, int seconds, int disorder) {
        List<OrderHarness.Request> requests = new ArrayList<>();
        String stream = "web" + random.nextInt(3);
        long second = random.nextInt(seconds);
        int lines = 1 + random.nextInt(MOST_PACK);
        for (int line = 0; line < lines; line++) {
            second += random.nextInt(10) == 0 ? 1 : 0;
            long time = 1000 * (second - (disorder == 0 ? 0 : random.nextInt(disorder + 1)));
            requests.add(new OrderHarness.Request(new OrderKey(time, stream, 1, 1000L * pack + line, 0)));
        }
        return requests;
    }

    @Test
    void packsOfOneAndTheSameSecondAreOpenOneAfterTheOther() {
        for (int pack = 0; pack < 500; pack++) {
            List<OrderHarness.Request> requests = new ArrayList<>();
            for (int line = 0; line < MOST_PACK; line++) {
                requests.add(new OrderHarness.Request(
                        new OrderKey(7000, "web" + pack % 5, 1, 1000L * (pack / 5) + line, 0)));
            }
            store(requests.get(0).key(), requests);
        }

        List<OrderKey> released = releaseAll(
                List.of(),
                new Bound(Optional.empty(), Optional.empty()),
                new Release.Limits(1_000_000, Long.MAX_VALUE));

        assertThat(released).hasSize(500 * MOST_PACK).isSorted();
        assertThat(mostOpen).isLessThanOrEqualTo(2 * MOST_PACK);
        assertThat(reads).isEqualTo(500);
    }

    @Test
    void packsThatAllOverlapAreReadAgainWhereMemoryDoesNotSuffice() {
        for (int pack = 0; pack < 50; pack++) {
            List<OrderHarness.Request> requests = new ArrayList<>();
            for (int line = 0; line < MOST_PACK; line++) {
                requests.add(
                        new OrderHarness.Request(new OrderKey(1000L * (line + 1) + pack, "web" + pack, 1, line, 0)));
            }
            store(requests.get(0).key(), requests);
        }

        List<OrderKey> released = releaseAll(
                List.of(), new Bound(Optional.empty(), Optional.empty()), new Release.Limits(200, 10 * MOST_PACK));

        assertThat(released).hasSize(50 * MOST_PACK).isSorted();
        assertThat(mostOpen).isLessThanOrEqualTo(11 * MOST_PACK);
        assertThat(reads).isGreaterThan(50);
    }
}
