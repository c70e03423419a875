/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.database.TestDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a request costs where there is ten times as much of something: an import into empty tables beside one behind ten times its
 * requests, one of ten times as many pages, and one of ten streams. Each import is a process of its own on a server that has just
 * been started, so processor times can be compared; each pays for a start.
 */
@Command(
        name = "growth",
        mixinStandardHelpOptions = true,
        description =
                "Measures how the cost of a request grows with rows, actions and streams. Exit codes: 0 measured, 1"
                        + " something went wrong.")
public final class Growth implements Callable<Integer> {
    private static final int TIMES = 10;
    private static final int AT_ONCE = 1_000;
    private static final String FORMAT = "trackreplay_json";

    @Option(names = "--agent", required = true, paramLabel = "DIR", description = "The unpacked program.")
    private Path agent;

    @Option(names = "--requests", paramLabel = "N", defaultValue = "100000", description = "Default: ${DEFAULT-VALUE}")
    private int requests;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there.")
    private Path json;

    private final PrintStream out = System.out;
    private final List<Cost> costs = new ArrayList<>();
    private final Set<String> schemas = new HashSet<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new Growth()).execute(args));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Files.createDirectories(TestDatabase.directory());
        Path directory = Files.createTempDirectory(TestDatabase.directory(), "growth-");
        try (BenchDatabase database = new BenchDatabase()) {
            Path log = BenchLog.write(directory.resolve("access.log"), FORMAT, new Traffic(1), requests);
            measure(database, "empty", "empty", List.of(log), requests);
            Path before = BenchLog.write(directory.resolve("before.log"), FORMAT, before(), TIMES * requests);
            measure(database, "before", "full", List.of(before), (long) TIMES * requests);
            measure(database, "rows", "full", List.of(log), requests);
            Traffic wide = new Traffic(1, AT_ONCE, TIMES * Traffic.PAGES, Traffic.BEGIN);
            Path pages = BenchLog.write(directory.resolve("pages.log"), FORMAT, wide, requests);
            measure(database, "actions", "wide", List.of(pages), requests);
            List<Path> logs = IntStream.rangeClosed(1, TIMES)
                    .mapToObj(i -> directory.resolve("stream" + i + ".log"))
                    .toList();
            measure(database, "streams", "many", BenchLog.write(logs, FORMAT, new Traffic(1), requests), requests);
            report();
        } finally {
            Trees.delete(directory);
        }
        return 0;
    }

    /** Other visitors, whose last call comes before the first one of the log that is measured. */
    private Traffic before() {
        Duration lasting = Duration.ofMillis((long) TIMES * requests * Traffic.MEAN_PAUSE);
        return new Traffic(2, AT_ONCE, Traffic.PAGES, Traffic.BEGIN.minus(lasting.multipliedBy(2)));
    }

    private void measure(BenchDatabase database, String name, String schema, List<Path> logs, long number)
            throws IOException, SQLException, InterruptedException {
        if (schemas.add(schema)) {
            database.createMatomo(schema);
        }
        costs.add(ImportProcess.measured(name, agent, out, database, schema, logs, FORMAT, number));
    }

    private void report() throws IOException {
        Cost.table(costs).forEach(out::println);
        Map<String, Double> figures = new LinkedHashMap<>();
        costs.forEach(cost -> figures.putAll(cost.figures()));
        Cost base = costs.get(0);
        out.println();
        out.println("| ten times as many | JVM, of an import into empty tables | server | both |");
        out.println("|---|---|---|---|");
        for (Cost cost : costs.subList(2, costs.size())) {
            double jvm = cost.jvmMicros() / base.jvmMicros();
            double server = cost.serverMicros() / base.serverMicros();
            double both = (cost.jvmMicros() + cost.serverMicros()) / (base.jvmMicros() + base.serverMicros());
            out.printf(Locale.ROOT, "| %s | %.2f | %.2f | %.2f |%n", cost.name(), jvm, server, both);
            figures.put(cost.name() + ".jvmGrowth", jvm);
            figures.put(cost.name() + ".serverGrowth", server);
            figures.put(cost.name() + ".growth", both);
        }
        Cost.print(figures, out, json);
    }
}
