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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What an agent costs that has nothing to do: the packed program with source, file channel and sink, as in {@code single.conf},
 * beside few and many logs that nobody writes to, and a MariaDB. First it reads what there is; when its processor time has
 * stopped falling, and two and a half minutes have passed, it is at rest, and what it then uses is measured, by thread as well.
 */
@Command(
        name = "idle",
        mixinStandardHelpOptions = true,
        description = "Measures an agent at rest. Exit codes: 0 measured, 1 something went wrong.")
public final class IdleAgent implements Callable<Integer> {
    private static final List<BagOfLogs> ALL = List.of(
            new BagOfLogs("one", 0, 1),
            new BagOfLogs("finished", 5_000, 1),
            new BagOfLogs("live", 0, 2_000),
            new BagOfLogs("many", 100_000, 1),
            new BagOfLogs("both", 100_000, 2_000));

    /** From its start on: in its first minute an agent joins no heartbeats, and the compiler is busy for another one. */
    private static final Duration SETTLED = Duration.ofSeconds(150);

    @Option(names = "--agent", required = true, paramLabel = "DIR", description = "The unpacked program.")
    private Path agent;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "60", description = "Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--only",
            paramLabel = "BAG",
            description = "one, finished (5,000 files), live (2,000 logs), many (100,000 files) or both. Default: all.")
    private List<String> only = List.of();

    @Option(names = "--keep", description = "Leaves the directories with logs, configuration and the agent's words.")
    private boolean keep;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there.")
    private Path json;

    private final PrintStream out = System.out;
    private final Map<String, Double> figures = new LinkedHashMap<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new IdleAgent()).execute(args));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Files.createDirectories(TestDatabase.directory());
        List<String> table = new ArrayList<>(List.of(
                "| logs | to rest, s | processor time for that, s | most memory, MiB | at rest, % of a core |",
                "|---|---|---|---|---|"));
        try (BenchDatabase database = new BenchDatabase()) {
            for (BagOfLogs bag : ALL) {
                if (only.isEmpty() || only.contains(bag.name())) {
                    database.createMatomo(bag.name());
                    database.createLedger(bag.name());
                    table.add(measured(database, bag));
                }
            }
        }
        table.forEach(out::println);
        Cost.print(figures, out, json);
        return 0;
    }

    private String measured(BenchDatabase database, BagOfLogs bag) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(TestDatabase.directory(), "idle-");
        bag.write(directory.resolve("logs"));
        long begun = System.nanoTime();
        try (MeasuredAgent process = MeasuredAgent.start(agent, directory, database, bag)) {
            Duration toRest = process.awaitRest();
            long took = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            Thread.sleep(Math.max(0, SETTLED.toMillis() - took * 1000));
            double share = atRest(process);
            long memory = process.mostMemory() >> 20;
            figures.put(bag.name() + ".percentOfACore", share);
            figures.put(bag.name() + ".mostMemoryMebibytes", (double) memory);
            String row = String.format(
                    Locale.ROOT, "| %s | %d | %.1f | %d | %.2f |", bag, took, toRest.toMillis() / 1e3, memory, share);
            out.println(row);
            return row;
        } finally {
            if (!keep) {
                Trees.delete(directory);
            }
        }
    }

    /** Per cent of a core. */
    private double atRest(MeasuredAgent process) throws IOException, InterruptedException {
        Duration before = process.processorTime();
        ThreadTimes threadsBefore = process.threads();
        Thread.sleep(Duration.ofSeconds(seconds).toMillis());
        Duration used = process.processorTime().minus(before);
        process.threads().since(threadsBefore, Duration.ofSeconds(seconds)).forEach(out::println);
        return used.toMillis() / 10.0 / seconds;
    }
}
