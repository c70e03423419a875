/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.Prepared;
import io.github.trackreplay.tracking.Tracker;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.Wanted;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Has what a window of requests will ask for looked up before they are decided: salts; then visits, actions, orders; then what
 * hangs on visits. While one step is being looked for, requests before them are decided. What these change is not foreseen; then
 * deciding asks for it. For one thread.
 *
 * <p>Why so: {@code docs/decisions/0046-asked-ahead.md}.
 */
final class Foreseeing implements AutoCloseable {
    private final Tracker tracker;
    private final LookAhead ahead;
    private final long reachTo;
    private List<Prepared> open = List.of();
    private int looks;

    /** @param reachTo up to this time visits are looked for at once, seconds since 1970-01-01 UTC */
    Foreseeing(Tracker tracker, LookAhead ahead, long reachTo) {
        this.tracker = tracker;
        this.ahead = ahead;
        this.reachTo = reachTo;
    }

    /** Begins with a window, once the one before is finished. */
    void begin(Collection<Prepared> window, Known known) {
        open = List.copyOf(window);
        looks = 0;
        look(known);
    }

    /** Whether an answer is waited for. */
    boolean isAsking() {
        return ahead.isAsked();
    }

    /**
     * Goes on where that needs no waiting.
     *
     * @return whether it did: the database has answered
     */
    boolean goOn(Known known) throws SQLException {
        if (!ahead.isAnswered()) {
            return false;
        }
        ahead.tell(known);
        look(known);
        return true;
    }

    /** Goes on until nothing more is foreseen. */
    void finish(Known known) throws SQLException {
        while (ahead.isAsked()) {
            ahead.tell(known);
            look(known);
        }
    }

    private void look(Known known) {
        if (open.isEmpty()) {
            return;
        }
        Deciding.stopAt(looks++);
        Wanted wanted = new Wanted();
        open = open.stream()
                .filter(request -> tracker.foresee(request, known, wanted))
                .toList();
        if (wanted.isEmpty()) {
            open = List.of();
            return;
        }
        wanted.reachTo(reachTo);
        ahead.ask(wanted);
    }

    /** Waits until nothing is being looked for. */
    @Override
    public void close() throws SQLException {
        open = List.of();
        ahead.close();
    }
}
