/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs of containers as their runtimes write them: long lines in parts, beside standard error. */
class ContainerLogTest {
    private static final int DOCKERS = 16 * 1024;

    @TempDir
    Path directory;

    private final CommandFixture fixture = new CommandFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static String docker(String text) {
        return "{\"log\":\"" + text.replace("\"", "\\\"").replace("\n", "\\n")
                + "\",\"stream\":\"stdout\",\"time\":\"2026-03-04T10:00:00.1Z\"}\n";
    }

    private static String longCall(int second) {
        return CommandFixture.call(second, "/matomo.php")
                .replace(" HTTP/1.1", "&pad=" + "x".repeat(40_000) + " HTTP/1.1");
    }

    @Test
    void aDockerLogThatBeginsWithAPartIsImportedAndEveryByteAccountedFor() throws IOException {
        String text = longCall(0);
        String parts = docker(text.substring(0, DOCKERS))
                + docker(text.substring(DOCKERS, 2 * DOCKERS))
                + docker(text.substring(2 * DOCKERS));
        Path log =
                Files.writeString(directory.resolve("json.log"), parts + docker(CommandFixture.call(1, "/matomo.php")));

        assertThat(imported(log)).as(fixture.output()).isEqualTo(ExitCode.OK);

        assertThat(fixture.pageViews()).isEqualTo(2);
        assertThat(fixture.unaccounted()).isZero();
        assertThat(fixture.output()).contains("Every byte is accounted for").doesNotContain("unreadable-line");
        assertThat(imported(log)).as(fixture.output()).isEqualTo(ExitCode.OK);
        assertThat(fixture.pageViews()).isEqualTo(2);
        fixture.run("explain", "--at", log + ":0");
        assertThat(fixture.output()).contains("bytes 0–" + parts.length(), "Taken by stream 'web1'");
        fixture.run("audit", log.toString());
        assertThat(fixture.output()).doesNotContain("not taken");
    }

    /** All bytes of all its parts wait. */
    @Test
    void aCallInPartsThatWaitsForItsTurnIsAccountedFor() throws IOException {
        fixture.awaitAnotherStream();
        String text = longCall(0);
        Path log = Files.writeString(
                directory.resolve("json.log"),
                docker(text.substring(0, DOCKERS))
                        + docker(text.substring(DOCKERS))
                        + docker(CommandFixture.call(1, "/matomo.php")));
        assertThat(imported(log)).as(fixture.output()).isEqualTo(ExitCode.NO);
        assertThat(fixture.pageViews()).isZero();

        assertThat(fixture.run("audit", log.toString())).as(fixture.output()).isEqualTo(ExitCode.OK);
        assertThat(fixture.output())
                .contains(String.format(
                        Locale.ROOT,
                        "bytes       %1$,d = 0 applied + 0 skipped + 0 rejected + %1$,d held back + 0 lost",
                        Files.size(log)));
    }

    @Test
    void aCriLogThatBeginsWithAHoleStandardErrorAndPartsIsImported() throws IOException {
        String text = longCall(0).strip();
        String cri = "2026-03-04T10:00:00.186641123Z ";
        Path log = Files.writeString(
                directory.resolve("0.log"),
                "\0".repeat(9 << 20) + cri + "stderr F 2026/03/04 10:00:00 [warn] 7#7: buffered\n"
                        + cri + "stdout P " + text.substring(0, 16_000) + "\n"
                        + cri + "stderr F 2026/03/04 10:00:00 [warn] 7#7: buffered again\n"
                        + cri + "stdout F " + text.substring(16_000) + "\n");

        assertThat(imported(log)).as(fixture.output()).isEqualTo(ExitCode.OK);

        assertThat(fixture.pageViews()).isEqualTo(1);
        assertThat(fixture.unaccounted()).isZero();
    }

    /** Each byte counts once, though one call stands in the bytes of another. */
    @Test
    void aCallOfStandardErrorAmongThePartsOfOneCounts() throws IOException {
        String text = longCall(0).strip();
        String cri = "2026-03-04T10:00:00.186641123Z ";
        Path log = Files.writeString(
                directory.resolve("nested.log"),
                cri + "stdout P " + text.substring(0, 16_000) + "\n" + cri + "stderr F "
                        + CommandFixture.call(1, "/matomo.php").strip() + "\n" + cri + "stdout F "
                        + text.substring(16_000) + "\n");

        assertThat(imported(log)).as(fixture.output()).isEqualTo(ExitCode.OK);
        assertThat(imported(log)).as(fixture.output()).isEqualTo(ExitCode.OK);

        assertThat(fixture.pageViews()).isEqualTo(2);
        assertThat(fixture.unaccounted()).isZero();
    }

    /** A line of standard error was begun and never ended; the server warns there about a call. */
    @Test
    void standardErrorNeitherStopsAnImportNorMakesItFail() throws IOException {
        String cri = "2026-03-04T10:00:00.186641123Z ";
        StringBuilder text = new StringBuilder(cri + "stderr P Starting ...\n");
        for (int i = 0; i < 4; i++) {
            text.append(cri)
                    .append("stdout F ")
                    .append(CommandFixture.call(i, "/matomo.php").strip())
                    .append('\n');
            text.append(cri).append("stderr F [warn] 7#7: *1 buffered, request: \"POST /matomo.php HTTP/1.1\"\n");
        }
        Path log = Files.writeString(directory.resolve("1.log"), text);

        assertThat(imported(log)).as(fixture.output()).isEqualTo(ExitCode.OK);

        assertThat(fixture.pageViews()).isEqualTo(4);
        assertThat(fixture.output()).contains("standard-error 3").doesNotContain("unreadable-line");
        assertThat(fixture.unaccounted()).isZero();
    }

    /** What a visitor has sent in a body looks like a line of the log, where a rotation has cut off what stands before it. */
    @Test
    void theRestOfALineBehindARotationIsKeptAndComesBackByNameOnly() throws IOException {
        String cri = "2026-03-04T10:00:00.186641123Z stdout ";
        Path before = Files.writeString(
                directory.resolve("0.log"),
                cri + "F " + CommandFixture.call(0, "/matomo.php").strip() + "\n" + cri + "P "
                        + longCall(1).strip().substring(0, 16_000) + "\n");
        Path after = Files.writeString(
                directory.resolve("1.log"),
                cri + "F " + CommandFixture.call(2, "/matomo.php").strip() + "\n" + cri + "F "
                        + CommandFixture.call(3, "/matomo.php").strip() + "\n");

        fixture.run("import", "--last-line=take", "--stream", "web1", before.toString(), after.toString());

        assertThat(fixture.output()).contains("part-of-line 1", "rest-of-line 1");
        assertThat(fixture.pageViews()).isEqualTo(2);
        assertThat(fixture.unaccounted()).isZero();
        fixture.run("rejected", "replay", "--stream", "web1");
        assertThat(fixture.output()).contains("--reason", "rest-of-line");
        assertThat(fixture.pageViews()).isEqualTo(2);
        fixture.run("rejected", "replay", "--stream", "web1", "--reason", "rest-of-line");
        assertThat(fixture.pageViews()).as(fixture.output()).isEqualTo(3);
    }

    @Test
    void aPartAtTheEndIsLeftForTheCompleteFile() throws IOException {
        String text = longCall(1);
        String whole = docker(CommandFixture.call(0, "/matomo.php"));
        Path log = Files.writeString(directory.resolve("json.log"), whole + docker(text.substring(0, DOCKERS)));
        assertThat(imported(log)).isEqualTo(ExitCode.NO);
        assertThat(fixture.output()).contains("the last line of " + log, "parts");
        Files.writeString(
                log,
                whole
                        + docker(text.substring(0, DOCKERS))
                        + docker(text.substring(DOCKERS, 2 * DOCKERS))
                        + docker(text.substring(2 * DOCKERS)));
        assertThat(imported(log)).as(fixture.output()).isEqualTo(ExitCode.OK);
        assertThat(fixture.pageViews()).isEqualTo(2);
        assertThat(fixture.unaccounted()).isZero();
    }

    /** A log of standard error that is read in a wrong format is not gone: it waits for the right one. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "combined"})
    void anAccessLogOnStandardErrorThatNoFormatReadsIsKept(String format) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            text.append("2026-03-04T10:00:00.186641123Z stderr F 198.51.100.7 200 ")
                    .append("\"GET /matomo.php?idsite=1&rec=1&url=http%3A%2F%2Fshop.example.com%2F" + i
                            + " HTTP/1.1\"\n");
        }
        Path log = Files.writeString(directory.resolve("9.log"), text);

        assertThat(fixture.run("import", "--stream", "web1=" + log, "--format", format))
                .as(fixture.output())
                .isEqualTo(ExitCode.NO);
        assertThat(fixture.output()).contains("standard-error 4", "trackreplay rejected replay");
        assertThat(fixture.run(
                        "rejected",
                        "replay",
                        "--stream",
                        "web1",
                        "--format",
                        "$time_iso8601 stderr F $remote_addr $status \"$request\""))
                .as(fixture.output())
                .isEqualTo(ExitCode.OK);
        assertThat(fixture.pageViews()).isEqualTo(4);
        assertThat(fixture.unaccounted()).isZero();
    }

    private int imported(Path log) {
        return fixture.run("import", "--stream", "web1=" + log);
    }
}
