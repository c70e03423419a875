/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's newer libraries read and write the same channels as Flume's own. */
class StockChannelTest {
    @TempDir
    Path directory;

    @BeforeAll
    static void theTwoSetsDiffer() throws IOException {
        assertThat(names(StockFlume.jars()))
                .contains("protobuf-java-2.5.0.jar", "guava-11.0.2.jar", "snappy-java-1.1.8.4.jar");
        assertThat(names(Agent.home().resolve("lib")))
                .doesNotContain("protobuf-java-2.5.0.jar", "guava-11.0.2.jar", "snappy-java-1.1.8.4.jar");
    }

    @Test
    void aChannelOfStockFlumeIsOpened() throws Exception {
        assertThat(StockFlume.channel(StockFlume.classPath(), "fill", directory))
                .isZero();

        assertEverythingIsTaken(StockFlume.agentsClassPath());
    }

    @Test
    void aChannelOfStockFlumeThatDiedIsOpened() throws Exception {
        assertThat(StockFlume.channel(StockFlume.classPath(), "crash", directory))
                .isEqualTo(9);

        assertEverythingIsTaken(StockFlume.agentsClassPath());
    }

    @Test
    void aChannelOfStockFlumeIsOpenedFromItsCompressedSecondCheckpoint() throws Exception {
        assertThat(StockFlume.channel(StockFlume.classPath(), "fill", directory))
                .isZero();
        assertThat(names(directory.resolve("backup"))).anyMatch(name -> name.contains("checkpoint"));
        Path checkpoint = directory.resolve("checkpoint").resolve("checkpoint");
        byte[] bytes = Files.readAllBytes(checkpoint);
        bytes[7] ^= 1; // of the version
        Files.write(checkpoint, bytes);

        assertEverythingIsTaken(StockFlume.agentsClassPath());
    }

    @Test
    void stockFlumeOpensAChannelOfOurs() throws Exception {
        assertThat(StockFlume.channel(StockFlume.agentsClassPath(), "fill", directory))
                .isZero();

        assertEverythingIsTaken(StockFlume.classPath());
    }

    private void assertEverythingIsTaken(String classPath) throws IOException, InterruptedException {
        assertThat(StockFlume.channel(classPath, "empty", directory)).isZero();

        List<String> expected = IntStream.range(ChannelTool.FIRST, ChannelTool.END)
                .mapToObj(number -> ChannelTool.line(ChannelTool.event(number)))
                .toList();
        assertThat(Files.readAllLines(directory.resolve("taken"))).containsExactlyElementsOf(expected);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
