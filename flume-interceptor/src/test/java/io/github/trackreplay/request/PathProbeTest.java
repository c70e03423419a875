/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.TrackerPaths;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathProbeTest {
    @Test
    void callsOfADeclaredPathAreCounted() {
        PathProbe.Finding finding =
                probe("combined", "/matomo.php", line("/matomo.php?idsite=1&rec=1"), line("/a.png"), "", "# x");

        assertThat(finding.lines()).isEqualTo(2);
        assertThat(finding.calls()).isEqualTo(1);
        assertThat(finding.lookalike()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"combined", "auto"})
    void theMostFrequentPathThatLooksLikeATrackersIsNamed(String format) {
        PathProbe.Finding finding = probe(
                format,
                "/matomo.php",
                line("/piwik.php?idsite=1&rec=1"),
                line("/js/tracker.php?idsite=1&rec=1"),
                line("/js/tracker.php"),
                line("/page"));

        assertThat(finding.calls()).isZero();
        assertThat(finding.lookalikes()).isEqualTo(3);
        assertThat(finding.lookalike()).hasValue("/js/tracker.php");
    }

    @Test
    void parametersTellACallOfAnyName() {
        assertThat(probe("combined", "/matomo.php", line("/stats?rec=1&idsite=3"))
                        .lookalike())
                .hasValue("/stats");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/index.php?module=API&idSite=1", "/search?record=1&myidsite=2", "/?idsite=1&rec=10"})
    void otherRequestsDoNotLookLikeCalls(String target) {
        assertThat(probe("combined", "/matomo.php", line(target)).lookalikes()).isZero();
    }

    @Test
    void aPathWithADirectoryCountsOnlyWithIt() {
        PathProbe.Finding finding = probe("combined", "/stats/matomo.php", line("/matomo.php?idsite=1&rec=1"));

        assertThat(finding.calls()).isZero();
        assertThat(finding.lookalike()).hasValue("/matomo.php");
    }

    @Test
    void aLineThatCannotBeReadIsACallIfThePathStandsInIt() {
        PathProbe.Finding finding = probe("auto", "/matomo.php", "what is /matomo.php?idsite=1", "nonsense");

        assertThat(finding.calls()).isEqualTo(1);
        assertThat(finding.lines()).isEqualTo(2);
    }

    @Test
    void callsThatDoNotSayTheirHostAreCounted() {
        String call = line("/matomo.php?idsite=1&rec=1");
        String page = line("/page");
        assertThat(probe("combined", "/matomo.php", call, page, call).hostless())
                .isEqualTo(2);
        PathProbe.Finding named =
                probe("vhost_combined", "/matomo.php", "stats.example:443 " + call, "stats.example:443 " + page);
        assertThat(named.calls()).isEqualTo(1);
        assertThat(named.hostless()).isZero();
        assertThat(probe("auto", "/matomo.php", "what is /matomo.php?idsite=1").hostless())
                .as("nobody knows")
                .isZero();
    }

    private static String line(String target) {
        return "192.0.2.1 - - [22/Nov/2026:10:00:00 +0000] \"GET " + target + " HTTP/1.1\" 200 43 \"-\" \"-\"";
    }

    private static PathProbe.Finding probe(String format, String paths, String... lines) {
        List<byte[]> bytes = Arrays.stream(lines)
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
        return PathProbe.probe(bytes, LogFormat.of(format), TrackerPaths.of(paths));
    }
}
