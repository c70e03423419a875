/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.source.tail.GlobFinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogOnDiskTest {
    @TempDir
    Path directory;

    private LogOnDisk log(Path path) throws IOException {
        return new LogOnDisk(path, "(dev=1,ino=1)", Files.size(path));
    }

    @Test
    void findsTheStartOfTheLineThatAnOffsetStandsIn() throws IOException {
        LogOnDisk log = log(Files.writeString(directory.resolve("access.log"), "one\n" + "2".repeat(100_000) + "\n3"));

        assertThat(log.lineStart(0)).isZero();
        assertThat(log.lineStart(3)).isZero();
        assertThat(log.lineStart(4)).isEqualTo(4);
        assertThat(log.lineStart(100_004)).isEqualTo(4);
        assertThat(log.lineStart(100_005)).isEqualTo(100_005);
    }

    /** Java's text for such a name is another name. */
    @Test
    void alsoWhereTheNameIsNoUtf8() throws Exception {
        Files.writeString(directory.resolve("given"), "one\ntwo\n");
        assertThat(new ProcessBuilder("sh", "-c", "mv given \"$(printf 'access.log-\\374ber')\"")
                        .directory(directory.toFile())
                        .start()
                        .waitFor())
                .isZero();
        Path path = new GlobFinder(List.of(directory + "/access.log*"))
                .find()
                .files()
                .get(0)
                .path();

        assertThat(log(path).lineStart(6)).isEqualTo(4);
    }
}
