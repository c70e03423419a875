/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.RecordedRequests;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.matomo.RecordedMatcher;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import java.time.InstantSource;
import java.util.List;

/**
 * Matomo's tables, asked for requests that they have already. For one thread.
 *
 * @param database where they are
 * @param look looks into them; nobody else uses it meanwhile
 */
record RecordedTables(Asking database, RecordedMatcher look) {
    /** Looks into the tables that options name. */
    static RecordedMatcher into(DatabaseOptions database) {
        return new RecordedMatcher(
                database.loadedHome().definitions(),
                database.prefix(),
                InstantSource.system(),
                new SecretRandomness(new byte[] {0}));
    }

    /** Whether they have any request between two moments, milliseconds. */
    boolean any(long from, long to) throws InterruptedException {
        return database.use(connection -> look.any(connection, from, to));
    }

    /** Which of some requests they have. */
    RecordedRequests.Found find(List<LocatedRequest> requests) throws InterruptedException {
        RecordedMatcher.Found found = database.use(connection -> look.find(connection, requests));
        return new RecordedRequests.Found(found.recorded(), found.probable(), found.claiming());
    }

    /** Gives all claimed rows back, so that requests may be looked for again. */
    void release() {
        look.release();
    }
}
