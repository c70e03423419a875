/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package, by the real dpkg, in a copy of this machine that is thrown away. Needs root, dpkg and overlayfs. */
class DebianPackageTest {
    @TempDir
    Path directory;

    @Test
    void installsUpgradesRemovesAndPurges() throws Exception {
        assumeThat(run("sh", "-c", "command -v dpkg && command -v runuser"))
                .as("skipped: this machine has no dpkg or runuser")
                .isZero();
        assumeThat(run(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount -t tmpfs tmpfs \"$0\" && cd \"$0\" && mkdir u w r"
                                + " && mount -t overlay -o lowerdir=/,upperdir=u,workdir=w overlay r",
                        mountPoint()))
                .as("skipped: an overlay of this machine's files cannot be mounted here")
                .isZero();

        int exitCode =
                run("unshare", "--mount", "sh", script().toString(), packaged().toString(), mountPoint());

        String output = Files.readString(directory.resolve("output"));
        assertThat(exitCode).as(output).isZero();
        Map<String, String> found = output.lines()
                .filter(line -> line.contains("="))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        assertThat(found)
                .containsEntry("hint", "1")
                .containsEntry("state", "trackreplay:trackreplay 750")
                .containsEntry("environment", "root:trackreplay 640")
                .containsEntry("archive", "root 644")
                .containsEntry("enabled", "/lib/systemd/system/trackreplay.service")
                .containsEntry("paths", "none")
                .containsEntry("links", "README.md conf-examples/single.conf docs/runbook.md")
                .containsEntry("upgraded", "1")
                .containsEntry(
                        "kept", "TRACKREPLAY_PASSWORD='secret' kept <!-- ours --> agent.conf environment log4j2.xml")
                .containsEntry("removed", "kept no command 1")
                .containsEntry("purged", "nothing");
        assertThat(found.get("groups").split(" ")).contains("trackreplay", "adm", "www-data");
        assertThat(found.get("version")).contains("Track Replay");
        assertThat(found.get("shared"))
                .as("with the archive of classes, without which this would fail")
                .startsWith("Track Replay");
        assertThat(found.get("validate")).contains("TRACKREPLAY_PASSWORD").containsPattern("exit \\d+$");
    }

    /** Whoever builds it names one by DEBFULLNAME and DEBEMAIL. */
    @Test
    void itsControlFileAndItsChangelogNameOneMaintainer() throws Exception {
        assumeThat(run("sh", "-c", "command -v dpkg-deb"))
                .as("skipped: this machine has no dpkg-deb")
                .isZero();

        int exitCode = run(
                "sh",
                "-c",
                "dpkg-deb -f \"$0\" Maintainer; dpkg-deb --fsys-tarfile \"$0\""
                        + " | tar -xO ./usr/share/doc/trackreplay/changelog.gz | gunzip | sed -n 's/^ -- \\(.*>\\)  .*/\\1/p'",
                packaged().toString());

        List<String> named = Files.readAllLines(directory.resolve("output"));
        assertThat(exitCode).as(named.toString()).isZero();
        assertThat(named).hasSizeGreaterThan(1).allMatch(named.get(0)::equals);
    }

    /** What is left has its reason in {@code src/main/deb/lintian/trackreplay}. */
    @Test
    @EnabledIfSystemProperty(named = "trackreplay.lintian", matches = "true", disabledReason = "takes a minute or two")
    void lintianFindsNothingThatIsNotExplained() throws Exception {
        assumeThat(run("sh", "-c", "command -v lintian"))
                .as("skipped: this machine has no lintian")
                .isZero();

        int exitCode = run(
                "lintian",
                "--allow-root",
                "--fail-on",
                "error,warning",
                packaged().toString());

        assertThat(exitCode).as(Files.readString(directory.resolve("output"))).isZero();
    }

    private String mountPoint() throws IOException {
        return Files.createDirectories(directory.resolve("machine")).toString();
    }

    private Path script() throws IOException {
        return Files.write(
                directory.resolve("debian-package.sh"),
                getClass().getResourceAsStream("/debian-package.sh").readAllBytes());
    }

    private static Path packaged() throws IOException {
        try (Stream<Path> files = Files.list(Agent.home().getParent())) {
            List<Path> packages =
                    files.filter(file -> file.toString().endsWith("_all.deb")).toList();
            assertThat(packages).hasSize(1);
            return packages.get(0).toAbsolutePath();
        }
    }

    private int run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            Files.writeString(directory.resolve("output"), e.toString(), UTF_8);
            return -1;
        }
    }
}
