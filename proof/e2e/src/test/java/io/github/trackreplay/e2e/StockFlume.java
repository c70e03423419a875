/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Flume 1.11.0 with the very jars that it is released with, and programs that run with these jars or with our agent's. */
final class StockFlume {
    private static final int PATIENCE_SECONDS = 60;

    private StockFlume() {}

    /** Where the build put its jars. */
    static Path jars() {
        Path jars = Path.of("target", "stock-flume").toAbsolutePath();
        if (!Files.isDirectory(jars)) {
            throw new IllegalStateException(
                    "There is no stock Flume in " + jars + ". Run these tests with 'mvn verify'.");
        }
        return jars;
    }

    static String classPath() {
        return jars() + "/*";
    }

    /** What our agent runs with: what is packaged, not what the tests were compiled with. */
    static String agentsClassPath() {
        Path home = Agent.home();
        return home.resolve("conf") + File.pathSeparator + home.resolve("lib") + "/*";
    }

    /**
     * Makes a home directory in which {@code bin/trackreplay agent -f FILE} starts Flume's own main class with Flume's own jars
     * and our plugin, as in {@code existing-flume.conf}.
     */
    static Path withPlugin(Path home, String agent) throws IOException {
        Path plugin = Agent.home().resolve("plugins.d").resolve("trackreplay");
        String classPath = String.join(
                File.pathSeparator,
                Agent.home().resolve("conf").toString(),
                classPath(),
                plugin.resolve("lib") + "/*",
                plugin.resolve("libext") + "/*");
        Path script = Files.createDirectories(home.resolve("bin")).resolve("trackreplay");
        Files.writeString(
                script,
                "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -Xmx256m "
                        + Agent.QUICK_START + " $TRACKREPLAY_OPTS -cp '" + classPath
                        + "' org.apache.flume.node.Application -n " + agent + " -f \"$3\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return home;
    }

    /** A home directory with Flume's own jars, and our plugin's archive unpacked in it as its users do. */
    static Path unpacked(Path home) throws IOException {
        Files.createSymbolicLink(Files.createDirectories(home).resolve("lib"), jars());
        try (Stream<Path> files = Files.list(Agent.home().getParent());
                ZipInputStream archive = new ZipInputStream(Files.newInputStream(
                        files.filter(file -> file.getFileName().toString().startsWith("trackreplay-plugin-"))
                                .findFirst()
                                .orElseThrow()))) {
            for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                Path target = home.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(archive, target);
                }
            }
        }
        return home;
    }

    /** What the shell script at this path says, on both of its outputs. */
    static String run(Path script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return output;
    }

    /** Runs {@link ChannelTool} and gives its exit code. */
    static int channel(String classPath, String action, Path directory) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Agent.QUICK_START,
                "-cp",
                classPath + File.pathSeparator + ownClasses(),
                ChannelTool.class.getName(),
                action,
                directory.toString()));
        Path output = directory.resolve(action + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            assertThat(output).as("the program does not end").isEmptyFile();
        }
        return process.exitValue();
    }

    private static String ownClasses() {
        return Path.of(ChannelTool.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }
}
