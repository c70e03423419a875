/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader and the last saved positions keep in memory of each log file. */
class KnownFileMemoryTest {
    private static final long MOST_BYTES_A_FILE = 650;
    /** A little more is kept of what was read back from the positions file. */
    private static final long MOST_BYTES_OF_ONE_FROM_BEFORE = 720;
    /** A thousand wait open, and of what is not compressed it is remembered how it ends. */
    private static final long MOST_BYTES_OF_ONE_THAT_WAITS = 800;

    @TempDir
    Path directory;

    @Test
    void aFinishedFileTakesAFewHundredBytes() throws Exception {
        assertThat(bytesAFile(KnownFileMemory.Known.FINISHED)).isLessThan(MOST_BYTES_A_FILE);
    }

    @Test
    void soDoesOneWhileOtherLogsHaveTheirTurns() throws Exception {
        assertThat(bytesAFile(KnownFileMemory.Known.HALF_READ)).isLessThan(MOST_BYTES_OF_ONE_THAT_WAITS);
    }

    @Test
    void soDoesOneThatIsNotReadYet() throws Exception {
        assertThat(bytesAFile(KnownFileMemory.Known.FOUND)).isLessThan(MOST_BYTES_OF_ONE_THAT_WAITS);
    }

    @Test
    void soDoesOneThatIsKnownFromBeforeAStart() throws Exception {
        assertThat(bytesAFile(KnownFileMemory.Known.RESTARTED)).isLessThan(MOST_BYTES_OF_ONE_FROM_BEFORE);
    }

    /** What is counted where nothing else runs. */
    private long bytesAFile(KnownFileMemory.Known known) throws Exception {
        Path output = directory.resolve("output");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KnownFileMemory.class.getName(),
                        directory.toString(),
                        known.name())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(java.waitFor(3, TimeUnit.MINUTES)).isTrue();
        String said = Files.readString(output).strip();
        assertThat(said).as("bytes").matches("-?[0-9]+");
        return Long.parseLong(said);
    }
}
