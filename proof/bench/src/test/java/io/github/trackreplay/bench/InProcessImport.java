/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import com.sun.management.OperatingSystemMXBean;
import io.github.trackreplay.cli.TrackReplay;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** {@code trackreplay import} within this virtual machine, which is warm after the first ones: for comparing small differences. */
final class InProcessImport {
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final BenchDatabase database;

    InProcessImport(BenchDatabase database) {
        this.database = database;
    }

    /**
     * What one took.
     *
     * @param jvm processor time of this process
     * @param server processor time of the database server
     */
    record Took(Duration wall, Duration jvm, Duration server) {}

    /** Imports into a schema; what it says is an error's text, if it fails. */
    Took run(String schema, String stream, String... options) {
        List<String> command = new ArrayList<>(List.of("import", "--late=apply"));
        command.addAll(List.of(options));
        command.addAll(List.of("--format=" + Line.TRACKREPLAY_JSON.format(), "--stream", stream));
        command.addAll(List.of("--url", database.url(schema), "--user", database.user()));
        command.addAll(List.of("--password", database.password()));
        StringWriter said = new StringWriter();
        CommandLine line = TrackReplay.commandLine();
        line.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
        System.gc(); // what the one before has left is not this one's
        Duration server = ProcessorTime.ofServer();
        long begun = System.nanoTime();
        long before = system.getProcessCpuTime();
        int exitCode = line.execute(command.toArray(String[]::new));
        Duration jvm = Duration.ofNanos(system.getProcessCpuTime() - before);
        if (exitCode != 0) {
            throw new IllegalStateException("The import ended with exit code " + exitCode + ":\n" + said);
        }
        return new Took(
                Duration.ofNanos(System.nanoTime() - begun),
                jvm,
                ProcessorTime.ofServer().minus(server));
    }
}
