/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The agent as people run it: {@code bin/trackreplay} of an unpacked archive, as a child process. It ends with this Java
 * process at the latest. Methods may be called from any thread, one at a time.
 */
public final class AgentProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final Path home;
    private final Path log;
    private final Map<String, String> environment;
    private Process process;
    private Thread reaper;

    /**
     * @param home the unpacked archive
     * @param log file that gets the agent's output, appended
     * @param environment variables that the configuration refers to
     */
    public AgentProcess(Path home, Path log, Map<String, String> environment) {
        this.home = home;
        this.log = log;
        this.environment = Map.copyOf(environment);
    }

    /** Starts {@code trackreplay} with arguments. */
    public void start(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/trackreplay").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("The agent in " + home + " cannot be started.", e);
        }
        reaper = new Thread(process::destroyForcibly, "agent-end");
        Runtime.getRuntime().addShutdownHook(reaper);
    }

    public boolean running() {
        return process != null && process.isAlive();
    }

    /** The running process, for what the operating system knows of it. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** What it ended with; only after it has. */
    public int exitCode() {
        return process.exitValue();
    }

    /** Waits for a command that ends by itself; kills it when it takes too long. */
    public void awaitExit(long time, TimeUnit unit) throws InterruptedException {
        if (!process.waitFor(time, unit)) {
            process.destroyForcibly().waitFor();
        }
        Runtime.getRuntime().removeShutdownHook(reaper);
    }

    /** {@code kill -NAME}: {@code STOP} freezes it, {@code CONT} lets it go on. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** {@code kill}: lets it end in order; {@code kill -9} when it takes too long. */
    public void stop() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Runtime.getRuntime().removeShutdownHook(reaper);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (running()) {
            stop();
        }
    }
}
