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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What it costs an import to look for requests that Matomo's tables have already: the processor time of this virtual machine for
 * imports that differ in {@code --already-recorded} alone, in turn, each into a schema of its own. Two bags: a log that has grown
 * behind what the ledger has, and a log of a time in which Matomo has recorded other visitors. The first rounds warm up and do
 * not count. The aim: at most a tenth more than {@code apply}, for which nobody looks.
 */
@Command(
        name = "recorded",
        mixinStandardHelpOptions = true,
        description = "Measures the look for recorded requests. Exit codes: 0 measured, 1 something went wrong.")
public final class RecordedCost implements Callable<Integer> {
    private static final List<String> RULES = List.of("apply", "refuse", "skip");

    @Option(names = "--requests", paramLabel = "N", defaultValue = "20000", description = "A round. ${DEFAULT-VALUE}")
    private int requests;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "2",
            description = "Rounds. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    private final PrintStream out = System.out;
    private final Map<String, List<InProcessImport.Took>> took = new LinkedHashMap<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new RecordedCost()).execute(args));
    }

    @Override
    public Integer call() throws IOException, SQLException {
        Files.createDirectories(TestDatabase.directory());
        Path directory = Files.createTempDirectory(TestDatabase.directory(), "recorded-");
        try (BenchDatabase database = new BenchDatabase()) {
            for (String rule : RULES) {
                database.createMatomo("grown_" + rule);
                database.createMatomo("between_" + rule);
            }
            Traffic traffic = new Traffic(1);
            for (int round = 0; round < warmUp + rounds; round++) {
                List<Call> calls = traffic.next(requests);
                for (int turn = 0; turn < RULES.size(); turn++) {
                    String rule = RULES.get((round + turn) % RULES.size());
                    grown(database, directory, rule, calls, round >= warmUp);
                    between(database, directory, rule, calls, round);
                }
            }
        } finally {
            Trees.delete(directory);
        }
        out.println("| log | --already-recorded | JVM, s of processor a round | server, s | JVM, mean | of apply"
                + " | with the server |");
        out.println("|---|---|---|---|---|---|---|");
        took.keySet().forEach(this::row);
        return 0;
    }

    private void grown(BenchDatabase database, Path directory, String rule, List<Call> calls, boolean counts)
            throws IOException {
        String schema = "grown_" + rule;
        Path log = directory.resolve(schema + ".log");
        append(log, calls);
        run(database, schema, rule, "web1=" + log, counts);
    }

    /** Of half of the visitors Matomo has recorded the calls. */
    private void between(BenchDatabase database, Path directory, String rule, List<Call> calls, int round)
            throws IOException {
        String schema = "between_" + rule;
        Path live = directory.resolve(schema + "-live" + round + ".log");
        Path log = directory.resolve(schema + round + ".log");
        append(live, calls.stream().filter(RecordedCost::isLive).toList());
        append(log, calls.stream().filter(call -> !isLive(call)).toList());
        run(database, schema, "apply", "live=" + live, false);
        run(database, schema, rule, "web1=" + log, round >= warmUp);
    }

    private static boolean isLive(Call call) {
        return call.query().replaceAll("^.*&_id=([^&]*).*$", "$1").hashCode() % 2 == 0;
    }

    private static void append(Path log, List<Call> calls) throws IOException {
        List<String> lines = calls.stream().map(Line.TRACKREPLAY_JSON::of).toList();
        Files.write(log, lines, StandardCharsets.US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void run(BenchDatabase database, String schema, String rule, String stream, boolean counts) {
        InProcessImport.Took one = new InProcessImport(database).run(schema, stream, "--already-recorded=" + rule);
        if (counts) {
            took.computeIfAbsent(schema, name -> new ArrayList<>()).add(one);
        }
    }

    private void row(String schema) {
        String[] name = schema.split("_");
        out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | %.2f | %.2f | %.2f |%n",
                name[0],
                name[1],
                each(schema, InProcessImport.Took::jvm),
                each(schema, InProcessImport.Took::server),
                jvm(schema),
                jvm(schema) / jvm(name[0] + "_apply"),
                both(schema) / both(name[0] + "_apply"));
    }

    private String each(String schema, Function<InProcessImport.Took, Duration> part) {
        return String.join(
                ", ",
                took.getOrDefault(schema, List.of()).stream()
                        .map(one -> String.format(
                                Locale.ROOT, "%.2f", part.apply(one).toNanos() / 1e9))
                        .toList());
    }

    private double jvm(String schema) {
        return mean(schema, InProcessImport.Took::jvm);
    }

    private double both(String schema) {
        return jvm(schema) + mean(schema, InProcessImport.Took::server);
    }

    private double mean(String schema, Function<InProcessImport.Took, Duration> part) {
        return took.getOrDefault(schema, List.of()).stream()
                .mapToDouble(one -> part.apply(one).toNanos() / 1e9)
                .average()
                .orElseThrow();
    }
}
