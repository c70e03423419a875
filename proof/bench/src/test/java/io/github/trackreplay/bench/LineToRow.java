/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.database.TestDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long a line takes to become a committed row where the agent has nothing else to do: the packed program with source, file
 * channel and sink as in {@code single.conf}, with {@code disorder = 0}, beside one log. The lines come one at a time, each after
 * the last one has arrived and a pause that has nothing to do with the rhythm of whatever polls.
 */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        description = "Measures how long a line takes to become a row. Exit codes: 0 measured, 1 something went wrong.")
public final class LineToRow implements Callable<Integer> {
    private static final Line LINE = Line.named("trackreplay_json");
    private static final Duration LOOK = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Option(names = "--agent", required = true, paramLabel = "DIR", description = "The unpacked program.")
    private Path agent;

    @Option(names = "--lines", paramLabel = "N", defaultValue = "200", description = "Default: ${DEFAULT-VALUE}")
    private int lines;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "100",
            description = "So many before that, not counted. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Option(
            names = "--pause",
            paramLabel = "MILLIS",
            defaultValue = "80",
            description = "Before each line on the average; from 12 s on the stream sleeps. Default: ${DEFAULT-VALUE}")
    private long pause;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there.")
    private Path json;

    private final PrintStream out = System.out;
    private final Traffic traffic = new Traffic(1);
    private long sent;

    public static void main(String[] args) {
        System.exit(new CommandLine(new LineToRow()).execute(args));
    }

    @Override
    public Integer call() throws IOException, SQLException {
        Files.createDirectories(TestDatabase.directory());
        Path directory = Files.createTempDirectory(TestDatabase.directory(), "latency-");
        Path log = Files.createDirectories(directory.resolve("logs")).resolve("site0.log");
        try (BenchDatabase database = new BenchDatabase()) {
            database.createMatomo("latency");
            database.createLedger("latency");
            append(log);
            try (Applied applied = new Applied(database, "latency");
                    MeasuredAgent process = MeasuredAgent.start(
                            agent, directory, database, "latency", "web1", "matomo.sources.access.disorder = 0")) {
                applied.await(sent, LOOK, PATIENCE);
                run(log, applied, warmUp);
                Duration before = process.processorTime();
                long[] nanos = run(log, applied, lines);
                report(nanos, process.processorTime().minus(before));
            }
        } finally {
            Trees.delete(directory);
        }
        return 0;
    }

    private long[] run(Path log, Applied applied, int times) throws IOException, SQLException {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause / 8 + i * 7 % 137 * pause * 7 / 4 / 137));
            append(log);
            nanos[i] = applied.await(sent, LOOK, PATIENCE);
        }
        return nanos;
    }

    /** One call of the present moment. */
    private void append(Path log) throws IOException {
        Call call = traffic.next();
        Call now = new Call(
                System.currentTimeMillis(),
                call.address(),
                call.userAgent(),
                call.referrer(),
                call.language(),
                call.query());
        Files.writeString(
                log,
                LINE.of(now) + "\n",
                StandardCharsets.US_ASCII,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        sent++;
    }

    private void report(long[] nanos, Duration jvm) throws IOException {
        Arrays.sort(nanos);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("lines", (double) nanos.length);
        figures.put("medianMillis", nanos[nanos.length / 2] / 1e6);
        figures.put("p90Millis", nanos[nanos.length * 90 / 100] / 1e6);
        figures.put("p99Millis", nanos[nanos.length * 99 / 100] / 1e6);
        figures.put("mostMillis", nanos[nanos.length - 1] / 1e6);
        figures.put("jvmMicrosPerLine", jvm.toNanos() / 1e3 / nanos.length);
        out.println("| lines | median, ms | p90, ms | p99, ms | most, ms | JVM, µs of processor time a line |");
        out.println("|---|---|---|---|---|---|");
        out.printf(
                Locale.ROOT,
                "| %,.0f | %.0f | %.0f | %.0f | %.0f | %,.0f |%n",
                figures.values().toArray());
        Cost.print(figures, out, json);
    }
}
