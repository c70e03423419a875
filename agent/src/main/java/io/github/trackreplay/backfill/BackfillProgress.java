/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.sink.ReplayTotals;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Tells how far an import is: on a terminal in one line that changes, otherwise in a line now and then. How long the rest takes
 * follows from what was new so far; of what an earlier run has taken nothing can be told.
 */
public final class BackfillProgress {
    private static final Duration ON_TERMINAL = Duration.ofMillis(250);
    private static final Duration OTHERWISE = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private long said = start;
    private long begun = start;
    private long begunBytes;

    public BackfillProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Says something if it is time to. */
    public void show(Backfill backfill) {
        long now = System.nanoTime();
        if (backfill.replayer().totals().counts().applied() == 0) {
            begun = now; // what an earlier run has taken goes by faster than anything new
            begunBytes = backfill.replayedBytes();
        }
        if (now - said >= (terminal ? ON_TERMINAL : OTHERWISE).toNanos()) {
            said = now;
            out.print(terminal ? "\r" + line(backfill) + "\u001b[K" : line(backfill) + System.lineSeparator());
            out.flush();
        }
    }

    /** Makes room for what comes after. */
    public void end() {
        if (terminal) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }

    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private String line(Backfill backfill) {
        ReplayTotals totals = backfill.replayer().totals();
        double seconds = Math.max(0.001, elapsed().toNanos() / 1e9);
        long left = backfill.bytesLeft();
        long fresh = backfill.replayedBytes() - begunBytes;
        return String.format(
                Locale.ROOT,
                "%,d lines, %,d requests applied%s, %,.0f requests/s, %,.1f MB left%s",
                backfill.lines(),
                totals.counts().applied(),
                totals.counts().duplicates() > 0
                        ? String.format(
                                Locale.ROOT,
                                ", %,d taken before",
                                totals.counts().duplicates())
                        : "",
                totals.counts().applied() / seconds,
                left / 1e6,
                timeLeft(left, fresh, (System.nanoTime() - begun) / 1e9));
    }

    /**
     * How long the rest takes at the rate of what was new, as the end of a sentence; empty when nothing tells it.
     *
     * @param left bytes that are not replayed yet
     * @param fresh bytes that were replayed and new
     * @param seconds how long those took
     */
    static String timeLeft(long left, long fresh, double seconds) {
        if (left <= 0 || fresh <= 0) {
            return "";
        }
        Duration rest = Duration.ofSeconds(Math.round(left * seconds / fresh));
        return rest.toMinutes() > 0
                ? String.format(Locale.ROOT, ", %d:%02d min to go", rest.toMinutes(), rest.toSecondsPart())
                : ", " + rest.toSeconds() + " s to go";
    }
}
