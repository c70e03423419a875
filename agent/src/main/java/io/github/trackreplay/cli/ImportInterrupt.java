/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.Backfill;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says, when an import is interrupted (Ctrl-C, a stop of the machine), what was done and how to go on. One that sends is stopped
 * first: it waits for the answers of what is under way.
 */
final class ImportInterrupt implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ImportInterrupt.class);

    /** Somewhat more than the sender waits for answers. */
    private static final long MOST_STOPPING_SECONDS = 35;

    private final Thread hook;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean passed;

    /** @param toStop who is interrupted, and waited for, before it is said */
    private ImportInterrupt(Supplier<String> sentence, Optional<Thread> toStop, PrintWriter out) {
        hook = new Thread(() -> {
            if (!passed) {
                toStop.ifPresent(this::stop);
                out.println();
                out.println(sentence.get());
                out.flush();
            }
        });
    }

    private void stop(Thread importing) {
        importing.interrupt();
        try {
            if (!ended.await(MOST_STOPPING_SECONDS, TimeUnit.SECONDS)) {
                log.warn("The import did not stop in time: what is under way is in doubt.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** While logs are read, compared and counted, before the first request is applied. */
    static ImportInterrupt beforeAnythingIsWritten(PrintWriter out) {
        return begun(new ImportInterrupt(
                () -> "Interrupted before any request was written. Run the same command again.",
                Optional.empty(),
                out));
    }

    /**
     * While the calling thread applies requests.
     *
     * @param sends whether requests go through the Tracking API, which takes nothing back
     */
    static ImportInterrupt saying(Backfill backfill, boolean sends, PrintWriter out) {
        return begun(new ImportInterrupt(
                () -> sentence(
                        backfill.replayer().totals().counts().applied(),
                        backfill.replayedBytes(),
                        backfill.bytesLeft(),
                        sends),
                sends ? Optional.of(Thread.currentThread()) : Optional.empty(),
                out));
    }

    private static ImportInterrupt begun(ImportInterrupt interrupt) {
        Runtime.getRuntime().addShutdownHook(interrupt.hook);
        return interrupt;
    }

    static String sentence(long applied, long bytes, long left, boolean sends) {
        return String.format(
                        Locale.ROOT,
                        "Interrupted: %,d requests were applied and stay, %,.1f MB of the logs are done, %,.1f MB are left. ",
                        applied,
                        bytes / 1e6,
                        left / 1e6)
                + (sends
                        ? "What was answered is not sent again; a call that was given up without an answer is, and is booked as perhaps"
                                + " counted twice (trackreplay status). Run the same command again: it goes on there."
                        : "What was under way is rolled back. Run the same command again: it goes on there, and applies nothing"
                                + " twice.");
    }

    /** The end has been reached, so there is nothing to say. */
    void passed() {
        passed = true;
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            awaitTheEnd(); // it has begun, and the hook says so; whoever goes on would speak in between
        }
    }

    private void awaitTheEnd() {
        boolean over = false;
        while (!over) {
            try {
                hook.join();
                over = true;
            } catch (InterruptedException e) {
                log.debug("It is the end already.", e);
            }
        }
    }
}
