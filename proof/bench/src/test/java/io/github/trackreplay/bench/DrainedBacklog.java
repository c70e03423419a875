/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.database.TestDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How fast a real agent drains a backlog, beside an import of the same log in the same run: the packed program with source, file
 * channel and sink as in {@code single.conf}, which finds a log that it has never read. Both begin with a server that has just
 * been started, and count from the start of their process to the commit of the last request.
 */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        description = "Compares a real agent that drains a backlog with an import. Exit codes: 0 measured, 1 something"
                + " went wrong.")
public final class DrainedBacklog implements Callable<Integer> {
    private static final String FORMAT = "trackreplay_json";
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofHours(1);

    @Option(names = "--agent", required = true, paramLabel = "DIR", description = "The unpacked program.")
    private Path agent;

    @Option(names = "--requests", paramLabel = "N", defaultValue = "200000", description = "Default: ${DEFAULT-VALUE}")
    private int requests;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Another one, another log.")
    private long seed;

    @Option(names = "--setting", paramLabel = "LINE", description = "A further line of the agent's configuration.")
    private List<String> settings = List.of();

    @Option(names = "--no-import", description = "Measures the agent alone.")
    private boolean alone;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there.")
    private Path json;

    private final PrintStream out = System.out;

    public static void main(String[] args) {
        System.exit(new CommandLine(new DrainedBacklog()).execute(args));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Files.createDirectories(TestDatabase.directory());
        Path directory = Files.createTempDirectory(TestDatabase.directory(), "drain-");
        try (BenchDatabase database = new BenchDatabase()) {
            Path log = BenchLog.write(
                    Files.createDirectories(directory.resolve("logs")).resolve("site0.log"),
                    FORMAT,
                    new Traffic(seed),
                    requests);
            if (alone) {
                Cost drained = drained(database, directory);
                Cost.table(List.of(drained)).forEach(out::println);
                Cost.print(drained.figures(), out, json);
            } else {
                report(imported(database, log), drained(database, directory));
            }
        } finally {
            Trees.delete(directory);
        }
        return 0;
    }

    private Cost imported(BenchDatabase database, Path log) throws IOException, SQLException, InterruptedException {
        database.createMatomo("imported");
        return ImportProcess.measured("import", agent, out, database, "imported", List.of(log), FORMAT, requests);
    }

    private Cost drained(BenchDatabase database, Path directory) throws IOException, SQLException {
        database.createMatomo("drained");
        database.createLedger("drained");
        database.restart();
        Duration serverBefore = ProcessorTime.ofServer();
        long begun = System.nanoTime();
        try (Applied applied = new Applied(database, "drained");
                MeasuredAgent process = MeasuredAgent.start(
                        agent, directory, database, "drained", "web1", settings.toArray(String[]::new))) {
            applied.await(requests, LOOK, PATIENCE);
            return new Cost(
                    "agent",
                    requests,
                    Duration.ofNanos(System.nanoTime() - begun),
                    process.processorTime(),
                    ProcessorTime.ofServer().minus(serverBefore));
        }
    }

    private void report(Cost imported, Cost drained) throws IOException {
        Cost.table(List.of(imported, drained)).forEach(out::println);
        double share = drained.perSecond() / imported.perSecond();
        out.printf(Locale.ROOT, "%nThe agent drains at %.2f of the import's rate.%n", share);
        Map<String, Double> figures = new LinkedHashMap<>(imported.figures());
        figures.putAll(drained.figures());
        figures.put("share", share);
        Cost.print(figures, out, json);
    }
}
