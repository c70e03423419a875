/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
    private static String of(String line) {
        return Excerpt.of(line.getBytes(UTF_8));
    }

    @Test
    void secretsAndControlCharactersAreNotShown() {
        assertThat(of("GET /matomo.php?token_auth=c0ffee&idsite=1"))
                .isEqualTo("GET /matomo.php?token_auth=...&idsite=1");
        assertThat(of("{\"body\":\"{\\\"token_auth\\\":\\\"c0ffee\\\"}\"}")).doesNotContain("c0ffee");
        assertThat(of("{\"authorization\":\"Bearer c0ffee\",\"a\":\"b\"}"))
                .doesNotContain("c0ffee")
                .contains("\"a\":\"b\"");
        assertThat(of("a\tb\u0000\u001b[31m")).isEqualTo("a.b..[31m");
        assertThat(of("x".repeat(1000))).hasSize(303);
    }
}
