/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.parts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WholeLinesTest {
    private static final String OUT = "\",\"stream\":\"stdout\",\"time\":\"2026-03-02T20:11:22Z\"}";
    private static final String LONG = "a".repeat(Part.DOCKERS_BUFFER);

    private static List<String> joined(String... lines) {
        return WholeLines.of(Stream.of(lines).map(line -> line.getBytes(UTF_8)).toList()).stream()
                .map(line -> new String(line, UTF_8))
                .toList();
    }

    private static String docker(String text) {
        return "{\"log\":\"" + text + OUT;
    }

    @Test
    void linesOfNoRuntimeStandAlone() {
        assertThat(joined("a", "", "{\"log\":1}", "2026 x", "2026-03-02T20:11:22Z stdout X y"))
                .containsExactly("a", "", "{\"log\":1}", "2026 x", "2026-03-02T20:11:22Z stdout X y");
    }

    @Test
    void anEscapedBackslashBeforeAnNIsNoLineFeed() {
        assertThat(joined(docker(LONG + "\\\\n"), docker("end\\n")))
                .containsExactly(docker(LONG + "\\\\nend\\n"));
        assertThat(joined(docker(LONG + "\\\\\\n"), docker("next\\n")))
                .containsExactly(docker(LONG + "\\\\\\n"), docker("next\\n"));
    }

    @Test
    void aQuoteInTheTextDoesNotEndIt() {
        assertThat(joined(docker(LONG + "\\\",\\\"stream\\\":\\\"stdout"), docker("end\\n")))
                .containsExactly(docker(LONG + "\\\",\\\"stream\\\":\\\"stdoutend\\n"));
    }

    @Test
    void anAlienLineEndsWhatWasBegun() {
        assertThat(joined("2026-03-02T20:11:22Z stdout P a", "alien", "2026-03-02T20:11:22Z stdout F b"))
                .containsExactly(
                        "2026-03-02T20:11:22Z stdout P a", "alien", "2026-03-02T20:11:22Z stdout F b");
    }

    @Test
    void whatHasNoEndIsAPart() {
        assertThat(WholeLines.isPart(docker(LONG).getBytes(UTF_8))).isTrue();
        assertThat(WholeLines.isPart(docker("short").getBytes(UTF_8))).isFalse();
        assertThat(WholeLines.isPart("2026-03-02T20:11:22Z stdout P a".getBytes(UTF_8))).isTrue();
        assertThat(WholeLines.isPart("2026-03-02T20:11:22Z stdout F a".getBytes(UTF_8))).isFalse();
    }

    @Test
    void aShortLineWithoutLineFeedGoesWithTheNextUnlessThatHasNoneEither() {
        assertThat(joined(docker("a"), docker("b\\n"), docker("c\\n")))
                .containsExactly(docker("ab\\n"), docker("c\\n"));
        assertThat(joined(docker("a"), docker("b"), docker("c"))).containsExactly(docker("a"), docker("b"), docker("c"));
    }
}
