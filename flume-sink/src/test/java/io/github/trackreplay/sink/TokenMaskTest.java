/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenMaskTest {
    private final TokenMask mask = new TokenMask(token -> "#" + token.length());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token_auth=secret&idsite=1",
                "idsite=1&token_auth=secret",
                "idsite=1&token%5Fauth=se%63ret",
                "%74oken_auth=secret",
                "token.auth=secret",
                "+token+auth=secret&idsite=1"
            })
    void noTokenRemainsInAQuery(String query) {
        String masked = mask.mask(FrontendLog.request(0, 1, 0, 0, query)).query();

        assertThat(masked).doesNotContain("cret").contains("=#6");
    }

    @Test
    void everythingElseStaysAsItIs() {
        String query = "url=https%3A%2F%2Fexample.org%2F%3Ftoken%3D1&action_name=token_auth&a&=b&&c=";

        assertThat(mask.mask(FrontendLog.request(0, 1, 0, 0, query)).query()).isEqualTo(query);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /matomo.php?idsite=1&token_auth=secret HTTP/1.1",
                "{\"requests\":[],\"token_auth\":\"secret\"}",
                "\"{\\\"requests\\\":[],\\\"token_auth\\\": \\\"secret\\\"}\"",
                "body=\"{\\x22token_auth\\x22:\\x22secret\\x22}\""
            })
    void noTokenRemainsInARawLine(String line) {
        byte[] masked = mask.mask(line.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(new String(masked, StandardCharsets.ISO_8859_1))
                .doesNotContain("secret")
                .contains("#6");
    }
}
