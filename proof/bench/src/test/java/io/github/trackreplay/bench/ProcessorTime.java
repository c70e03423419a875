/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.time.Duration;
import java.util.Optional;

/** Processor time that processes have used on all cores, as the operating system accounts for it. */
final class ProcessorTime {
    private static final long LOOK_MILLIS = 20;

    private ProcessorTime() {}

    /** Of a process that runs. */
    static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Of the database server that this process has started. */
    static Duration ofServer() {
        Optional<ProcessHandle> server = ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").contains("mariadbd"))
                .findFirst();
        return of(server.orElseThrow(() -> new IllegalStateException("No database server runs as a child.")));
    }

    /** Watches a process until its end. What it uses within its last twenty milliseconds is not seen. */
    static final class Watch {
        private final ProcessHandle process;
        private final Thread thread = new Thread(this::look, "processor-time");
        private volatile Duration last = Duration.ZERO;

        Watch(ProcessHandle process) {
            this.process = process;
            thread.setDaemon(true);
            thread.start();
        }

        private void look() {
            try {
                while (process.isAlive()) {
                    process.info().totalCpuDuration().ifPresent(used -> last = used);
                    Thread.sleep(LOOK_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** What it had used when it was last seen; waits until it has ended. */
        Duration used() throws InterruptedException {
            thread.join();
            return last;
        }
    }
}
