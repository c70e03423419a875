/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

class PlainYamlTest {
    private static final String PIECES = "'\"#:- \n\\&*[]{}|>!%@`?,~é\t\r=<.";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "device/mobiles.yml",
                "bots.yml",
                "client/browsers.yml",
                "oss.yml",
                "client/libraries.yml",
                "client/feed_readers.yml",
                "client/browser_engine.yml",
                "device/televisions.yml",
                "vendorfragments.yml"
            })
    void readsDefinitionFilesAsAReaderOfAllOfYamlDoes(String path) throws IOException {
        String text = new String(DefinitionFiles.bundled().read(path).orElseThrow(), StandardCharsets.UTF_8);

        assertThat(PlainYaml.read(text)).contains(Definitions.yaml(path, text));
    }

    @Test
    void aListMayStandAsDeepAsItsKey() {
        assertThat(PlainYaml.read("# c\na:\n- 'it''s' # c\n- \"q\\\"\"\n-   x: 1\n    y: z z #\n\nb: 'c'"))
                .contains(Map.of("a", List.of("it's", "q\"", Map.of("x", "1", "y", "z z")), "b", "c"));
    }

    /** A definition file of 2026 has a comment like that. */
    @Test
    void aCommentMayFollowAQuotationMark() {
        String text = "a:\n  b: 'x'# y\n  c: z";

        assertThat(PlainYaml.read(text)).contains(Map.of("a", Map.of("b", "x", "c", "z")));
        assertThat(Definitions.yaml("", text)).isEqualTo(Map.of("a", Map.of("b", "x", "c", "z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a:",
                "a: b\n c",
                "a: b: c",
                "a: 'b' c",
                "a: &x b",
                "a: |\n b",
                "a: [b]",
                "- - a\n - b",
                "a: b\n  c: d",
                "- a: b\n   c: d",
                "a: 'b",
                "a:\tb",
                "a: b\r\n",
                "--- a",
                "? a",
                "- ",
                "a: \"\\n\"",
                "a: -",
                "'a':b"
            })
    void doesNotReadWhatItIsNotSureOf(String text) {
        assertThat(PlainYaml.read(text)).isEmpty();
    }

    /** Whatever it reads of texts that somebody spoilt is what stands there. */
    @Test
    void readsNothingOtherwiseThanAReaderOfAllOfYaml() throws IOException {
        String bots = new String(DefinitionFiles.bundled().read("bots.yml").orElseThrow(), StandardCharsets.UTF_8);
        Random random = new Random(11);
        int read = 0;
        for (int i = 0; i < 6_000; i++) {
            int from = bots.indexOf("\n- ", random.nextInt(bots.length() - 2_000)) + 1;
            StringBuilder text =
                    new StringBuilder(bots.substring(from, bots.indexOf('\n', from + 100 + random.nextInt(300))));
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                spoil(text, random);
            }
            Optional<Object> plain = PlainYaml.read(text.toString());
            if (plain.isPresent()) {
                assertThat(plain.get()).as(text.toString()).isEqualTo(whole(text.toString()));
                read++;
            }
        }
        assertThat(read).isBetween(1_000, 5_500);
    }

    private static void spoil(StringBuilder text, Random random) {
        int place = random.nextInt(text.length());
        switch (random.nextInt(3)) {
            case 0 -> text.deleteCharAt(place);
            case 1 -> text.insert(place, PIECES.charAt(random.nextInt(PIECES.length())));
            default -> text.setCharAt(place, PIECES.charAt(random.nextInt(PIECES.length())));
        }
    }

    private static Object whole(String text) {
        try {
            return Definitions.yaml("spoilt.yml", text);
        } catch (YamlEngineException e) {
            return e;
        }
    }
}
