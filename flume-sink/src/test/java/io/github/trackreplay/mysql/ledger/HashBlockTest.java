/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HashBlockTest {
    private static long[] random(int count, long seed) {
        return new Random(seed).longs(count).toArray();
    }

    private static void comesBack(long... hashes) {
        long[] read = HashBlock.decode(HashBlock.encode(hashes), hashes.length);
        Arrays.sort(read);
        long[] sorted = hashes.clone();
        Arrays.sort(sorted);
        assertThat(read).isEqualTo(sorted);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        comesBack(0);
        comesBack(-1);
        comesBack(Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, 1);
        for (int count = 1; count < 5000; count = count * 3 + 1) {
            comesBack(random(count, count));
        }
    }

    /** Nobody can choose hashes so that a block costs more than plain ones. */
    @Test
    void hashesThatLieTogetherCostNoMoreThanEightBytesEach() {
        long[] together = new long[4096];
        Arrays.setAll(together, i -> i);
        comesBack(together);
        long[] apart = together.clone();
        apart[0] = -1;
        comesBack(apart);
        assertThat(HashBlock.encode(apart).length).isLessThanOrEqualTo(1 + 8 * 4096 + 1024);
    }

    @Test
    void aHashTakesLessThanSevenBytes() {
        assertThat(HashBlock.encode(random(4096, 7)).length / 4096.0).isBetween(6.0, 7.0);
    }

    @Test
    void aDamagedBlockIsNoBlock() {
        byte[] body = HashBlock.encode(random(100, 3));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> HashBlock.decode(Arrays.copyOf(body, body.length / 2), 100));
    }
}
