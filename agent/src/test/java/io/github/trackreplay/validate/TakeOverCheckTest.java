/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakeOverCheckTest {
    private static final String LINE =
            "203.0.113.9 - - [02/Mar/2026:20:11:22 +0000] \"GET /matomo.php?idsite=1&rec=1 HTTP/1.1\" 204 0 \"-\" \"X\"\n";

    @TempDir
    Path directory;

    private Findings check(Path positions) throws Exception {
        Path agent = Files.writeString(directory.resolve("agent.conf"), """
                a.sources = s
                a.channels = c
                a.sinks = k
                a.sources.s.type = io.github.trackreplay.source.AccessLogSource
                a.sources.s.channels = c
                a.sources.s.stream = web1
                a.sources.s.files = DIR/access.log*
                a.sources.s.startAt = taildir:POSITIONS
                a.sources.s.positions = DIR/positions
                a.sources.s.interceptors = i
                a.sources.s.interceptors.i.type = io.github.trackreplay.interceptor.TrackingInterceptor$Builder
                a.channels.c.type = file
                a.channels.c.checkpointDir = DIR/checkpoint
                a.channels.c.dataDirs = DIR/data
                a.sinks.k.type = null
                a.sinks.k.channel = c
                """.replace("DIR", directory.toString())
                .replace("POSITIONS", positions.toString()));
        AgentValidator validator = new AgentValidator();
        validator.check(agent, Optional.empty());
        return validator.findings();
    }

    @Test
    void whereEachFileWouldBeginIsShown() throws Exception {
        Path old = Files.writeString(directory.resolve("access.log.1"), LINE.repeat(3));
        Files.setLastModifiedTime(old, FileTime.fromMillis(1_772_482_000_000L));
        Path log = Files.writeString(directory.resolve("access.log"), LINE.repeat(5));
        long read = 2L * LINE.length();
        Path positions = Files.writeString(
                directory.resolve("taildir_position.json"),
                "[{\"inode\":" + Files.getAttribute(log, "unix:ino") + ",\"pos\":" + read + ",\"file\":\"" + log
                        + "\"}]");

        Findings findings = check(positions);

        assertThat(findings.notes())
                .contains(
                        "stream web1: " + old + " is not read: it is older than what taildir remembers.",
                        "stream web1: " + log + " is read from byte " + read + " on: taildir has read it up to there.");
        assertThat(findings.clean()).isTrue();
    }

    @Test
    void whereNobodyCanTellThatIsAHindrance() throws Exception {
        Files.writeString(directory.resolve("access.log"), LINE);

        assertThat(check(directory.resolve("missing")).hindrances())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.setting()).isEqualTo("a.sources.s.startAt");
                    assertThat(problem.sentence())
                            .contains("nobody can tell where to begin with stream web1", "missing");
                });
    }
}
