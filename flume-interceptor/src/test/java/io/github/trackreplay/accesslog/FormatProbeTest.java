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

    private static String docker(String text) {
        return "{\"log\":\"" + text.replace("\"", "\\\"")
                + "\",\"stream\":\"stdout\",\"time\":\"2026-03-02T20:11:22Z\"}";
    }

    private static String cri(String stream, String mark, String text) {
        return "2026-03-02T20:11:22.186641123Z " + stream + " " + mark + " " + text;
    }

    private static FormatProbe.Finding auto(String... lines) {
        return FormatProbe.probe(lines(lines), LogFormat.of("auto"));
    }

    @Test
    void holesBeforeTheFirstLinesSayNothing() {
        assertThat(auto("\0\0\0" + COMBINED, "\0\0" + COMBINED).picked())
                .map(LogFormat::text)
                .contains("combined");
        assertThat(auto("\0\0\0" + COMBINED, "\0\0", "\0").fits()).isTrue();
        assertThat(FormatProbe.probe(lines("\0\0" + COMBINED), LogFormat.of("combined"))
                        .fits())
                .isTrue();
    }

    @Test
    void standardErrorAndPartsOfLinesSayNothing() {
        String error = cri("stderr", "F", "2026/03/02 20:11:22 [warn] 7#7: a client request body is buffered");
        FormatProbe.Finding finding = auto(error, error, error, cri("stdout", "F", COMBINED));
        assertThat(finding.picked()).map(LogFormat::text).contains("cri");
        assertThat(finding.fits()).isTrue();
        finding = auto(cri("stdout", "P", "bbb"), cri("stdout", "P", "ccc"), error);
        assertThat(finding.fits()).isTrue();
        assertThat(finding.sentence()).contains("standard error", "parts of longer lines");
        assertThat(auto(cri("stdout", "F", "a"), cri("stdout", "F", "b")).sentence())
                .contains("container's log (cri)", "set format = cri and behind it");
    }

    @Test
    void anAccessLogOnStandardErrorTells() {
        FormatProbe.Finding finding = auto("Starting", cri("stderr", "F", COMBINED), cri("stderr", "F", COMBINED));
        assertThat(finding.picked()).map(LogFormat::text).contains("cri");
        assertThat(finding.fits()).isTrue();
    }

    @Test
    void aLogThatBeginsWithALineInPartsIsReadAsAWhole() {
        String text = COMBINED + " \"" + "x".repeat(40_000) + "\"";
        String rest = text.substring(32768).replace("\"", "\\\"");
        String last = docker(rest).replace("\\\\\"", "\\\"").replace("\",\"stream", "\\n\",\"stream");
        FormatProbe.Finding finding =
                auto(docker(text.substring(0, 16384)), docker(text.substring(16384, 32768)), last, docker(COMBINED));
        assertThat(finding.lines()).isEqualTo(2);
        assertThat(finding.picked()).map(LogFormat::text).contains("docker_json");
        assertThat(auto(cri("stdout", "P", COMBINED.substring(0, 30)), cri("stdout", "F", COMBINED.substring(30)))
                        .picked())
                .map(LogFormat::text)
                .contains("cri");
    }

    @Test
    void aLineWithoutItsForwardedAddressSaysNothingButWhatItMayBe() {
        String absent = "-" + COMBINED.substring("203.0.113.7".length());
        String forwarded = "203.0.113.7, 10.0.0.1" + COMBINED.substring("203.0.113.7".length());
        assertThat(auto(absent, forwarded).picked()).map(LogFormat::text).contains("forwarded_combined");
        assertThat(auto(absent, absent, absent, forwarded).fits()).isTrue();
        assertThat(auto(absent).fits()).isFalse();
        assertThat(auto(absent).sentence()).contains("format = forwarded_combined", "X-Forwarded-For");
        assertThat(auto("- - garbage", COMBINED).fits()).isFalse();
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
