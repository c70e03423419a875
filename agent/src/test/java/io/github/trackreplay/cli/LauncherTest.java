/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/trackreplay} gives to Java, by a Java that only says what it was given. */
class LauncherTest {
    @TempDir
    private Path home;

    @BeforeEach
    void makeJava() throws IOException {
        Path bin = Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        Files.createFile(
                bin.resolve("java"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(bin.resolve("java"), "#!/bin/sh\nfor word in \"$@\"; do echo \"$word\"; done\n");
    }

    @Test
    void anImportBeginsWithAllOfALargeHeapAndMostOfItYoung() throws Exception {
        assertThat(run(Map.of("TRACKREPLAY_HEAP", "1024"), "import"))
                .contains("-Xmx1024m", "-Xms1024m", "-Xmn640m", "import");
    }

    @Test
    void anImportTakesWhatIsFreeWhereNothingIsSaid() throws Exception {
        assertThat(run(Map.of(), "import"))
                .filteredOn(word -> word.startsWith("-Xmx"))
                .hasSize(1)
                .containsAnyOf("-Xmx256m", "-Xmx512m", "-Xmx1024m", "-Xmx2048m");
    }

    /** Java warns about an option that the system has not got. */
    @Test
    void aLargeHeapIsInLargePagesWhereTheSystemHasThem() throws Exception {
        Path setting = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
        boolean offered =
                Files.isReadable(setting) && !Files.readString(setting).contains("[never]");
        String option = "-XX:+UseTransparentHugePages";

        List<String> large = run(Map.of("TRACKREPLAY_HEAP", "1024"), "import");
        assertThat(large.contains(option)).as(large.toString()).isEqualTo(offered);
        assertThat(run(Map.of("TRACKREPLAY_HEAP", "1024"), "agent")).doesNotContain(option);
        assertThat(run(Map.of("TRACKREPLAY_HEAP", "256"), "import")).doesNotContain(option);
    }

    @Test
    void smallHeapsAndOnesWithAUnitAreTakenAsTheyAre() throws Exception {
        assertThat(run(Map.of("TRACKREPLAY_HEAP", "300"), "import"))
                .contains("-Xmx300m")
                .noneMatch(word -> word.startsWith("-Xms") || word.startsWith("-Xmn"));
        assertThat(run(Map.of("TRACKREPLAY_HEAP", "2g"), "import"))
                .contains("-Xmx2g")
                .noneMatch(word -> word.startsWith("-Xms") || word.startsWith("-Xmn"));
    }

    @Test
    void anAgentAndOtherCommandsKeepTheirHeap() throws Exception {
        for (String command : List.of("agent", "status")) {
            assertThat(run(Map.of(), command))
                    .contains("-Xmx256m")
                    .noneMatch(word -> word.startsWith("-Xms") || word.startsWith("-Xmn"));
        }
    }

    private List<String> run(Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("sh", "src/main/agent/bin/trackreplay"), Stream.of(words))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("TRACKREPLAY_"));
        builder.environment().put("JAVA_HOME", home.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().toList();
    }
}
