/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.Decision;
import io.github.trackreplay.tracking.Prepared;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.Tracker;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.CoalescedChanges;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.Wanted;
import io.github.trackreplay.tracking.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/** Plays requests through the tracker over tables in memory, the way the sink does over a database. */
public final class Replay {
    private static final int MOST_ROUNDS = 5;

    final MemoryTables tables;
    int extraLoads;
    private final Tracker tracker;
    private final Settings settings;
    private final long now;

    public Replay(Tracker tracker, Settings settings, MemoryTables tables, long now) {
        this.tracker = tracker;
        this.settings = settings;
        this.tables = tables;
        this.now = now;
    }

    /** One batch. */
    List<RequestOutcome> apply(List<LocatedRequest> batch) {
        List<Prepared> prepared =
                batch.stream().map(r -> tracker.prepare(r, settings, now)).toList();
        Known known = new Known();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Wanted wanted = new Wanted();
            for (Prepared request : prepared) {
                tracker.foresee(request, known, wanted);
            }
            if (wanted.isEmpty()) {
                break;
            }
            tables.load(wanted, known);
        }
        List<Change> changes = new ArrayList<>();
        List<RequestOutcome> outcomes = new ArrayList<>();
        for (Prepared request : prepared) {
            Decision.Decided decided = decide(request, known);
            changes.addAll(decided.changes());
            outcomes.add(decided.outcome());
            known = known.with(decided.changes());
        }
        tables.write(new CoalescedChanges(changes));
        return outcomes;
    }

    private Decision.Decided decide(Prepared request, Known known) {
        for (int attempt = 0; attempt < 20; attempt++) {
            Decision decision = tracker.decide(request, known);
            if (decision instanceof Decision.Decided decided) {
                return decided;
            }
            extraLoads++;
            tables.load(((Decision.NeedsMore) decision).wanted(), known);
        }
        throw new IllegalStateException("never knows enough");
    }

    /** All requests, in batches of a size. */
    public List<RequestOutcome> applyAll(List<LocatedRequest> requests, int batchSize) {
        List<RequestOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < requests.size(); i += batchSize) {
            outcomes.addAll(apply(requests.subList(i, Math.min(requests.size(), i + batchSize))));
        }
        return outcomes;
    }
}
