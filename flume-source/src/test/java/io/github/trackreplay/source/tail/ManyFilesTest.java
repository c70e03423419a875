/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of rotated files, half of them compressed, in a heap that would not hold their open streams. */
class ManyFilesTest {
    private static final int FILES = 2_000;

    @TempDir
    Path directory;

    @BeforeEach
    void write() throws IOException {
        for (int i = 0; i < FILES; i++) {
            byte[] text = (TestLog.call(i) + "\n" + TestLog.call(i) + "\n").getBytes(StandardCharsets.UTF_8);
            boolean compressed = i > 0 && i % 2 == 0;
            Path file = directory.resolve("access.log" + (i == 0 ? "" : "." + i) + (compressed ? ".gz" : ""));
            Files.write(file, compressed ? TestLog.gzipped(text) : text);
            Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() - 3_600_000L * (i + 1)));
        }
    }

    @Test
    void theyAreReadWithoutAnyHeadBeingKeptOpen() throws Exception {
        assertThat(reader("beginning"))
                .isEqualTo(FILES + " of " + FILES + " files looked at\n" + FILES + " files known, " + 2 * FILES
                        + " lines read, 0 bytes left\n");
    }

    @Test
    void theyArePassedByWithoutAnyHeadBeingKeptOpen() throws Exception {
        assertThat(reader("end"))
                .isEqualTo(FILES + " of " + FILES + " files looked at\n" + FILES
                        + " files known, 0 lines read, 0 bytes left\n");
    }

    /** What a reader in a virtual machine with a small heap says. */
    private String reader(String startAt) throws Exception {
        Path output = directory.resolve("output");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx40m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyFiles.class.getName(),
                        directory.toString(),
                        startAt)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(java.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return Files.readString(output);
    }
}
