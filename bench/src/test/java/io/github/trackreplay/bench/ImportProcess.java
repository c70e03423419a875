/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** {@code trackreplay import} as people run it: the packed program in a process of its own, with its own heap. */
final class ImportProcess {
    private static final String PASSWORD = "BENCH_PASSWORD";

    private final Path agent;
    private final PrintStream out;

    /**
     * @param agent the unpacked program's directory
     * @param out gets what the import says
     */
    ImportProcess(Path agent, PrintStream out) {
        this.agent = agent;
        this.out = out;
    }

    /** Imports a log into an empty schema and waits for the end; gives the exit code. */
    int run(MatomoDatabase database, String schema, Path log, String format) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        agent.resolve("bin/trackreplay").toString(),
                        "import",
                        "--url",
                        database.url(schema),
                        "--user",
                        database.user(),
                        "--password-env",
                        PASSWORD,
                        "--format",
                        format,
                        "--stream",
                        "web1=" + log))
                .redirectErrorStream(true);
        builder.environment().put(PASSWORD, database.password());
        Process process = builder.start();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            process.getOutputStream().close();
            said.lines().forEach(line -> out.println("  | " + line));
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }
}
