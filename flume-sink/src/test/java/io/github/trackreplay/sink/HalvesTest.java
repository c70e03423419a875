/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HalvesTest {
    @Test
    void aListIsCutInTheMiddle() {
        assertThat(Halves.of(List.of(1, 2, 3, 4))).contains(new Halves<>(List.of(1, 2), List.of(3, 4)));
        assertThat(Halves.of(List.of(1, 2, 3))).contains(new Halves<>(List.of(1), List.of(2, 3)));
    }

    @Test
    void whatIsOneOrNothingHasNoHalves() {
        assertThat(Halves.of(List.of(1))).isEmpty();
        assertThat(Halves.of(List.of())).isEmpty();
    }

    @Test
    void whatBelongsTogetherIsNotParted() {
        assertThat(Halves.of(List.of(1, 1, 1, 1, 2), (a, b) -> !a.equals(b)))
                .contains(new Halves<>(List.of(1, 1, 1, 1), List.of(2)));
        assertThat(Halves.of(List.of(1, 2, 2, 2, 2), (a, b) -> !a.equals(b)))
                .contains(new Halves<>(List.of(1), List.of(2, 2, 2, 2)));
        assertThat(Halves.of(List.of(1, 1, 1), (a, b) -> !a.equals(b))).isEmpty();
    }

    @Property
    void theNearestOfTheAllowedCutsIsTaken(@ForAll @Size(max = 12) List<@IntRange(max = 2) Integer> all) {
        List<Integer> cuts = IntStream.range(1, all.size())
                .filter(at -> !all.get(at).equals(all.get(at - 1)))
                .boxed()
                .toList();
        assertThat(Halves.of(all, (a, b) -> !a.equals(b)).map(h -> h.first().size()))
                .isEqualTo(cuts.stream()
                        .min(Comparator.<Integer>comparingInt(at -> Math.abs(at - all.size() / 2))
                                .thenComparing(Comparator.naturalOrder())));
    }

    @Property
    void partsFitOrHoldOneAndAreTheListTogether(
            @ForAll @Size(max = 30) List<@IntRange(max = 9) Integer> all, @ForAll @IntRange(max = 40) int most) {
        List<List<Integer>> parts = Halves.parts(all, part -> sum(part) <= most);

        assertThat(parts.stream().flatMap(List::stream).toList()).isEqualTo(all);
        assertThat(parts)
                .allSatisfy(part ->
                        assertThat(part.size() <= 1 || sum(part) <= most).isTrue());
    }

    private static int sum(List<Integer> part) {
        return part.stream().collect(Collectors.summingInt(Integer::intValue));
    }
}
