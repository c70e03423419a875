/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhpRegexTest {
    private static PhpRegex regex(String expression) {
        return PhpRegex.compile(expression).orElseThrow();
    }

    /** Without a bound the first would take longer than the universe has existed; the limit is generous for a busy machine. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/^(a+)+$/", "/(a|aa)+$/", "/^(([a-z])+.)+[A-Z]$/u", "/(.*)*(.*)*(.*)*x/A", "/a*a*a*a*a*a*b/i"})
    void aSearchThatNeverEndsCountsAsNotFound(String expression) {
        String text = "a".repeat(5000) + "!";

        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            assertThat(regex(expression).find(text)).isFalse();
            assertThat(regex(expression).firstGroup(text)).isEmpty();
        });
    }

    /** Where the engine of linear effort has the answer long before PCRE's limit, in PCRE's meaning. */
    @Test
    void whatMustNotBackTrackIsFoundAllTheSame() {
        String text = "a".repeat(5000) + "!";

        assertThat(regex("/^(a+)+!$/").find(text)).isTrue();
        assertThat(regex("/(x+x+)+y|a!/").find("x".repeat(5000) + "a!")).isTrue();
        assertThat(regex("/^(A|AA)+(!)/i").firstGroup(text)).contains("a");
        assertThat(regex("/(b)\\1/").find("abb")).isTrue();
        assertThat(regex("/^b/A").find("ab")).isFalse();
    }

    @Test
    void anExpressionThatExhaustsTheStackCountsAsNotFound() {
        assertThat(regex("/^(a|b)*$/").find("ab".repeat(500_000))).isFalse();
    }

    @Test
    void whatIsFoundLateInALongTextIsFound() {
        String text = "/shop/".repeat(1000) + "order/4711?step=thanks";

        assertThat(regex("/order\\/\\d+.*thanks$/").find(text)).isTrue();
        assertThat(regex("/order\\/(\\d+)/").firstGroup(text)).contains("4711");
        assertThat(regex("/.*order\\/(\\d+)\\?/").firstGroup(text)).contains("4711");
    }
}
