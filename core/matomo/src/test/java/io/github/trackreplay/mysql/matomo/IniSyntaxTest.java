/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts were put to {@code parse_ini_string($text, true)} of PHP 8.2. */
class IniSyntaxTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "; <?php exit; ?> it's \"here\nx=1",
                "[General]\nsalt = \"a;b=c[d\"\nlist[] = 1\nlist[] = 'two \"'\nlist[\"k\"] = 3",
                "x = \"two\nlines\"",
                "x = \"a\\\"b\"",
                "x = \"a\" b 'c'",
                "[a]x=1",
                "[a b] ; comment\r\nx = no\r\n",
                "alone\nx",
                "x =",
                "x = 1.2.3.4/5 ; = (",
                "x = (1|2)&~3",
                "x = a$b ${c} {d}",
                "nullable = nothing",
                "# comment\nx = 1"
            })
    void takesWhatPhpTakes(String text) {
        assertThat(IniSyntax.fault(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[General]\n[Tracker\nx = 1",
                "[General]\n[a;b]",
                "[General]\nsalt = \"abc",
                "[General]\nsalt = 'abc",
                "[General]\nsalt = abc\"",
                "[General]\nx = \"a${\"",
                "[General]\n= 1",
                "[General]\nnull = 1",
                "[General]\na(b = 1",
                "[General]\nx[a = 1",
                "[General]\nx[a]\n",
                "[General]\nx = a=b",
                "[General]\nx = http://a/?b=c",
                "[General]\nx = a(b)",
                "[General]\nx = (a",
                "[General]\nx = a|",
                "[General]\nx = no more",
                "[General]\n# said (twice)"
            })
    void refusesWhatPhpRefusesAndSaysTheLine(String text) {
        assertThat(IniSyntax.fault(text))
                .hasValueSatisfying(fault -> assertThat(fault).startsWith("line 2: "));
    }
}
