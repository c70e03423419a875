/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class VisitorLanesTest {
    @Test
    void whoChangesHisIdStaysInHisLane() {
        List<List<Integer>> lanes = VisitorLanes.of(
                List.of(List.of("a1"), List.of("a2"), List.of("a1", "u7"), List.of("a3"), List.of("a4", "u7")), 2);

        assertThat(lanes).containsExactlyInAnyOrder(List.of(0, 2, 4), List.of(1, 3));
    }

    @Test
    void whoBelongsToTheVisitsOfSomeIsFoundAlsoInAChain() {
        BitSet some = new BitSet();
        some.set(1);

        BitSet with = VisitorLanes.with(
                List.of(List.of("a1"), List.of("a2", "u7"), List.of("a3"), List.of("a4", "u7"), List.of("a4")), some);

        assertThat(with.stream()).containsExactly(1, 3, 4);
    }

    @Test
    void theLastOfTwoVisitorsAreFound() {
        assertThat(VisitorLanes.lastOfTwo(List.of(List.of("a"), List.of("b"), List.of("c"), List.of("c"))).stream())
                .containsExactly(1, 3);
        assertThat(VisitorLanes.lastOfTwo(List.of(List.of("a"), List.of("a"))).stream())
                .containsExactly(1);
        assertThat(VisitorLanes.lastOfTwo(List.of()).isEmpty()).isTrue();
    }

    @Property(tries = 200)
    void everyRequestIsInOneLaneInOrderAndNoKeyInTwo(
            @ForAll @Size(max = 60) List<@Size(min = 1, max = 3) List<@IntRange(max = 30) Integer>> keys,
            @ForAll @IntRange(min = 1, max = 6) int lanes) {
        List<List<String>> visitors = keys.stream()
                .map(some -> some.stream().map(String::valueOf).toList())
                .toList();

        List<List<Integer>> dealt = VisitorLanes.of(visitors, lanes);

        List<Integer> all = new ArrayList<>();
        dealt.forEach(all::addAll);
        assertThat(all).hasSize(visitors.size()).doesNotHaveDuplicates();
        for (List<Integer> lane : dealt) {
            assertThat(lane).isSorted();
            List<String> own =
                    lane.stream().flatMap(i -> visitors.get(i).stream()).toList();
            for (List<Integer> other : dealt) {
                if (other != lane) {
                    assertThat(other.stream().flatMap(i -> visitors.get(i).stream()))
                            .noneMatch(own::contains);
                }
            }
        }
    }
}
