/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The systemd units and the logrotate configuration, in the real programs. */
class UnitsTest {
    private static final Path UNITS = Path.of("src/main/agent/systemd");

    @TempDir
    Path directory;

    @BeforeEach
    void onlyTheOwnerMayWrite() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void systemdUnderstandsTheUnits() throws Exception {
        String analyze = InstalledPrograms.require("systemd-analyze");
        List<String> command = new ArrayList<>(List.of(analyze, "verify", "--man=no", "--recursive-errors=no"));
        try (Stream<Path> units = Files.list(UNITS)) {
            for (Path unit : units.sorted().toList()) {
                String text = Files.readString(unit)
                        .replace("/opt/trackreplay/bin/trackreplay", "/bin/true")
                        .replace("/usr/bin/php", "/bin/true");
                Path copy = Files.writeString(directory.resolve(unit.getFileName()), text);
                command.add(copy.toString());
            }
        }
        InstalledPrograms.Answer answer = InstalledPrograms.run(directory, command.toArray(String[]::new));
        assertThat(answer.text()).doesNotContain(directory.toString() + "/trackreplay.service:");
        assertThat(answer.text()).doesNotContain("matomo-archive.service:").doesNotContain("matomo-archive.timer:");
        assertThat(answer.exitCode()).as(answer.text()).isZero();
    }

    @Test
    void aUnitWithAMistakeWouldBeNoticed() throws Exception {
        String analyze = InstalledPrograms.require("systemd-analyze");
        String text = Files.readString(UNITS.resolve("trackreplay.service"))
                .replace("/opt/trackreplay/bin/trackreplay", "/bin/true")
                .replace("RestartSec=", "RestartSeconds=");
        Path copy = Files.writeString(directory.resolve("trackreplay.service"), text);
        assertThat(InstalledPrograms.run(directory, analyze, "verify", "--man=no", copy.toString())
                        .text())
                .contains("RestartSeconds");
    }

    @Test
    void theAgentsUnitMayDoLittle() throws Exception {
        String analyze = InstalledPrograms.require("systemd-analyze");
        Path copy = Files.writeString(
                directory.resolve("trackreplay.service"),
                Files.readString(UNITS.resolve("trackreplay.service"))
                        .replace("/opt/trackreplay/bin/trackreplay", "/bin/true"));

        InstalledPrograms.Answer answer = InstalledPrograms.run(
                directory, analyze, "security", "--offline=true", "--threshold=25", "--no-pager", copy.toString());

        assertThat(answer.text()).contains("Overall exposure level for trackreplay.service");
        assertThat(answer.exitCode()).as(answer.text()).isZero();
    }

    @Test
    void logrotateRotatesWithTheDocumentedConfiguration() throws Exception {
        String logrotate = InstalledPrograms.require("logrotate");
        Path log = Files.writeString(directory.resolve("tracking.log"), "a line\n");
        Files.writeString(directory.resolve("nginx.pid"), "");
        String text = Files.readString(Path.of("..", "conf-examples", "logrotate-trackreplay"))
                .replace("/var/log/nginx/tracking.log", log.toString())
                .replace("/var/log/apache2/tracking.log", directory + "/other.log")
                .replace("/run/nginx.pid", directory + "/nginx.pid")
                .replace("systemctl", "false");
        assertThat(text).contains(log.toString());
        Path configuration = Files.writeString(
                directory.resolve("rotate"), text.replace("www-data adm", "").replace("su root adm\n", ""));
        for (int i = 0; i < 2; i++) {
            InstalledPrograms.Answer answer = InstalledPrograms.run(
                    directory, logrotate, "-f", "-v", "-s", directory + "/state", configuration.toString());
            assertThat(answer.exitCode()).as(answer.text()).isZero();
        }
        assertThat(directory.resolve("tracking.log")).exists().isEmptyFile();
        assertThat(directory.resolve("tracking.log.1")).exists();
        assertThat(directory.resolve("tracking.log.2.gz")).exists();
    }
}
