/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changed visitor ids of visits, applied to the rows of one batch that came before each change. Takes linear effort however often
 * the ids change, and back. Not thread-safe.
 */
final class VisitorIdChanges {
    private static final String VISITOR = "idvisitor";

    private final List<Change.ChangeVisitorId> changes = new ArrayList<>();
    private final IdentityHashMap<Columns, Integer> writtenAfter = new IdentityHashMap<>();
    private final List<List<Row>> rows = new ArrayList<>();

    private record Row(Ref visit, Columns columns) {}

    void add(Change.ChangeVisitorId change) {
        changes.add(change);
        rows.add(new ArrayList<>());
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** A row was written now, so the changes until now are no concern of its. */
    void written(Columns columns) {
        if (!changes.isEmpty() && columns.has(VISITOR)) {
            writtenAfter.put(columns, changes.size());
        }
    }

    /** A row that the changes after it may concern. */
    void concern(Ref visit, Columns columns) {
        int after = writtenAfter.getOrDefault(columns, 0);
        if (after < changes.size() && columns.has(VISITOR)) {
            rows.get(after).add(new Row(visit, columns));
        }
    }

    /** Changes the rows, from the last change backwards: what an id becomes by it and all later ones is known then. */
    void apply() {
        Map<Ref, Map<Value, Value>> becomes = new HashMap<>();
        for (int i = changes.size() - 1; i >= 0; i--) {
            Change.ChangeVisitorId change = changes.get(i);
            Map<Value, Value> ofVisit = becomes.computeIfAbsent(change.visit(), visit -> new HashMap<>());
            ofVisit.put(change.before(), ofVisit.getOrDefault(change.after(), change.after()));
            for (Row row : rows.get(i)) {
                Value now = becomes.getOrDefault(row.visit(), Map.of())
                        .get(row.columns().get(VISITOR));
                if (now != null) {
                    row.columns().put(VISITOR, now);
                }
            }
        }
    }
}
