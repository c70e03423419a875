/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhpTextTest {
    @ParameterizedTest
    @CsvSource({
        "1.0,1.0.0,-1",
        "10,9,1",
        "5.2,5.10,-1",
        "1.0b,1.0,-1",
        "1.0rc1,1.0beta2,1",
        "1.0pl1,1.0,1",
        "1.0-dev,1.0alpha,-1",
        "1.0,1.0,0",
        "1_0,1.0,0",
        "'',1,-1",
        "1,'',1",
        "'','',0",
        "UNK,2.0,-1",
        "2.0,2.0.,1",
        "8.1,8,1"
    })
    void versionsCompareAsInPhp(String a, String b, int expected) {
        assertThat(Integer.signum(PhpVersion.compare(a, b))).isEqualTo(expected);
    }

    @Property
    void comparingNeverThrowsAndIsAntisymmetricForNumbers(@ForAll String a, @ForAll String b) {
        PhpVersion.compare(a, b);
        int x = a.length() % 7;
        int y = b.length() % 7;
        assertThat(Integer.signum(PhpVersion.compare("1." + x, "1." + y))).isEqualTo(Integer.compare(x, y));
    }

    @Test
    void aTextIsTheNumberItBeginsWith() {
        assertThat(PhpText.toInt("10.15")).isEqualTo(10);
        assertThat(PhpText.toInt(" -3x")).isEqualTo(-3);
        assertThat(PhpText.toInt("+7")).isEqualTo(7);
        assertThat(PhpText.toInt("x1")).isZero();
        assertThat(PhpText.toInt("")).isZero();
        assertThat(PhpText.toInt("99999999999999999999")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void zeroIsEmpty() {
        assertThat(PhpText.isEmpty("0")).isTrue();
        assertThat(PhpText.isEmpty("0.0")).isFalse();
    }
}
