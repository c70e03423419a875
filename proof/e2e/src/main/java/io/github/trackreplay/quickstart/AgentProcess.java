/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.quickstart;

import io.github.trackreplay.database.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The agent as people run it: {@code bin/trackreplay} of an unpacked archive, as a child process. It ends with this Java
 * process at the latest. Methods may be called from any thread, one at a time.
 */
public final class AgentProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path home;
    private final Path log;
    private final Map<String, String> environment;
    private Optional<ChildProcess> child = Optional.empty();

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
            child = Optional.of(ChildProcess.of(builder.start(), "agent-end"));
        } catch (IOException e) {
            throw new UncheckedIOException("The agent in " + home + " cannot be started.", e);
        }
    }

    public boolean running() {
        return child.filter(ChildProcess::running).isPresent();
    }

    private ChildProcess child() {
        return child.orElseThrow(() -> new IllegalStateException("The agent in " + home + " was not started."));
    }

    /** The running process, for what the operating system knows of it. */
    public ProcessHandle handle() {
        return child().process().toHandle();
    }

    /** What it ended with; only after it has. */
    public int exitCode() {
        return child().process().exitValue();
    }

    /** Waits for a command that ends by itself; kills it when it takes too long. */
    public void awaitExit(long time, TimeUnit unit) throws InterruptedException {
        child().awaitEnd(Duration.of(time, unit.toChronoUnit()));
    }

    /** {@code kill -NAME}: {@code STOP} freezes it, {@code CONT} lets it go on. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(child().process().pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** {@code kill -9}. */
    public void kill() {
        child().process().destroyForcibly();
        awaitEnd();
    }

    /** {@code kill}: lets it end in order; {@code kill -9} when it takes too long. */
    public void stop() {
        child().process().destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            child().awaitEnd(PATIENCE);
        } catch (InterruptedException e) {
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
