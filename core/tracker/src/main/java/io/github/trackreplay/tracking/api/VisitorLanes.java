/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.api;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deals requests out to lanes that are sent at the same time: requests that may belong to one visit go to one lane, in their
 * order. Two requests may when they share a key, or are connected by others that do. Stateless.
 */
public final class VisitorLanes {
    private VisitorLanes() {}

    /**
     * Deals out.
     *
     * @param visitors the keys of each request, in the order of the requests
     * @param lanes how many lanes, at least 1
     * @return the requests' indexes by lane, ascending
     */
    public static List<List<Integer>> of(List<List<String>> visitors, int lanes) {
        List<List<Integer>> dealt = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
            dealt.add(new ArrayList<>());
        }
        int[] group = groups(visitors);
        Map<Integer, List<Integer>> members = new HashMap<>();
        for (int i = 0; i < group.length; i++) {
            members.computeIfAbsent(root(group, i), g -> new ArrayList<>()).add(i);
        }
        for (int i = 0; i < group.length; i++) {
            List<Integer> visitor = members.remove(root(group, i));
            if (visitor != null) {
                least(dealt).addAll(visitor);
            }
        }
        dealt.forEach(lane -> lane.sort(null));
        return dealt;
    }

    /**
     * Which requests may belong to one visit with one of some, these included.
     *
     * @param some by their indexes
     */
    public static BitSet with(List<List<String>> visitors, BitSet some) {
        int[] group = groups(visitors);
        Set<Integer> theirs = some.stream().mapToObj(i -> root(group, i)).collect(Collectors.toSet());
        BitSet with = new BitSet(group.length);
        for (int i = 0; i < group.length; i++) {
            with.set(i, theirs.contains(root(group, i)));
        }
        return with;
    }

    /** The last request, and the last one that belongs to other visits; fewer where there are none. */
    public static BitSet lastOfTwo(List<List<String>> visitors) {
        int[] group = groups(visitors);
        BitSet last = new BitSet(group.length);
        for (int i = group.length - 1; i >= 0 && last.cardinality() < 2; i--) {
            if (last.isEmpty() || root(group, i) != root(group, group.length - 1)) {
                last.set(i);
            }
        }
        return last;
    }

    private static List<Integer> least(List<List<Integer>> lanes) {
        List<Integer> least = lanes.get(0);
        for (List<Integer> lane : lanes) {
            least = lane.size() < least.size() ? lane : least;
        }
        return least;
    }

    private static int[] groups(List<List<String>> visitors) {
        int[] group = new int[visitors.size()];
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < group.length; i++) {
            group[i] = i;
            for (String key : visitors.get(i)) {
                Integer other = first.putIfAbsent(key, i);
                if (other != null) {
                    group[root(group, i)] = root(group, other);
                }
            }
        }
        return group;
    }

    private static int root(int[] group, int of) {
        int at = of;
        while (group[at] != at) {
            group[at] = group[group[at]];
            at = group[at];
        }
        return at;
    }
}
