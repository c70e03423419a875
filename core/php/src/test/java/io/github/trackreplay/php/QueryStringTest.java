/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class QueryStringTest {
    private static final String CHARACTERS = "01aZ_-.%+=2F";

    @Test
    void sharesOnlyValuesThatStandAsTheyAre() {
        PhpArray parsed = QueryString.parse("a=1&b=1&c=%31&d=+1&e=&f=play&g=play&h=" + "1".repeat(13));
        assertThat(parsed.get("a")).isEqualTo("1").isSameAs(parsed.get("b"));
        assertThat(parsed.get("c")).isEqualTo("1");
        assertThat(parsed.get("d")).isEqualTo(" 1");
        assertThat(parsed.get("e")).isEqualTo("");
        assertThat(parsed.get("f")).isEqualTo("play").isSameAs(parsed.get("g"));
        assertThat(parsed.get("h")).isEqualTo("1".repeat(13));
    }

    @Test
    void whateverCameBeforeAValueIsItsOwn() {
        Random random = new Random(3);
        for (int round = 0; round < 100_000; round++) {
            StringBuilder value = new StringBuilder();
            for (int i = random.nextInt(15); i > 0; i--) {
                value.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            }
            assertThat(QueryString.parse("n=" + value).get("n")).isEqualTo(UrlCoding.decode(value.toString()));
        }
    }
}
