/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

class BulkRoomTest {
    private static long room(String text) {
        return BulkRoom.of(new RawLine(0, text.length() + 1, text.getBytes(ISO_8859_1), false));
    }

    @Property(tries = 3000)
    void aLineWithTheNameOfABulkCallsListMayGrow(
            @ForAll
                    @Chars({'r', 'e', 'q', 'u', 's', 't'})
                    @CharRange(from = '\u00f0', to = '\u00ff')
                    @StringLength(max = 20)
                    String before,
            @ForAll @Chars({'r', 'e', 'q', 'u', 's', 't'}) @StringLength(max = 20) String behind) {
        String text = before + "requests" + behind;
        assertThat(room(text)).isEqualTo(BulkRoom.most(text.length() + 1));
    }

    @Property(tries = 3000)
    void anotherTakesWhatItIs(
            @ForAll @Chars({'r', 'e', 'q', 'u', 's', 't', '\u00ff'}) @StringLength(max = 40) String text) {
        long bytes = text.length();
        assertThat(room(text)).isEqualTo(text.contains("requests") ? BulkRoom.most(bytes + 1) : bytes);
    }

    @Example
    void nearlyTheNameIsNotTheName() {
        assertThat(room("request")).isEqualTo(7);
        assertThat(room("equests")).isEqualTo(7);
        assertThat(room("requestrequest s")).isEqualTo(16);
        assertThat(room("Requests")).isEqualTo(8);
    }
}
