/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.parts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** A text of which Docker's buffer is full. */
    private static String full(String end, int bytesOfEnd) {
        return LONG.substring(bytesOfEnd) + end;
    }

    @Test
    void anEscapedBackslashBeforeAnNIsNoLineFeed() {
        String part = full("\\\\n", 2);
        assertThat(joined(docker(part), docker("end\\n"))).containsExactly(docker(part + "end\\n"));
        String whole = full("\\\\\\n", 2);
        assertThat(joined(docker(whole), docker("next\\n"))).containsExactly(docker(whole), docker("next\\n"));
    }

    @Test
    void aQuoteInTheTextDoesNotEndIt() {
        String part = full("\\\",\\\"stream\\\":\\\"stdout", 18);
        assertThat(joined(docker(part), docker("end\\n"))).containsExactly(docker(part + "end\\n"));
    }

    @ParameterizedTest
    @CsvSource({"\\u003c, 1", "\\t, 1", "\\u00e9, 2", "\\u2028, 3", "\\ufffd, 1", "\\ud83d\\ude00, 4", "é, 2"})
    void aPartIsAsLongAsDockersBufferBeforeItIsEscaped(String escaped, int bytes) {
        String part = full(escaped, bytes);
        assertThat(joined(docker(part), docker("end\\n"))).containsExactly(docker(part + "end\\n"));
        String shorter = full(escaped, bytes + 1);
        assertThat(joined(docker(shorter), docker("next\\n"))).containsExactly(docker(shorter), docker("next\\n"));
        String longer = "a" + part;
        assertThat(joined(docker(longer), docker("next\\n"))).containsExactly(docker(longer), docker("next\\n"));
    }

    @Test
    void anEmptyEndAndFurtherTagsOfTheContainerRuntimeInterfaceCount() {
        String time = "2026-03-02T20:11:22Z stdout ";
        assertThat(joined(time + "P a", time + "F", time + "F b")).containsExactly(time + "F a", time + "F b");
        assertThat(joined(time + "P", time + "F b")).containsExactly(time + "F b");
        assertThat(joined(time + "P:x a", time + "F:y:z b")).containsExactly(time + "F:x ab");
    }

    @Test
    void aByteOrderMarkBeforeTheFirstPartIsNoneOfIt() {
        String time = "2026-03-02T20:11:22Z stdout ";
        assertThat(joined("\ufeff" + time + "P a", time + "F b")).containsExactly(time + "F ab");
        assertThat(joined("\ufeff\0\0" + time + "P a", time + "F b")).containsExactly(time + "F ab");
    }

    @Test
    void anAlienLineEndsWhatWasBegun() {
        assertThat(joined("2026-03-02T20:11:22Z stdout P a", "alien", "2026-03-02T20:11:22Z stdout F b"))
                .containsExactly("2026-03-02T20:11:22Z stdout P a", "alien", "2026-03-02T20:11:22Z stdout F b");
    }

    @Test
    void whatHasNoEndIsAPart() {
        assertThat(WholeLines.isPart(docker(LONG).getBytes(UTF_8))).isTrue();
        assertThat(WholeLines.isPart(docker("short").getBytes(UTF_8))).isFalse();
        assertThat(WholeLines.isPart("2026-03-02T20:11:22Z stdout P a".getBytes(UTF_8)))
                .isTrue();
        assertThat(WholeLines.isPart("2026-03-02T20:11:22Z stdout F a".getBytes(UTF_8)))
                .isFalse();
    }

    /** {@code LogFormat "%>s %b %D"} and the like: digits, and a dash where a time has one. */
    @ParameterizedTest
    @ValueSource(strings = {"304 - 123", "200 - 0.5", "2026- abc", "2026-11-2 ", "304 - 12", "2026-11-29T "})
    void aShortLineThatBeginsLikeATimeIsAsItStands(String line) {
        assertThat(joined(line)).containsExactly(line);
        assertThat(Part.of(line.getBytes(UTF_8), 0, line.length())).isEmpty();
    }

    @Test
    void aShortLineWithoutLineFeedStandsAlone() {
        assertThat(joined(docker("a"), docker("b\\n"), docker("c\\n")))
                .containsExactly(docker("a"), docker("b\\n"), docker("c\\n"));
        assertThat(joined(docker("a"), docker(LONG), docker("c"), docker("d")))
                .containsExactly(docker("a"), docker(LONG + "c"), docker("d"));
    }
}
