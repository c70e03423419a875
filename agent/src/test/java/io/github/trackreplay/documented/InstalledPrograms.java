/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The real programs that the documentation speaks of. A test whose program is missing is skipped, and says so. */
final class InstalledPrograms {
    private InstalledPrograms() {}

    /** What a program said and how it ended. */
    record Answer(int exitCode, String text) {}

    /** The program's path, under the first of these names that is there. */
    static String require(String... names) {
        Optional<Path> found = Arrays.stream(names)
                .flatMap(name -> Stream.concat(
                                Arrays.stream(System.getenv("PATH").split(":")),
                                Stream.of("/usr/sbin", "/sbin", "/usr/local/sbin"))
                        .map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(found.isPresent(), () -> "skipped: " + names[0] + " is not installed on this machine");
        return found.orElseThrow().toString();
    }

    static Answer run(Path directory, String... command) throws IOException, InterruptedException {
        return run(directory, Files.createTempFile(directory, "run", ".out"), new ArrayList<>(List.of(command)));
    }

    private static Answer run(Path directory, Path output, List<String> command)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(new java.io.File("/dev/null"))
                .start();
        int exitCode = process.waitFor();
        return new Answer(exitCode, Files.readString(output, StandardCharsets.UTF_8));
    }
}
