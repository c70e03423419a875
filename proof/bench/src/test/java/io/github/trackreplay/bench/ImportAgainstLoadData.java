/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.database.TestDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How an import compares with the fastest way that the server has to take the very same rows: imports a made-up log into a
 * MariaDB on this machine, takes the final rows of Matomo's log tables out, and loads them with {@code LOAD DATA} into empty
 * tables. Prints both rates, their ratio, and the processor time a request of both processes, which mean something where a rate
 * alone does not. An import reads, parses,
 * decides, looks things up, keeps its ledger and flushes at every commit; {@code LOAD DATA} is given the answer.
 *
 * <p>Each side begins with a server that has just been started. The import's time is that of its whole process.
 */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description =
                "Compares an import with LOAD DATA of the same rows. Exit codes: 0 measured, 1 something went wrong.")
public final class ImportAgainstLoadData implements Callable<Integer> {
    private static final String IMPORTED = "imported";
    private static final String LOADED = "loaded";

    @Option(names = "--agent", required = true, paramLabel = "DIR", description = "The unpacked program.")
    private Path agent;

    @Option(names = "--requests", paramLabel = "N", defaultValue = "200000", description = "Default: ${DEFAULT-VALUE}")
    private int requests;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Another one, another log.")
    private long seed;

    @Option(
            names = "--format",
            paramLabel = "F",
            defaultValue = "trackreplay_json",
            description = "Format of the log: combined or trackreplay_json. Default: ${DEFAULT-VALUE}")
    private String format;

    @Option(names = "--import-option", paramLabel = "OPTION", description = "Given to the import: --batch-size=500.")
    private List<String> more = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there.")
    private Path json;

    private final PrintStream out = System.out;

    public static void main(String[] args) {
        System.exit(new CommandLine(new ImportAgainstLoadData()).execute(args));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Files.createDirectories(TestDatabase.directory());
        Path directory = Files.createTempDirectory(TestDatabase.directory(), "bench-");
        try (BenchDatabase database = new BenchDatabase()) {
            Path log = BenchLog.write(directory.resolve("access.log"), format, new Traffic(seed), requests);
            say(
                    "%,d requests, %,d bytes of %s; %s, %d processors",
                    requests,
                    Files.size(log),
                    format,
                    database.name(),
                    Runtime.getRuntime().availableProcessors());
            return compare(database, directory, log);
        } finally {
            Trees.delete(directory);
        }
    }

    private int compare(BenchDatabase database, Path directory, Path log)
            throws IOException, SQLException, InterruptedException {
        database.createMatomo(IMPORTED);
        database.createMatomo(LOADED);
        database.restart();
        Duration serverBefore = ProcessorTime.ofServer();
        long begun = System.nanoTime();
        ImportProcess.Ended ended = new ImportProcess(agent, out).run(database, IMPORTED, log, format, more);
        Duration wall = since(begun);
        Duration server = ProcessorTime.ofServer().minus(serverBefore);
        if (ended.exitCode() != 0) {
            say("The import ended with exit code %d: nothing to compare.", ended.exitCode());
            return 1;
        }
        FinalRows rows;
        try (Connection connection = database.connect(IMPORTED)) {
            rows = FinalRows.of(connection, directory);
        }
        database.restart();
        try (Connection connection = database.connect(LOADED)) {
            serverBefore = ProcessorTime.ofServer();
            begun = System.nanoTime();
            rows.load(connection);
            Duration loadWall = since(begun);
            Duration loadServer = ProcessorTime.ofServer().minus(serverBefore);
            List<String> different = FinalRows.different(connection, IMPORTED, LOADED);
            if (!different.isEmpty()) {
                say("LOAD DATA has not made the same rows in %s: nothing to compare.", different);
                return 1;
            }
            report(
                    new ImportMeasure(requests, wall, ended.processor(), server, ended.waited(), loadWall, loadServer),
                    rows);
        }
        return 0;
    }

    private void report(ImportMeasure measure, FinalRows rows) throws IOException {
        say("%,d rows of Matomo's log tables, %,d bytes", rows.rows(), rows.bytes());
        measure.table().forEach(out::println);
        out.println(measure.json());
        if (json != null) {
            Files.writeString(json, measure.json() + System.lineSeparator());
        }
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private void say(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }
}
