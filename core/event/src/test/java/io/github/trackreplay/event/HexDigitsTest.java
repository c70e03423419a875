/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HexDigitsTest {
    private static final String HEX = "00000000000000ffffffffffffffff00";

    @Test
    void numbersAreWhatTheirDigitsSay() {
        assertThat(HexDigits.longs("a hash", HEX, 2)).containsExactly(255L, -256L);
        assertThat(HexDigits.of(255L, -256L)).isEqualTo(HEX);
    }

    @Test
    void whatIsNotSoManyLowerCaseDigitsIsRefused() {
        for (String wrong : new String[] {"", HEX.substring(1), HEX + "0", HEX.toUpperCase(java.util.Locale.ROOT)}) {
            assertThatThrownBy(() -> HexDigits.longs("a hash", wrong, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a hash is 32 lower-case hexadecimal digits, not '" + wrong + "'");
        }
    }
}
