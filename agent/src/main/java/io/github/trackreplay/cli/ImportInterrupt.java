/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.Backfill;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Supplier;

/** Says, when an import is interrupted (Ctrl-C, a stop of the machine), what was done and how to go on. */
final class ImportInterrupt implements AutoCloseable {
    private final Thread hook;
    private volatile boolean passed;

    private ImportInterrupt(Supplier<String> sentence, PrintWriter out) {
        hook = new Thread(() -> {
            if (!passed) {
                out.println();
                out.println(sentence.get());
                out.flush();
            }
        });
    }

    /** While logs are read, compared and counted, before the first request is applied. */
    static ImportInterrupt beforeAnythingIsWritten(PrintWriter out) {
        return begun(new ImportInterrupt(
                () -> "Interrupted before any request was written. Run the same command again.", out));
    }

    /** @param sends whether requests go through the Tracking API, which takes nothing back */
    static ImportInterrupt saying(Backfill backfill, boolean sends, PrintWriter out) {
        return begun(new ImportInterrupt(
                () -> sentence(
                        backfill.replayer().totals().counts().applied(),
                        backfill.replayedBytes(),
                        backfill.bytesLeft(),
                        sends),
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
                        ? "Calls that were under way are sent again, and booked as perhaps counted twice (trackreplay status)."
                                + " Run the same command again: it goes on there."
                        : "What was under way is rolled back. Run the same command again: it goes on there, and applies nothing"
                                + " twice.");
    }

    /** The end has been reached, so there is nothing to say. */
    void passed() {
        passed = true;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the end has begun, and the hook says so
        }
    }
}
