/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepeatedTextsTest {
    @Test
    void theSameBytesGiveTheSameText() {
        byte[] line = "a Mozilla/5.0 (é) b Mozilla/5.0 (é) c".getBytes(UTF_8);
        String first = RepeatedTexts.utf8(line, 2, 18);
        assertThat(first).isEqualTo("Mozilla/5.0 (é)");
        assertThat(RepeatedTexts.utf8(line, 21, 37)).isSameAs(first);
    }

    @Test
    void everyTextIsItsOwnWhateverCameBefore() {
        for (int i = 0; i < 5000; i++) {
            String agent = "agent " + i % 1700 + "x".repeat(i % 600);
            byte[] line = ("[" + agent + "]").getBytes(UTF_8);
            assertThat(RepeatedTexts.utf8(line, 1, line.length - 1)).isEqualTo(agent);
        }
        assertThat(RepeatedTexts.utf8(new byte[] {(byte) 0xff}, 0, 1)).isEqualTo("\uFFFD");
    }

    @Test
    void aPathIsEncodedAsIfItStoodAlone() {
        byte[] line = "/matomo.php /matomo.php /größe a".getBytes(UTF_8);
        String first = RepeatedTexts.percentAscii(line, 0, 11);
        assertThat(first).isEqualTo("/matomo.php");
        assertThat(RepeatedTexts.percentAscii(line, 12, 23)).isSameAs(first);
        assertThat(RepeatedTexts.utf8(line, 24, 32)).isEqualTo("/größe");
        assertThat(RepeatedTexts.percentAscii(line, 24, 32)).isEqualTo("/gr%C3%B6%C3%9Fe");
        assertThat(RepeatedTexts.percentAscii(line, 24, 34)).isEqualTo("/gr%C3%B6%C3%9Fe%20a");
    }
}
