/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.source.tail.PackTimes;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Tells how far the first pass over the times of an import's logs is, which may take minutes before there is a plan: on a terminal in one
 * line that changes, otherwise in a line now and then. For one thread at a time.
 */
public final class SurveyProgress implements AutoCloseable {
    private static final long ON_TERMINAL_NANOS = 250_000_000;
    private static final long OTHERWISE_NANOS = 5_000_000_000L;

    private final PrintWriter out;
    private final boolean terminal;
    private final int files;
    private final LongSupplier nanoTime;
    private long said;
    private long bytes;
    private int begun;
    private boolean shown;

    /**
     * @param files how many log files there are
     * @param nanoTime as {@link System#nanoTime}
     */
    public SurveyProgress(PrintWriter out, boolean terminal, int files, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.files = files;
        this.nanoTime = nanoTime;
        this.said = nanoTime.getAsLong();
    }

    /** The times of the next log file, as they are found. */
    public PackTimes next(PackTimes times) {
        begun++;
        show();
        return pack -> {
            PackTimes.Span span = times.of(pack);
            bytes += pack.header().length();
            show();
            return span;
        };
    }

    private void show() {
        long now = nanoTime.getAsLong();
        if (now - said >= (terminal ? ON_TERMINAL_NANOS : OTHERWISE_NANOS)) {
            said = now;
            shown = true;
            String line = String.format(
                    Locale.ROOT,
                    "the times of the logs are read first: log file %,d of %,d, %,.1f MB so far",
                    begun,
                    files,
                    bytes / 1e6);
            out.print(terminal ? "\r" + line + "\u001b[K" : line + System.lineSeparator());
            out.flush();
        }
    }

    /** Makes room for what comes after. */
    @Override
    public void close() {
        if (terminal && shown) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }
}
