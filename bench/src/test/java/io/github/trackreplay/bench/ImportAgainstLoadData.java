/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.database.TestDatabase;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How an import compares with the fastest way that the server has to take the very same rows: imports a made-up log into a
 * MariaDB on this machine, takes the final rows of Matomo's log tables out, and loads them with {@code LOAD DATA} into empty
 * tables. Prints both rates and their ratio, which means something where a rate alone does not. An import reads, parses,
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

    /** Of LOAD DATA's rate, and requests a second: the design's aims. */
    private static final double AIM = 0.5;

    private static final double FLOOR = 20_000;

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

    private final PrintStream out = System.out;

    public static void main(String[] args) {
        System.exit(new CommandLine(new ImportAgainstLoadData()).execute(args));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Files.createDirectories(TestDatabase.directory());
        Path directory = Files.createTempDirectory(TestDatabase.directory(), "bench-");
        try (MatomoDatabase database = new MatomoDatabase()) {
            Path log = writeLog(directory.resolve("access.log"));
            say(
                    "%,d requests, %,d bytes of %s; %s, %d processors",
                    requests,
                    Files.size(log),
                    format,
                    database.name(),
                    Runtime.getRuntime().availableProcessors());
            return compare(database, directory, log);
        } finally {
            delete(directory);
        }
    }

    private int compare(MatomoDatabase database, Path directory, Path log)
            throws IOException, SQLException, InterruptedException {
        database.createMatomo(IMPORTED);
        database.createMatomo(LOADED);
        database.restart();
        long begun = System.nanoTime();
        int exitCode = new ImportProcess(agent, out).run(database, IMPORTED, log, format);
        double importSeconds = secondsSince(begun);
        if (exitCode != 0) {
            say("The import ended with exit code %d: nothing to compare.", exitCode);
            return 1;
        }
        FinalRows rows;
        try (Connection connection = database.connect(IMPORTED)) {
            rows = FinalRows.of(connection, directory);
        }
        database.restart();
        try (Connection connection = database.connect(LOADED)) {
            begun = System.nanoTime();
            rows.load(connection);
            double loadSeconds = secondsSince(begun);
            List<String> different = FinalRows.different(connection, IMPORTED, LOADED);
            if (!different.isEmpty()) {
                say("LOAD DATA has not made the same rows in %s: nothing to compare.", different);
                return 1;
            }
            report(importSeconds, loadSeconds, rows);
        }
        return 0;
    }

    private void report(double importSeconds, double loadSeconds, FinalRows rows) throws IOException {
        double rate = requests / importSeconds;
        double ratio = loadSeconds / importSeconds;
        say("import     %,10.0f requests/s (%.1f s, with the start of its process)", rate, importSeconds);
        say(
                "LOAD DATA  %,10.0f requests/s (%.1f s for the same %,d rows, %,d bytes)",
                requests / loadSeconds, loadSeconds, rows.rows(), rows.bytes());
        say("ratio      %10.2f            (aim: at least %.2f, %s)", ratio, AIM, ratio >= AIM ? "reached" : "missed");
        say("floor      %,10.0f requests/s (%s)", FLOOR, rate >= FLOOR ? "kept" : "missed");
    }

    private Path writeLog(Path log) throws IOException {
        Line line = Line.named(format);
        Traffic traffic = new Traffic(seed);
        try (BufferedWriter writer = Files.newBufferedWriter(log, StandardCharsets.US_ASCII)) {
            for (int i = 0; i < requests; i++) {
                writer.write(line.of(traffic.next()));
                writer.write('\n');
            }
        }
        return log;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private static double secondsSince(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private void say(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }
}
