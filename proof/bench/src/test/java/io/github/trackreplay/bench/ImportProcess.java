/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code trackreplay import} as people run it: the packed program in a process of its own, with its own heap. */
final class ImportProcess {
    private static final String PASSWORD = "BENCH_PASSWORD";

    /** The import's own word; it says nothing where none had to wait. */
    private static final Pattern WAITED = Pattern.compile("waited +([0-9,]+) requests.*");

    private final Path agent;
    private final PrintStream out;
    private String heap = "";

    /**
     * @param agent the unpacked program's directory
     * @param out gets what the import says
     */
    ImportProcess(Path agent, PrintStream out) {
        this.agent = agent;
        this.out = out;
    }

    /**
     * How it ended.
     *
     * @param processor what it used of all cores
     * @param waited requests that were stored in the database because they had to wait for their turn
     * @param mostMemory that the process has had resident, in bytes
     */
    record Ended(int exitCode, Duration processor, long waited, long mostMemory) {}

    /** Gives it a heap of so many MiB and not the one that it would take. */
    ImportProcess heap(int mib) {
        heap = Integer.toString(mib);
        return this;
    }

    /**
     * Imports a log into an empty schema and waits for the end.
     *
     * @param more further options
     */
    Ended run(BenchDatabase database, String schema, Path log, String format, List<String> more)
            throws IOException, InterruptedException {
        return run(database, schema, List.of(log), format, more);
    }

    /**
     * Imports logs into a schema of a server that has just been started, and measures it.
     *
     * @param name of what is measured
     * @param requests in all logs
     */
    static Cost measured(
            String name,
            Path agent,
            PrintStream out,
            BenchDatabase database,
            String schema,
            List<Path> logs,
            String format,
            long requests)
            throws IOException, InterruptedException {
        database.restart();
        Duration serverBefore = ProcessorTime.ofServer();
        long begun = System.nanoTime();
        Ended ended = new ImportProcess(agent, out).run(database, schema, logs, format, List.of());
        if (ended.exitCode() != 0) {
            throw new IllegalStateException("The import ended with exit code " + ended.exitCode() + ".");
        }
        return new Cost(
                name,
                requests,
                Duration.ofNanos(System.nanoTime() - begun),
                ended.processor(),
                ProcessorTime.ofServer().minus(serverBefore));
    }

    /** The same of several logs, each of which is a stream. */
    Ended run(BenchDatabase database, String schema, List<Path> logs, String format, List<String> more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                agent.resolve("bin/trackreplay").toString(),
                "import",
                "--url",
                database.url(schema),
                "--user",
                database.user(),
                "--password-env",
                PASSWORD,
                "--format",
                format));
        for (int i = 0; i < logs.size(); i++) {
            command.addAll(List.of("--stream", "web" + (i + 1) + "=" + logs.get(i)));
        }
        command.addAll(more);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(PASSWORD, database.password());
        if (!heap.isEmpty()) {
            builder.environment().put("TRACKREPLAY_HEAP", heap);
        }
        Process process = builder.start();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
                Peak memory = Peak.ofMemory(process.toHandle())) {
            process.getOutputStream().close();
            ProcessorTime.Watch watch = new ProcessorTime.Watch(process.toHandle());
            AtomicLong waited = new AtomicLong();
            said.lines().forEach(line -> {
                out.println("  | " + line);
                Matcher matcher = WAITED.matcher(line);
                if (matcher.matches()) {
                    waited.set(Long.parseLong(matcher.group(1).replace(",", "")));
                }
            });
            return new Ended(process.waitFor(), watch.used(), waited.get(), memory.most());
        } finally {
            process.destroy();
        }
    }
}
