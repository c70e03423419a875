/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FormatProbeTest {
    private static final String COMMON =
            "203.0.113.7 - - [02/Mar/2026:20:11:22 +0000] \"GET /matomo.php?idsite=1 HTTP/1.1\" 200 43";
    private static final String COMBINED = COMMON + " \"-\" \"Mozilla/5.0\"";

    private static List<byte[]> lines(String... lines) {
        return Stream.of(lines).map(Lines::bytes).toList();
    }

    private static String picked(String... lines) {
        return FormatProbe.choose(lines(lines), Optional.empty())
                .map(LogFormat::text)
                .orElse("none");
    }

    @Test
    void theFormatThatSaysTheMostIsPicked() {
        assertThat(picked(COMMON)).isEqualTo("common");
        assertThat(picked(COMBINED)).isEqualTo("combined");
        assertThat(picked(COMBINED + " \"1.1.1.1\"")).isEqualTo("combined");
        assertThat(picked("www.example.com:80 " + COMBINED)).isEqualTo("vhost_combined");
        assertThat(picked("www.example.com " + COMMON)).isEqualTo("common_vhost");
        assertThat(picked("{\"time\":\"1772482282.1\",\"client\":\"1.1.1.1\",\"uri\":\"/a\"}"))
                .isEqualTo("trackreplay_json");
        assertThat(picked("{\"ip\":\"1.1.1.1\",\"date\":\"2013-10-10T16:52:00+02:00\",\"path\":\"/a\"}"))
                .isEqualTo("nginx_json");
        assertThat(picked("{\"@timestamp\":\"2013-10-10T16:52:00Z\",\"message\":\"" + COMBINED.replace("\"", "\\\"")
                        + "\"}"))
                .isEqualTo("logstash_json");
        assertThat(FormatProbe.choose(
                        lines("2026-03-02 20:11:22 1.1.1.1 GET /a"),
                        Optional.of("#Fields: date time c-ip cs-method cs-uri")))
                .map(LogFormat::text)
                .contains("w3c");
    }

    @Test
    void aLineThatIsCutDoesNotMakeItAnotherFormat() {
        assertThat(picked(COMBINED.substring(0, COMBINED.length() - 4))).isEqualTo("none");
        assertThat(picked(COMBINED, COMBINED.substring(0, COMBINED.length() - 4), COMBINED))
                .isEqualTo("combined");
    }

    @Test
    void halfGarbageIsTooMuch() {
        assertThat(picked(COMBINED, "garbage")).isEqualTo("none");
        assertThat(picked("garbage")).isEqualTo("none");
        assertThat(picked()).isEqualTo("none");
    }

    @Test
    void aFormatThatFitsSaysSo() {
        FormatProbe.Finding finding =
                FormatProbe.probe(lines(COMBINED, "", COMBINED, "garbage"), LogFormat.of("combined"));
        assertThat(finding.fits()).isTrue();
        assertThat(finding.lines()).isEqualTo(3);
        assertThat(finding.read()).isEqualTo(2);
        assertThat(finding.sentence()).isEqualTo("The format combined reads 2 of the first 3 lines.");
    }

    @Test
    void aFormatThatDoesNotFitSaysWhichWould() {
        FormatProbe.Finding finding = FormatProbe.probe(lines(COMBINED), LogFormat.of("common"));
        assertThat(finding.fits()).isFalse();
        assertThat(finding.sentence())
                .contains("common does not match the first lines of the log")
                .contains("Set format = combined");
    }

    @Test
    void anUnknownLogSaysWhatToDo() {
        for (String format : List.of("auto", "combined")) {
            FormatProbe.Finding finding = FormatProbe.probe(lines("a b c"), LogFormat.of(format));
            assertThat(finding.fits()).isFalse();
            assertThat(finding.sentence()).contains("LogFormat (Apache) or log_format (nginx)");
        }
    }

    @Test
    void anEmptyLogFitsEverything() {
        assertThat(FormatProbe.probe(List.of(), LogFormat.of("auto")).fits()).isTrue();
        assertThat(FormatProbe.probe(List.of(), LogFormat.of("common")).sentence())
                .contains("could not be checked");
    }

    @Test
    void commentsNameTheFieldsOfAW3cLog() {
        List<byte[]> log = lines(
                "#Version: 1.0", "#Fields: date time c-ip cs-method cs-uri", "2026-03-02 20:11:22 1.1.1.1 GET /a");
        assertThat(FormatProbe.probe(log, LogFormat.of("auto")).sentence()).isEqualTo("The log's format is w3c.");
        assertThat(FormatProbe.probe(log, LogFormat.of("w3c")).fits()).isTrue();
    }
}
