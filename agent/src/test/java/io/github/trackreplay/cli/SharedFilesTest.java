/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manual pages and completions as the programs that use them see them. */
class SharedFilesTest {
    @TempDir
    Path share;

    @BeforeEach
    void write() {
        assertThat(TrackReplay.commandLine().execute("reference", "--share", share.toString()))
                .isZero();
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    @Test
    void everyCommandHasAPageThatNamesItsOptions() throws Exception {
        Path man = share.resolve("man/man1");

        assertThat(man.resolve("trackreplay.1")).exists();
        assertThat(Files.readString(man.resolve("trackreplay-status.1")))
                .contains(
                        ".TH \"TRACKREPLAY-STATUS\" 1",
                        "\\-\\-stream=NAME",
                        "\\-f, \\-\\-conf\\-file=FILE",
                        ".SH SEE ALSO");
        assertThat(man.resolve("trackreplay-rejected-list.1")).exists();
        try (var pages = Files.list(man)) {
            for (Path page : pages.toList()) {
                assertThat(Files.readAllLines(page))
                        .as("%s", page)
                        .noneMatch(line -> line.contains("${") || line.startsWith("'"));
            }
        }
    }

    @Test
    void packagesHaveThePagesCompressed() throws Exception {
        Path packaged = share.resolve("packaged");
        assertThat(TrackReplay.commandLine().execute("reference", "--share", packaged.toString(), "--gzip"))
                .isZero();

        try (var pages = Files.list(share.resolve("man/man1"))) {
            for (Path page : pages.toList()) {
                Path compressed = packaged.resolve("man/man1").resolve(page.getFileName() + ".gz");
                try (var in = new GZIPInputStream(Files.newInputStream(compressed))) {
                    assertThat(in.readAllBytes()).as("%s", page).isEqualTo(Files.readAllBytes(page));
                }
                assertThat(Files.readAllBytes(compressed)[8])
                        .as("says that it is as small as can be")
                        .isEqualTo((byte) 2);
            }
        }
        assertThat(packaged.resolve("man/man1/trackreplay.1")).doesNotExist();
    }

    @Test
    void manHasNoComplaint() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")), "groff is not installed (Debian: groff-base)");
        try (var pages = Files.list(share.resolve("man/man1"))) {
            for (Path page : pages.toList()) {
                assertThat(run(List.of("groff", "-man", "-Tutf8", "-ww", "-z", page.toString())))
                        .as("%s", page)
                        .isEmpty();
            }
        }
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "bash is not installed");
        String script = share.resolve("bash-completion/completions/trackreplay").toString();
        String ask = "source " + script + "; COMP_WORDS=(trackreplay %s); COMP_CWORD=%d; COMP_LINE='trackreplay %s';"
                + " COMP_POINT=${#COMP_LINE}; _complete_trackreplay; echo \"${COMPREPLY[*]}\"";

        assertThat(run(List.of("bash", "-c", ask.formatted("st", 1, "st")))).contains("status", "stream");
        assertThat(run(List.of("bash", "-c", ask.formatted("status --fi", 2, "status --fi"))))
                .contains("--files");
        assertThat(share.resolve("zsh/site-functions/_trackreplay")).content().startsWith("#compdef trackreplay\n");
    }
}
