/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Ref;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The updates of visits of one batch, each kept until a part of the batch has nothing more for its visit: then the visit has most
 * likely ended. So a visit that goes on through several parts is updated once. For one thread at a time.
 */
final class RestingUpdates {
    private Map<Ref, Change.UpdateVisit> waiting = new LinkedHashMap<>();

    /**
     * Takes the updates of the next part.
     *
     * @return of those that were kept, what it does not go on with: to be written now
     */
    List<Change.UpdateVisit> after(List<Change.UpdateVisit> part) {
        Map<Ref, Change.UpdateVisit> next = new LinkedHashMap<>();
        for (Change.UpdateVisit update : part) {
            Optional<Change.UpdateVisit> before = Optional.ofNullable(waiting.remove(update.visit()));
            next.put(update.visit(), before.map(kept -> kept.and(update)).orElse(update));
        }
        List<Change.UpdateVisit> rested = new ArrayList<>(waiting.values());
        waiting = next;
        return rested;
    }

    /** Takes the updates of the last part; gives all. */
    List<Change.UpdateVisit> atLast(List<Change.UpdateVisit> part) {
        List<Change.UpdateVisit> all = after(part);
        all.addAll(waiting.values());
        waiting = new LinkedHashMap<>();
        return all;
    }
}
