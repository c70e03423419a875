/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Ref;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The updates of visits of one batch, each kept until a part of the batch has nothing more for its visit: then the visit has most
 * likely ended. So a visit that goes on through several parts is updated once. And they are kept until they are many: those that
 * change the same columns are one statement. For one thread at a time.
 */
final class RestingUpdates {
    /** As many as make the statements large; more of them would only be left for the end. */
    static final int MANY = 1_000;

    private Map<Ref, Change.UpdateVisit> waiting = new LinkedHashMap<>();
    private final Map<Ref, Change.UpdateVisit> rested = new LinkedHashMap<>();

    /**
     * Takes the updates of the next part.
     *
     * @return of those that were kept, what it does not go on with, once that is much: to be written now
     */
    List<Change.UpdateVisit> after(List<Change.UpdateVisit> part) {
        Map<Ref, Change.UpdateVisit> next = new LinkedHashMap<>();
        for (Change.UpdateVisit update : part) {
            Change.UpdateVisit before = kept(update.visit());
            next.put(update.visit(), before == null ? update : before.and(update));
        }
        rested.putAll(waiting);
        waiting = next;
        return rested.size() < MANY ? List.of() : taken();
    }

    private Change.@Nullable UpdateVisit kept(Ref visit) {
        Change.UpdateVisit last = waiting.remove(visit);
        return last == null ? rested.remove(visit) : last;
    }

    private List<Change.UpdateVisit> taken() {
        List<Change.UpdateVisit> all = new ArrayList<>(rested.values());
        rested.clear();
        return all;
    }

    /** Takes the updates of the last part; gives all. */
    List<Change.UpdateVisit> atLast(List<Change.UpdateVisit> part) {
        List<Change.UpdateVisit> all = new ArrayList<>(after(part));
        rested.putAll(waiting);
        waiting = new LinkedHashMap<>();
        all.addAll(taken());
        return all;
    }
}
