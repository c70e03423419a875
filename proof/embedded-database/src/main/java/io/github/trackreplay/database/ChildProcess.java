/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.database;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A child that runs: it ends with this Java process unless that one is killed. */
public final class ChildProcess {
    private final Process process;
    private final Thread reaper;

    private ChildProcess(Process process, Thread reaper) {
        this.process = process;
        this.reaper = reaper;
    }

    /**
     * Looks after a process that has just been started.
     *
     * @param name of the thread that ends it, for people
     */
    public static ChildProcess of(Process process, String name) {
        Thread reaper = new Thread(process::destroyForcibly, name);
        Runtime.getRuntime().addShutdownHook(reaper);
        return new ChildProcess(process, reaper);
    }

    public Process process() {
        return process;
    }

    public boolean running() {
        return process.isAlive();
    }

    /**
     * Waits for its end; kills it when it takes too long, or when the waiting thread is interrupted.
     *
     * @param patience how long it may take
     */
    public void awaitEnd(Duration patience) throws InterruptedException {
        try {
            if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(reaper);
        } catch (IllegalStateException e) {
            return; // the Java process is ending, so the hook does what was wanted
        }
    }
}
