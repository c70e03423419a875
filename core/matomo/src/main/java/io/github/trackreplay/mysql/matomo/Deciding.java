/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.Decision;
import io.github.trackreplay.tracking.Prepared;
import io.github.trackreplay.tracking.Tracker;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.Wanted;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;

/**
 * Lets the tracker decide the requests of one batch, each on top of those before it, and loads what it asks for: for many
 * requests together as far as that can be foreseen, while those before them are decided. What has been loaded stays known to the
 * batch's end. For one thread.
 */
final class Deciding implements AutoCloseable {
    /** Loads for one request or window: only a defect asks more often. */
    private static final int MOST_LOADS = 1000;

    /** The server ends a transaction that says nothing for {@link io.github.trackreplay.mysql.IdleLimit#TRANSACTION}. */
    private static final Duration MOST_SILENT = Duration.ofSeconds(1);

    /** Windows for which it is looked ahead: with two the database has time for one until the next but one is decided. */
    private static final int MOST_BEHIND = 2;

    private final Tracker tracker;
    private final KnownReader reader;
    private final PartWriter writer;
    private final PreparedWindows<Prepared> windows;
    private final Foreseeing foreseeing;
    private final long reachTo;
    private final DatabaseTime time;
    private final Deque<Queue<Prepared>> behind = new ArrayDeque<>();
    private Known known = new Known();

    /**
     * @param writer writes meanwhile what was decided before
     * @param ahead looks meanwhile for what will be asked for
     * @param reachTo up to this time visits are looked for at once, seconds since 1970-01-01 UTC: what later requests of the
     *     batch will ask for
     */
    Deciding(
            Tracker tracker,
            KnownReader reader,
            PartWriter writer,
            ExecutorService ahead,
            PreparedWindows<Prepared> windows,
            long reachTo,
            DatabaseTime time) {
        this.tracker = tracker;
        this.reader = reader;
        this.writer = writer;
        this.windows = windows;
        this.foreseeing = new Foreseeing(tracker, new LookAhead(reader, writer, ahead), reachTo);
        this.reachTo = reachTo;
        this.time = time;
    }

    /** The next requests, of which all that can be foreseen is known, to be taken out one by one; empty at the end. */
    Queue<Prepared> next() throws SQLException {
        if (behind.isEmpty()) {
            begin();
        }
        Queue<Prepared> window = behind.remove();
        if (behind.isEmpty() && foreseeing.isAsking()) { // otherwise the database has heard nothing
            time.of(() -> foreseeing.finish(known));
        }
        return window;
    }

    /** Once nothing more is foreseen for the window before. */
    private void begin() {
        Queue<Prepared> window = windows.next();
        behind.add(window);
        foreseeing.begin(window, known);
    }

    /** Whatever can be done for the requests behind those that are being decided, without waiting. */
    private void lookAhead() throws SQLException {
        if (foreseeing.isAsking()) {
            if (foreseeing.goOn(known)) {
                time.answered();
            }
        } else if (behind.size() < MOST_BEHIND && windows.isReady()) {
            begin();
        }
    }

    /** Decides one; loads what is missing. */
    Decision.Decided decide(Prepared request) throws SQLException {
        lookAhead();
        if (time.silentFor(MOST_SILENT)) {
            time.of(this::saySomething);
        }
        for (int loads = 0; ; loads++) {
            stopAt(loads);
            Decision decision = tracker.decide(request, known);
            if (decision instanceof Decision.Decided decided) {
                return decided;
            }
            load(((Decision.NeedsMore) decision).wanted());
        }
    }

    /**
     * A slow machine, or one that has just begun, may decide for seconds without asking for anything, while the other thread
     * makes the statements of a part.
     */
    private void saySomething() throws SQLException {
        try (SqlCalls calls = writer.reading(known)) {
            calls.update("DO 0");
        }
    }

    /** What was decided stands: the next request sees it. */
    void stands(List<Change> changes) {
        known = known.with(changes);
    }

    static void stopAt(int loads) {
        if (loads > MOST_LOADS) {
            throw new IllegalStateException("What is asked for is never found to be known: this is a defect.");
        }
    }

    /** Rows that this batch has written by now are told from others by their ids. */
    private void load(Wanted wanted) throws SQLException {
        wanted.reachTo(reachTo);
        time.of(() -> {
            try (SqlCalls calls = writer.reading(known)) {
                reader.load(calls, wanted, known);
            }
        });
    }

    /**
     * Waits until nothing is being looked for: nothing more will be decided.
     *
     * @throws SQLException what the looking met
     */
    void finish() throws SQLException {
        foreseeing.close();
    }

    /** As {@link #finish}, once more or after a failure. */
    @Override
    public void close() throws SQLException {
        finish();
    }
}
