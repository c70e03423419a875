/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.database.TestDatabase;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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
 * {@code trackreplay import --tracking-api} beside Matomo's own {@code import_logs.py --replay-tracking}: the same log, the same stand-in for
 * a Matomo, as many calls at the same time with as many requests each, in turn. The script is the user's: it is no part of this project.
 */
@Command(
        name = "tracking-api",
        mixinStandardHelpOptions = true,
        description =
                "Compares the replay through the Tracking API with Matomo's own importer. Exit codes: 0 measured, 1 something"
                        + " went wrong.")
public final class ImportAgainstLogImporter implements Callable<Integer> {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @Option(names = "--agent", required = true, paramLabel = "DIR", description = "The unpacked program.")
    private Path agent;

    @Option(
            names = "--script",
            required = true,
            paramLabel = "FILE",
            description = "Matomo's import_logs.py, of the project matomo-log-analytics.")
    private Path script;

    @Option(names = "--python", defaultValue = "python3", paramLabel = "P", description = "Default: ${DEFAULT-VALUE}")
    private String python;

    @Option(names = "--requests", paramLabel = "N", defaultValue = "100000", description = "Default: ${DEFAULT-VALUE}")
    private int requests;

    @Option(
            names = "--lanes",
            paramLabel = "N",
            defaultValue = "4",
            description = "Calls at the same time, of both. Default: ${DEFAULT-VALUE}")
    private int lanes;

    @Option(
            names = "--bulk",
            paramLabel = "N",
            defaultValue = "200",
            description = "Most requests of a call, of both. Default: ${DEFAULT-VALUE}")
    private int bulk;

    @Option(
            names = "--micros",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Time that the stand-in takes for a request; a real Matomo takes some thousand. Default: ${DEFAULT-VALUE}")
    private long micros;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there.")
    private Path json;

    private final PrintStream out = System.out;

    public static void main(String[] args) {
        System.exit(new CommandLine(new ImportAgainstLogImporter()).execute(args));
    }

    /** One of the two, once. */
    private record Run(String name, Duration wall, Duration processor, CountingTracker.Received received) {
        double perSecond() {
            return received.requests() / (wall.toNanos() / 1e9);
        }

        double micros() {
            return processor.toNanos() / 1e3 / Math.max(1, received.requests());
        }
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Files.createDirectories(TestDatabase.directory());
        Path directory = Files.createTempDirectory(TestDatabase.directory(), "tracking-api-");
        try (BenchDatabase database = new BenchDatabase();
                CountingTracker tracker = new CountingTracker(micros)) {
            Path log = log(directory.resolve("access.log"));
            List<Run> runs = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                List<Run> pair = round % 2 == 0
                        ? List.of(ours(database, tracker, log, round), theirs(tracker, log))
                        : List.of(theirs(tracker, log), ours(database, tracker, log, round));
                runs.addAll(pair);
            }
            report(runs);
        } finally {
            Trees.delete(directory);
        }
        return 0;
    }

    /** In the format that both read without being told; each request bears its number. */
    private Path log(Path log) throws IOException {
        Traffic traffic = new Traffic(1);
        try (BufferedWriter writer = Files.newBufferedWriter(log, StandardCharsets.US_ASCII)) {
            for (int i = 0; i < requests; i++) {
                Call call = traffic.next();
                Call numbered = new Call(
                        call.time(),
                        call.address(),
                        call.userAgent(),
                        call.referrer(),
                        call.language(),
                        call.query() + "&n=" + i);
                writer.append(Line.COMBINED.of(numbered)).append('\n');
            }
        }
        return log;
    }

    private Run ours(BenchDatabase database, CountingTracker tracker, Path log, int round)
            throws IOException, SQLException, InterruptedException {
        String schema = "ledger" + round;
        database.createLedger(schema);
        List<String> command = List.of(
                agent.resolve("bin/trackreplay").toString(),
                "import",
                "--tracking-api=" + tracker.address() + "/matomo.php",
                "--url=" + database.url(schema),
                "--user=" + database.user(),
                "--password-env=BENCH_PASSWORD",
                "--format=" + Line.COMBINED.format(),
                "--api-set=lanes=" + lanes,
                "--api-set=maxBulk=" + bulk,
                "--stream=web1=" + log);
        Map<String, String> environment = Map.of("BENCH_PASSWORD", database.password(), "TRACKREPLAY_TOKEN", TOKEN);
        return run("trackreplay", command, environment, tracker);
    }

    private Run theirs(CountingTracker tracker, Path log) throws IOException, InterruptedException {
        List<String> command = List.of(
                python,
                script.toString(),
                "--url=" + tracker.address(),
                "--tracker-endpoint-path=/matomo.php",
                "--token-auth=" + TOKEN,
                "--replay-tracking",
                "--log-format-name=ncsa_extended",
                "--recorders=" + lanes,
                "--recorder-max-payload-size=" + bulk,
                log.toString());
        return run("import_logs.py", command, Map.of(), tracker);
    }

    private Run run(String name, List<String> command, Map<String, String> environment, CountingTracker tracker)
            throws IOException, InterruptedException {
        tracker.forget();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        long begun = System.nanoTime();
        Process process = builder.start();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            process.getOutputStream().close();
            ProcessorTime.Watch watch = new ProcessorTime.Watch(process.toHandle());
            said.lines().forEach(line -> out.println("  | " + line));
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException(name + " ended with exit code " + exitCode + ".");
            }
            return new Run(name, Duration.ofNanos(System.nanoTime() - begun), watch.used(), tracker.received());
        } finally {
            process.destroy();
        }
    }

    private void report(List<Run> runs) throws IOException {
        out.println("| | requests/s | its process, µs a request | calls | lost | twice | out of a visitor's order |");
        out.println("|---|---|---|---|---|---|---|");
        for (Run run : runs) {
            CountingTracker.Received received = run.received();
            out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f | %.1f | %,d | %,d | %,d | %,d |%n",
                    run.name(),
                    run.perSecond(),
                    run.micros(),
                    received.calls(),
                    requests - received.requests(),
                    received.twice(),
                    received.disordered());
        }
        double ours = mean(runs, "trackreplay");
        double theirs = mean(runs, "import_logs.py");
        out.printf(Locale.ROOT, "%nThe import sends at %.2f times the script's rate.%n", ours / theirs);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("trackreplay.requestsPerSecond", ours);
        figures.put("script.requestsPerSecond", theirs);
        figures.put("ratio", ours / theirs);
        Cost.print(figures, out, json);
    }

    private static double mean(List<Run> runs, String name) {
        return runs.stream()
                .filter(run -> run.name().equals(name))
                .mapToDouble(Run::perSecond)
                .average()
                .orElseThrow();
    }
}
