/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that the packaged program makes for itself, by the Java that runs the tests. */
class ClassArchiveTest {
    private static final String LOADED = "-Xlog:class+load:file=";

    @TempDir
    Path directory;

    private Path home;

    /** The package, but for a place of its own to write to. */
    @BeforeEach
    void install() throws IOException {
        home = Files.createDirectories(directory.resolve("a home"));
        Path bin = Files.createDirectories(home.resolve("bin"));
        Files.copy(
                Agent.home().resolve("bin/trackreplay"),
                bin.resolve("trackreplay"),
                StandardCopyOption.COPY_ATTRIBUTES);
        for (String part : new String[] {"lib", "plugins.d", "conf"}) {
            Files.createSymbolicLink(home.resolve(part), Agent.home().resolve(part));
        }
    }

    @Test
    @EnabledIfSystemProperty(
            named = "trackreplay.torture",
            matches = "true") // some 20 s; the package's test makes archives too
    void classesComeFromTheArchiveAndOneThatDoesNotFitIsPassedByWithoutAWord() throws Exception {
        assertThat(run(Map.of(), "class-archive")).isEqualTo(home + "/classes.jsa\n");
        assertThat(Files.size(home.resolve("classes.jsa"))).isGreaterThan(1 << 20);

        Path loaded = directory.resolve("loaded");
        String version = run(Map.of("TRACKREPLAY_OPTS", "-Xshare:on " + LOADED + loaded), "--version");
        assertThat(version).startsWith("Track Replay ");
        assertThat(Files.readAllLines(loaded))
                .filteredOn(line -> line.contains(" io.github.trackreplay.cli.TrackReplay "))
                .singleElement()
                .asString()
                .contains("shared objects file (top)");

        Files.writeString(home.resolve("classes.jsa"), "no archive");
        assertThat(run(Map.of(), "--version")).isEqualTo(version);
    }

    private String run(Map<String, String> environment, String word) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(home.resolve("bin/trackreplay").toString(), word).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("TRACKREPLAY_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
