/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.mysql.ledger.HashBlocks;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written of an hour says what is there of it already, so that nobody has to ask. */
class TakenHourTest {
    private static List<String> drained(TakenHour hour) {
        return hour.drain().stream()
                .map(changed -> changed.block().number() + ": " + changed.stored() + " of "
                        + changed.block().hashes().length)
                .toList();
    }

    private static void add(TakenHour hour, int from, int to) {
        for (int hash = from; hash < to; hash++) {
            assertThat(hour.add(hash)).isTrue();
        }
    }

    @Test
    void aBlockIsNewOnceAndThenKnownAsFarAsItWasWritten() {
        TakenHour hour = new TakenHour(7, List.of());
        add(hour, 1, 11);
        assertThat(drained(hour)).containsExactly("0: 0 of 10");
        add(hour, 11, 31);
        assertThat(drained(hour)).containsExactly("0: 10 of 30");
        assertThat(drained(hour)).isEmpty();
    }

    @Test
    void aBlockThatBecomesFullMakesANewOne() {
        TakenHour hour = new TakenHour(7, List.of());
        add(hour, 1, 11);
        assertThat(drained(hour)).hasSize(1);
        add(hour, 11, TakenHour.FULL + 6);
        assertThat(drained(hour)).containsExactly("0: 10 of " + TakenHour.FULL, "1: 0 of 5");
        add(hour, TakenHour.FULL + 6, TakenHour.FULL + 7);
        assertThat(drained(hour)).containsExactly("1: 5 of 6");
    }

    @Test
    void whatWasReadIsThere() {
        TakenHour hour = new TakenHour(7, List.of(new HashBlocks.Block(7, 0, new long[] {1, 2, 3})));
        add(hour, 10, 12);
        assertThat(drained(hour)).containsExactly("0: 3 of 5");

        TakenHour full = new TakenHour(7, List.of(new HashBlocks.Block(7, 0, new long[TakenHour.FULL])));
        add(full, 10, 12);
        assertThat(drained(full)).containsExactly("1: 0 of 2");
    }
}
