/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.TrackerPaths;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SearchTest {
    @Provide
    Arbitrary<String> haystacks() {
        Arbitrary<String> pieces = Arbitraries.of(
                "matomo.php", "MATOMO.PHP", "matomo.ph", "piwik.php", "Piwik.Php", "php", "/", "matomo", "ä", "m", ".");
        return pieces.list().ofMaxSize(8).map(list -> String.join("", list));
    }

    @Property
    void findsWhatANaiveSearchFinds(@ForAll("haystacks") String text, @ForAll @IntRange(max = 5) int from) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int start = Math.min(from, bytes.length);
        String searched =
                new String(bytes, start, bytes.length - start, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        PathSearch search = new PathSearch(List.of("/matomo.php", "/stats/Piwik.php"));
        assertThat(search.in(bytes, start, bytes.length))
                .isEqualTo(searched.contains("matomo.php") || searched.contains("piwik.php"));
    }

    @Test
    void aPathThatEndsInASlashIsFoundByItsLastSegment() {
        PathSearch search = new PathSearch(List.of("/collect/"));
        byte[] line = "GET /collect/?idsite=1".getBytes(StandardCharsets.UTF_8);
        assertThat(search.in(line, 0, line.length)).isTrue();
        assertThat(search.in(line, 0, 8)).isFalse();
    }

    @Test
    void whereChatbotsPagesAreTakenTheirNamesAreFoundToo() {
        List<String> paths = List.of("/matomo.php");
        byte[] line = "GET /a HTTP/1.1 perplexity-user/1.0".getBytes(StandardCharsets.UTF_8);
        assertThat(new PathSearch(paths).in(line, 0, line.length)).isFalse();
        assertThat(new PathSearch(TrackerPaths.with(paths, true)).in(line, 0, line.length))
                .isTrue();
        assertThat(new PathSearch(TrackerPaths.with(paths, true)).in(line, 0, line.length - 6))
                .isFalse();
    }

    @Test
    void theRootMatchesEveryLine() {
        assertThat(new PathSearch(List.of("/")).in(new byte[] {'x'}, 0, 1)).isTrue();
    }

    @Property
    void lineFeedsAreFoundWhereTheyAre(@ForAll byte[] bytes, @ForAll @IntRange(max = 20) int from) {
        int start = Math.min(from, bytes.length);
        int expected = -1;
        for (int i = bytes.length - 1; i >= start; i--) {
            expected = bytes[i] == '\n' ? i : expected;
        }
        assertThat(Bytes.lineFeed(bytes, start, bytes.length)).isEqualTo(expected);
    }

    @Property
    void theLastBytesOfTwoPiecesAreThoseOfTheirSum(
            @ForAll byte[] first, @ForAll byte[] second, @ForAll @IntRange(min = 1, max = 30) int span) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        byte[] expected = Arrays.copyOfRange(both, Math.max(0, both.length - span), both.length);
        assertThat(Bytes.lastOf(first, second, second.length, span)).isEqualTo(expected);
    }
}
