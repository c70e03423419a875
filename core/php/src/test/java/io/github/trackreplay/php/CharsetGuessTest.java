/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * 1,200 keywords whose charset PHP 8.2 was asked for, of each list of charsets that a search engine has more than one of: words
 * of many scripts in many charsets, cut off and joined, and random bytes. A dash: in none of them.
 */
class CharsetGuessTest {
    private record Asked(List<String> charsets, String hex, String answer) {}

    @Test
    void theCharsetIsTheOneThatPhpDetects() throws IOException {
        List<String> different = new ArrayList<>();
        List<Asked> all = asked();
        for (Asked asked : all) {
            String bytes = new String(HexFormat.of().parseHex(asked.hex()), StandardCharsets.ISO_8859_1);
            String guess = CharsetGuess.among(asked.charsets(), bytes).orElse("-");
            if (!guess.equals(asked.answer())) {
                different.add(asked.charsets() + " " + asked.hex() + ": " + guess + ", not " + asked.answer());
            }
        }
        assertThat(all).hasSize(1200);
        assertThat(different).isEmpty();
    }

    private static List<Asked> asked() throws IOException {
        try (InputStream in = CharsetGuessTest.class.getResourceAsStream("detected-charsets.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(line -> line.split("\t"))
                    .map(parts -> new Asked(List.of(parts[0].split(" ")), parts[1], parts[2]))
                    .toList();
        }
    }
}
