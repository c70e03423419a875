/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.golden.HostileLines;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long good requests wait while somebody sends hostile ones: an agent of the packed program as in {@code single.conf} beside
 * one log, into which as many lines of 99 hostile categories are written as good ones, in turn, at a steady rate. Each good line
 * is to be recorded once; the longest time that one was on the disk and not yet in Matomo's tables is the longest stall.
 */
@Command(
        name = "hostile-run",
        mixinStandardHelpOptions = true,
        description = "Measures the longest stall among hostile lines. Exit codes: 0 measured, 1 something went wrong.")
public final class HostileRun implements Callable<Integer> {
    private static final String SCHEMA = "hostile";
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String AFTER_TIME = "\",\"client\"";
    private static final String GOOD = " FROM matomo_log_link_visit_action l JOIN matomo_log_action a"
            + " ON a.idaction = l.idaction_name WHERE a.name LIKE 'good-%'";

    @Option(names = "--agent", required = true, paramLabel = "DIR", description = "The unpacked program.")
    private Path agent;

    @Option(
            names = "--each",
            paramLabel = "N",
            defaultValue = "3000",
            description = "So many hostile and so many good lines. Default: ${DEFAULT-VALUE}")
    private int each;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "200",
            description = "Lines a second, hostile and good together. Default: ${DEFAULT-VALUE}")
    private int rate;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "1000",
            description = "So many good lines before that, at the same rate, not counted. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there.")
    private Path json;

    private final PrintStream out = System.out;
    private final HostileLines lines = new HostileLines(42);
    private long[] writtenAt = {};
    private final AtomicInteger good = new AtomicInteger();
    private long number;
    /** Which good line of the last run waited longest. */
    private int stalled;

    public static void main(String[] args) {
        System.exit(new CommandLine(new HostileRun()).execute(args));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Files.createDirectories(TestDatabase.directory());
        Path directory = Files.createTempDirectory(TestDatabase.directory(), "hostile-");
        Path log = Files.createDirectories(directory.resolve("logs")).resolve("site0.log");
        writtenAt = new long[each + warmUp];
        try (BenchDatabase database = new BenchDatabase()) {
            database.createMatomo(SCHEMA);
            database.createLedger(SCHEMA);
            Files.createFile(log);
            try (Connection connection = database.connect(SCHEMA);
                    MeasuredAgent process = MeasuredAgent.start(
                            agent, directory, database, SCHEMA, "web1", "matomo.sources.access.disorder = 0")) {
                run(connection, log, warmUp, false);
                long stall = run(connection, log, each, true);
                report(connection, stall, process.processorTime());
            }
        } finally {
            Trees.delete(directory);
        }
        return 0;
    }

    /**
     * Writes lines and waits for the last good one; returns the longest time that one waited, in nanoseconds. Before each good line stands
     * one of the category of its number.
     */
    private long run(Connection connection, Path log, int goodLines, boolean hostile)
            throws SQLException, InterruptedException {
        int before = good.get();
        Thread writer = new Thread(() -> write(log, goodLines, hostile), "writer");
        writer.start();
        long longest = 0;
        long begun = System.nanoTime();
        while (true) {
            int written = good.get();
            long now = System.nanoTime();
            int recorded = (int) number(connection, "SELECT COUNT(*)" + GOOD);
            if (recorded < written) {
                if (now - writtenAt[recorded] > longest) {
                    longest = now - writtenAt[recorded];
                    stalled = recorded - before;
                }
            }
            if (recorded >= before + goodLines) {
                writer.join();
                return longest;
            }
            if (now - begun > PATIENCE.toNanos() + TimeUnit.SECONDS.toNanos(2L * goodLines / rate)) {
                throw new IllegalStateException(
                        "Of " + (before + goodLines) + " good lines " + recorded + " are recorded.");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private void write(Path log, int goodLines, boolean hostile) {
        int categories = HostileLines.categories().size();
        long pause = TimeUnit.SECONDS.toNanos(1) * (hostile ? 2 : 1) / rate;
        long next = System.nanoTime();
        try (OutputStream file = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
            for (int i = 0; i < goodLines; i++) {
                String before = hostile ? now(lines.line(i % categories, number++, 200 + 37 * (i % 100))) : "";
                String line = now(lines.harmless(number++, 20));
                file.write((before + line).getBytes(StandardCharsets.UTF_8));
                writtenAt[good.get()] = System.nanoTime();
                good.incrementAndGet();
                next += pause;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A line of the present moment. */
    private static String now(String line) {
        long millis = System.currentTimeMillis();
        return String.format(Locale.ROOT, "{\"time\":\"%d.%03d", millis / 1000, millis % 1000)
                + line.substring(line.indexOf(AFTER_TIME)) + "\n";
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private void report(Connection connection, long stall, Duration processor) throws IOException, SQLException {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("categories", (double) HostileLines.categories().size());
        figures.put("hostileLines", (double) each);
        figures.put("goodLines", (double) each);
        figures.put("goodRecorded", (double) number(connection, "SELECT COUNT(*)" + GOOD) - warmUp);
        figures.put("goodDistinct", (double) number(connection, "SELECT COUNT(DISTINCT a.name)" + GOOD) - warmUp);
        figures.put("longestStallMillis", stall / 1e6);
        figures.put("stalledLine", (double) stalled);
        figures.put("processorSeconds", processor.toMillis() / 1e3);
        String behind = HostileLines.categories()
                .get(stalled % HostileLines.categories().size());
        out.println("The good line that waited longest was number " + stalled + ", behind one of " + behind + ".");
        out.println("| categories | hostile lines | good lines | of these recorded | distinct | longest stall, ms |");
        out.println("|---|---|---|---|---|---|");
        out.printf(
                Locale.ROOT,
                "| %,.0f | %,.0f | %,.0f | %,.0f | %,.0f | %,.0f |%n",
                figures.values().stream().limit(6).toArray());
        Cost.print(figures, out, json);
    }
}
