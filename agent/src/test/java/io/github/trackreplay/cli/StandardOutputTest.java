/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The command as a process whose output does not get where it was to go. */
class StandardOutputTest {
    private static final File FULL = new File("/dev/full");

    /** {@code schema > grants.sql}, {@code status --json > file}: half an answer is not to be taken for a whole one. */
    @Test
    void anAnswerThatCouldNotBeWrittenIsNoSuccess() throws Exception {
        assumeTrue(FULL.exists(), "there is no /dev/full");
        Process process = command("reference").redirectOutput(FULL).start();
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isEqualTo(ExitCode.SOFTWARE);
        assertThat(said)
                .contains("Standard output could not be written", "not the whole answer")
                .doesNotContain("\tat ");
    }

    @Test
    void whoStopsReadingHasWhatHeWants() throws Exception {
        Process process = command("reference").start();
        process.getInputStream().close();
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isEqualTo(ExitCode.OK);
        assertThat(said).isEmpty();
    }

    private static ProcessBuilder command(String... words) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-Dtrackreplay.log.level=error");
        builder.command().addAll(List.of("-cp", System.getProperty("java.class.path"), TrackReplay.class.getName()));
        builder.command().addAll(List.of(words));
        return builder;
    }
}
