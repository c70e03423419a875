/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextsTest {
    @Test
    void aPathIsEncodedAsIfItStoodAlone() {
        byte[] line = "/matomo.php /matomo.php /größe a".getBytes(UTF_8);
        String first = Texts.repeatedPercentAscii(line, 0, 11);
        assertThat(first).isEqualTo("/matomo.php");
        assertThat(Texts.repeatedPercentAscii(line, 12, 23)).isSameAs(first);
        assertThat(Texts.utf8(line, 24, 32)).isEqualTo("/größe");
        assertThat(Texts.repeatedPercentAscii(line, 24, 32)).isEqualTo("/gr%C3%B6%C3%9Fe");
        assertThat(Texts.repeatedPercentAscii(line, 24, 34)).isEqualTo("/gr%C3%B6%C3%9Fe%20a");
    }
}
