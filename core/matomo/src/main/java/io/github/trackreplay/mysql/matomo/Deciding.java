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
import java.util.List;

/**
 * Lets the tracker decide the requests of one batch, each on top of those before it, and loads what it asks for: for many
 * requests together as far as that can be foreseen. What has been loaded stays known to the batch's end. For one thread.
 */
final class Deciding {
    /** Loads for one request or window: only a defect asks more often. */
    private static final int MOST_LOADS = 1000;

    /** The server ends a transaction that says nothing for {@link io.github.trackreplay.mysql.IdleLimit#TRANSACTION}. */
    private static final Duration MOST_SILENT = Duration.ofSeconds(1);

    private final Tracker tracker;
    private final KnownReader reader;
    private final PartWriter writer;
    private final long reachTo;
    private final DatabaseTime time;
    private Known known = new Known();

    /**
     * @param writer writes meanwhile what was decided before
     * @param reachTo up to this time visits are looked for at once, seconds since 1970-01-01 UTC: what later requests of the
     *     batch will ask for
     */
    Deciding(Tracker tracker, KnownReader reader, PartWriter writer, long reachTo, DatabaseTime time) {
        this.tracker = tracker;
        this.reader = reader;
        this.writer = writer;
        this.reachTo = reachTo;
        this.time = time;
    }

    /** Asks and loads until nothing more is foreseen: salts; then visits, actions, orders; then what hangs on visits. */
    void foresee(List<Prepared> prepared) throws SQLException {
        List<Prepared> open = prepared;
        for (int loads = 0; !open.isEmpty(); loads++) {
            stopAt(loads);
            Wanted wanted = new Wanted();
            open = open.stream()
                    .filter(request -> tracker.foresee(request, known, wanted))
                    .toList();
            if (wanted.isEmpty()) {
                return;
            }
            load(wanted);
        }
    }

    /** Decides one; loads what is missing. */
    Decision.Decided decide(Prepared request) throws SQLException {
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

    private static void stopAt(int loads) {
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
}
