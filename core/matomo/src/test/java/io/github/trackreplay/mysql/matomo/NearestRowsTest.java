/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class NearestRowsTest {
    private static final long TOLERANCE = 10;

    private record Pair(int request, long row, long distance) {}

    @RepeatedTest(50)
    void theNearestPairsFindEachOtherFirst(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        NearestRows near = new NearestRows(TOLERANCE);
        List<Long> requests = times(random);
        List<Long> rows = times(random);
        for (int i = 0; i < requests.size(); i++) {
            near.await(i, requests.get(i));
        }
        for (int i = 0; i < rows.size(); i++) {
            near.offer(i, rows.get(i));
        }
        Set<Long> claimed = new HashSet<>(Set.of(0L, 7L));
        BitSet served = new BitSet();
        served.set(3);
        Map<Integer, Long> matches = new HashMap<>();
        long[] last = new long[1];

        near.match(
                request -> !served.get(request),
                row -> {
                    last[0] = row;
                    return claimed.add(row);
                },
                request -> matches.put(request, last[0]));

        assertThat(matches).isEqualTo(ofAllPairs(requests, rows, new HashSet<>(Set.of(0L, 7L)), 3));
    }

    private static List<Long> times(Random random) {
        return random.longs(1 + random.nextInt(60), 0, 100).boxed().toList();
    }

    /** What follows from comparing each with each. */
    private static Map<Integer, Long> ofAllPairs(
            List<Long> requests, List<Long> rows, Set<Long> claimed, int servedBefore) {
        List<Pair> pairs = new ArrayList<>();
        for (int request = 0; request < requests.size(); request++) {
            for (int row = 0; row < rows.size(); row++) {
                pairs.add(new Pair(request, row, Math.abs(requests.get(request) - rows.get(row))));
            }
        }
        pairs.sort(Comparator.comparingLong(Pair::distance)
                .thenComparingInt(Pair::request)
                .thenComparingLong(Pair::row));
        Map<Integer, Long> matches = new HashMap<>();
        for (Pair pair : pairs) {
            boolean fits = pair.distance() <= TOLERANCE && pair.request() != servedBefore;
            if (fits && !matches.containsKey(pair.request()) && claimed.add(pair.row())) {
                matches.put(pair.request(), pair.row());
            }
        }
        return matches;
    }

    @Test
    void eachRowIsAskedForOnceHoweverManyAreAlike() {
        int alike = 4000;
        NearestRows near = new NearestRows(TOLERANCE);
        for (int i = 0; i < alike; i++) {
            near.await(i, 1000);
        }
        for (int i = 0; i < 2 * alike; i++) {
            near.offer(i, 1000 + i % 3);
        }
        int[] asked = new int[1];
        BitSet found = new BitSet();

        near.match(
                request -> true,
                row -> {
                    asked[0]++;
                    return row >= alike;
                },
                found::set);

        assertThat(found.cardinality()).isEqualTo(alike);
        assertThat(asked[0]).isLessThanOrEqualTo(2 * alike);
    }
}
