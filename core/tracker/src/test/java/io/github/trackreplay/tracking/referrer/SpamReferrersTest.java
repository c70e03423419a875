/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SpamReferrersTest {
    private final Random random = new Random(3);

    @Test
    void findsAHostWhereverItStands() {
        SpamReferrers spam = SpamReferrers.ofLines("bad.example\nxn--e1a\nä.de\na.b\n");

        assertThat(spam.in("https://very-bad.example/?x")).contains("bad.example");
        assertThat(spam.in("https://VERY-BAD.EXAMPLE")).contains("bad.example");
        assertThat(spam.in("https://ä.de/")).contains("ä.de");
        assertThat(spam.in("a.b")).contains("a.b");
        assertThat(spam.in("bad.exampl")).isEmpty();
        assertThat(spam.in("")).isEmpty();
    }

    @Test
    void isWhatASearchForEachHostWouldFind() {
        int found = 0;
        for (int i = 0; i < 2_000; i++) {
            List<String> hosts =
                    Stream.generate(() -> word(3 + random.nextInt(6))).limit(8).toList();
            SpamReferrers spam = SpamReferrers.ofLines(String.join("\n", hosts));
            String url = word(random.nextInt(60));
            Optional<String> host = spam.in(url);

            assertThat(host.isPresent())
                    .as("%s in %s", hosts, url)
                    .isEqualTo(hosts.stream().anyMatch(url::contains));
            host.ifPresent(h -> assertThat(url).contains(h));
            found += host.isPresent() ? 1 : 0;
        }
        assertThat(found).isBetween(200, 1_800);
    }

    private String word(int length) {
        StringBuilder word = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            word.append("abcé.".charAt(random.nextInt(5)));
        }
        return word.toString();
    }
}
