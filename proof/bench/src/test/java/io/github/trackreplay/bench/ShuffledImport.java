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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What it costs an import that a log's lines are in no order: imports a made-up log as it is and shuffled, each with the same
 * heap into an empty schema of a server that has just been started, and compares the rows. Prints time, processor time, memory
 * and disk of both. The aim: the same rows in at most twice the time.
 */
@Command(
        name = "shuffled",
        mixinStandardHelpOptions = true,
        description =
                "Compares a shuffled log with a sorted one. Exit codes: 0 measured, 1 the rows differ, or an import"
                        + " failed.")
public final class ShuffledImport implements Callable<Integer> {
    @Option(names = "--agent", required = true, paramLabel = "DIR", description = "The unpacked program.")
    private Path agent;

    @Option(
            names = "--size",
            paramLabel = "N[M|G]",
            defaultValue = "1G",
            description = "How large the log is. It is needed four times on the disk, and the database's room besides."
                    + " Default: ${DEFAULT-VALUE}")
    private String size;

    @Option(
            names = "--heap",
            paramLabel = "MIB",
            defaultValue = "256",
            description = "Of the import. Default: ${DEFAULT-VALUE}")
    private int heap;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Another one, another log.")
    private long seed;

    @Option(names = "--import-option", paramLabel = "OPTION", description = "Given to the imports.")
    private List<String> more = List.of();

    private final PrintStream out = System.out;
    private final List<String> table = new ArrayList<>(List.of(
            "| log | time, s | JVM, s of processor | server, s of processor | most memory, MiB"
                    + " | database at most, MiB | afterwards, MiB | held back |",
            "|---|---|---|---|---|---|---|---|"));

    public static void main(String[] args) {
        System.exit(new CommandLine(new ShuffledImport()).execute(args));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Files.createDirectories(TestDatabase.directory());
        Path directory = Files.createTempDirectory(TestDatabase.directory(), "shuffled-");
        try (BenchDatabase database = new BenchDatabase()) {
            Line line = Line.TRACKREPLAY_JSON;
            ShuffledLog logs = new ShuffledLog(directory, seed);
            Path sorted = directory.resolve("sorted.log");
            Path shuffled = directory.resolve("shuffled.log");
            long requests = logs.sorted(sorted, line, bytes(size));
            logs.shuffled(shuffled, sorted);
            out.printf(Locale.ROOT, "%,d requests, %,d bytes; heap %d MiB%n", requests, Files.size(sorted), heap);
            Duration inOrder = measured(database, "sorted", sorted, line);
            Duration outOfOrder = measured(database, "shuffled", shuffled, line);
            table.forEach(out::println);
            out.printf(
                    Locale.ROOT, "ratio      %.2f%n", (double) outOfOrder.toNanos() / Math.max(1, inOrder.toNanos()));
            return compare(database);
        } finally {
            Trees.delete(directory);
        }
    }

    static long bytes(String text) {
        String number = text.replaceAll("[MG]$", "");
        int shift = text.endsWith("G") ? 30 : text.endsWith("M") ? 20 : 0;
        return Math.multiplyExact(Long.parseLong(number), 1L << shift);
    }

    private Duration measured(BenchDatabase database, String schema, Path log, Line line)
            throws IOException, SQLException, InterruptedException {
        database.createMatomo(schema);
        database.restart();
        Duration serverBefore = ProcessorTime.ofServer();
        long begun = System.nanoTime();
        ImportProcess.Ended ended;
        try (Peak disk = Peak.ofDisk(database.directory(schema))) {
            ended = new ImportProcess(agent, out).heap(heap).run(database, schema, log, line.format(), more);
            Duration wall = Duration.ofNanos(System.nanoTime() - begun);
            Duration server = ProcessorTime.ofServer().minus(serverBefore);
            if (ended.exitCode() != 0) {
                throw new IllegalStateException("The import ended with exit code " + ended.exitCode() + ".");
            }
            table.add(String.format(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f | %.0f | %d | %d | %d | %,d |",
                    schema,
                    seconds(wall),
                    seconds(ended.processor()),
                    seconds(server),
                    ended.mostMemory() >> 20,
                    disk.most() >> 20,
                    Peak.disk(database.directory(schema)) >> 20,
                    ended.waited()));
            return wall;
        }
    }

    private int compare(BenchDatabase database) throws SQLException {
        try (Connection connection = database.connect("sorted")) {
            List<String> different = SameRows.different(connection, "sorted", "shuffled");
            out.println(different.isEmpty() ? "rows       the same" : "rows       different in " + different);
            return different.isEmpty() ? 0 : 1;
        }
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
