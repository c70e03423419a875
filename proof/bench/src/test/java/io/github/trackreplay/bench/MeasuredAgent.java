/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An agent of the packed program in a process of its own. Its words go to {@code agent.out} in its directory. */
final class MeasuredAgent implements AutoCloseable {
    /** Environment variable with the database's password. */
    static final String PASSWORD = "BENCH_PASSWORD";

    private static final Duration WINDOW = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    /** Of a core; whoever uses more is at work. */
    private static final double AT_WORK = 0.15;

    private static final double STILL_FALLING = 0.8;

    private final Process process;

    private MeasuredAgent(Process process) {
        this.process = process;
    }

    static MeasuredAgent start(Path agent, Path directory, BenchDatabase database, BagOfLogs bag) throws IOException {
        return start(agent, directory, database, bag.name(), bag.live() > 1 ? "%{basename}" : "web1");
    }

    /**
     * Starts an agent beside the logs {@code site*} in the directory's {@code logs}.
     *
     * @param stream what it calls them
     * @param more further lines of its configuration
     */
    static MeasuredAgent start(
            Path agent, Path directory, BenchDatabase database, String schema, String stream, String... more)
            throws IOException {
        List<String> lines = new ArrayList<>(configuration(directory, database, schema, stream));
        lines.addAll(List.of(more));
        return start(agent, directory, database, lines);
    }

    /** Starts an agent called {@code matomo} with a configuration, which is written into a directory beside its words. */
    static MeasuredAgent start(Path agent, Path directory, BenchDatabase database, List<String> lines)
            throws IOException {
        Path configuration = Files.write(directory.resolve("agent.conf"), lines);
        ProcessBuilder builder = new ProcessBuilder(
                        agent.resolve("bin/trackreplay").toString(),
                        "agent",
                        "-n",
                        "matomo",
                        "-f",
                        configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("agent.out").toFile());
        builder.environment().put(PASSWORD, database.password());
        return new MeasuredAgent(builder.start());
    }

    private static List<String> configuration(Path directory, BenchDatabase database, String schema, String stream) {
        String source = "matomo.sources.access.";
        String sink = "matomo.sinks.tables.";
        return List.of(
                "matomo.sources = access",
                "matomo.channels = requests",
                "matomo.sinks = tables",
                source + "type = io.github.trackreplay.source.AccessLogSource",
                source + "channels = requests",
                source + "stream = " + stream,
                source + "files = " + directory.resolve("logs") + "/site*",
                source + "startAt = beginning",
                source + "positions = " + directory.resolve("positions"),
                source + "reservePaths = " + directory.resolve("channel"),
                source + "interceptors = request",
                source + "interceptors.request.type = io.github.trackreplay.interceptor.TrackingInterceptor$Builder",
                source + "interceptors.request.format = trackreplay_json",
                "matomo.channels.requests.type = file",
                "matomo.channels.requests.checkpointDir = " + directory.resolve("channel/checkpoint"),
                "matomo.channels.requests.dataDirs = " + directory.resolve("channel/data"),
                sink + "type = io.github.trackreplay.sink.MySqlSink",
                sink + "channel = requests",
                sink + "url = " + database.url(schema),
                sink + "user = " + database.user(),
                sink + "password = ${env:" + PASSWORD + "}",
                sink + "commitFile = " + directory.resolve("commit"));
    }

    Duration processorTime() {
        if (!process.isAlive()) {
            throw new IllegalStateException("The agent has ended with exit code " + process.exitValue() + ".");
        }
        return ProcessorTime.of(process.toHandle());
    }

    /** Waits until the processor time of a window is small and has stopped falling; returns what was used until then. */
    Duration awaitRest() throws InterruptedException {
        long begun = System.nanoTime();
        double before = Double.MAX_VALUE;
        Duration at = processorTime();
        while (System.nanoTime() - begun < PATIENCE.toNanos()) {
            Thread.sleep(WINDOW.toMillis());
            Duration now = processorTime();
            double share = (double) now.minus(at).toNanos() / WINDOW.toNanos();
            if (share < AT_WORK && share >= STILL_FALLING * before) {
                return now;
            }
            before = share;
            at = now;
        }
        throw new IllegalStateException("The agent has not come to rest within " + PATIENCE.toMinutes() + " minutes.");
    }

    ThreadTimes threads() throws IOException {
        return ThreadTimes.of(process.pid());
    }

    /** The most memory that the process had, in bytes; 0 where the system does not say. */
    long mostMemory() {
        return Peak.memory(process.toHandle());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
