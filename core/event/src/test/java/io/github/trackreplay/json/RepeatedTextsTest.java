/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.json;

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
    void textsThatAreThereAlreadyAreSharedToo() {
        for (int i = 0; i < 5000; i++) {
            String host = "host " + i % 1700 + "é".repeat(i % 600);
            assertThat(RepeatedTexts.of(host)).isEqualTo(host);
        }
        String first = RepeatedTexts.of("frontend 1");
        assertThat(RepeatedTexts.of(String.join(" ", "frontend", "1"))).isSameAs(first);
    }
}
