/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Names of logs whose bytes are no UTF-8, as an old system wrote them. */
@EnabledOnOs(OS.LINUX)
class AnyNameTest {
    private static final String LINE =
            "198.51.100.7 - - [04/Mar/2026:10:00:00 +0000] \"GET /matomo.php?n=1 HTTP/1.1\" 200 43";

    @TempDir
    Path directory;

    /** In Latin 1, which no name is made of here but by a shell. */
    private Path latin() throws IOException, InterruptedException {
        Path given = Files.writeString(directory.resolve("given"), LINE + "\n");
        String copy = "mv given \"$(printf 'access.log-\\374ber')\"";
        assertThat(new ProcessBuilder("sh", "-c", copy)
                        .directory(directory.toFile())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(given).doesNotExist();
        return new GlobFinder(List.of(directory + "/access.log*"))
                .find()
                .files()
                .get(0)
                .path();
    }

    @Test
    void itIsReadAsOthersAre() throws Exception {
        latin();
        try (Tail tail = Tail.fromBeginning(directory)) {
            assertThat(tail.poll()).containsExactly(LINE);
            assertThat(tail.happened).noneMatch(what -> what.contains("unreadable"));
        }
    }

    @Test
    void itsBytesAreThereBothWays() throws Exception {
        Path path = latin();
        byte[] bytes = new byte[LINE.length()];
        try (Content content = Disk.REAL.open(path)) {
            assertThat(content.read(0, bytes, 0, bytes.length)).isEqualTo(bytes.length);
        }
        assertThat(new String(bytes, StandardCharsets.US_ASCII)).isEqualTo(LINE);
        try (var in = Disk.REAL.stream(path)) {
            assertThat(in.readAllBytes()).hasSize(LINE.length() + 1);
        }
    }
}
