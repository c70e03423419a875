/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What systemd makes of the same text (systemd.exec(5), EnvironmentFile=). */
class EnvironmentTextTest {
    private record Case(String written, String value) {}

    static List<Case> values() {
        return List.of(
                new Case("plain", "plain"),
                new Case("  blanks around \t", "blanks around"),
                new Case("a#b;c", "a#b;c"),
                new Case("it's", "it's"),
                new Case("a\\\\b\\ ", "a\\b "),
                new Case("$HOME `x`", "$HOME `x`"),
                new Case("''", ""),
                new Case("' kept '", " kept "),
                new Case("'a\"b\\c$d#e'", "a\"b\\c$d#e"),
                new Case("'it'\"'\"'s'", "it's"),
                new Case("\"a\\\"b\\\\c\\$d\\`e'f\"", "a\"b\\c$d`e'f"),
                new Case("\"a\\nb\"", "a\\nb"),
                new Case("\"a$b\"", "a$b"),
                new Case("\"a\\\nb\"", "ab"),
                new Case("'two\nlines'", "two\nlines"),
                new Case("con\\\ntinued", "continued"),
                new Case("'never closed", "never closed"),
                new Case("ümläut", "ümläut"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueIsWhatTheServiceGets(Case value) {
        String text = "# comment\nA=1\nTRACKREPLAY_PASSWORD=" + value.written();

        assertThat(EnvironmentText.variables(text)).isEqualTo(Map.of("A", "1", "TRACKREPLAY_PASSWORD", value.value()));
    }

    @Test
    void whatIsNoVariableIsLeftOut() {
        assertThat(EnvironmentText.variables("\n ; no\n#A=1\\\nB=2\nC\n\r\n D = 4 \r\nE=\nF='x' \r\nG=\\"))
                .isEqualTo(Map.of("B", "2", "D", "4", "E", "", "F", "x", "G", "\\"));
    }
}
