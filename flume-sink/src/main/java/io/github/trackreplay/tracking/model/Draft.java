/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes of one request, while they are being decided. {@link Known} does not see them before the request is done, so what
 * a request inserts and looks up itself is found here. Values are made to fit their columns. Not thread-safe.
 */
public final class Draft {
    /** Longer names do not fit the column: the database cuts them, and Matomo then neither finds nor keeps the row. */
    private static final int LONGEST_NAME = 4096;

    private final Known known;
    private final List<Change> changes = new ArrayList<>();
    private final Map<ActionName, Ref> inserted = new HashMap<>();
    private long next;

    /** A draft over what is known. */
    public Draft(Known known) {
        this.known = known;
        this.next = known.nextPending();
    }

    /** What is known, without this draft. */
    public Known known() {
        return known;
    }

    /** All changes so far, in order. */
    public List<Change> changes() {
        return changes;
    }

    /** The row of an action, which is inserted when there is none; {@link Ref.Id#NONE} for a name that cannot be stored. */
    public Ref action(ActionName name, Integer urlPrefix) {
        if (name.name().length() > LONGEST_NAME) {
            return Ref.Id.NONE;
        }
        Ref own = inserted.get(name);
        return own != null ? own : known.action(name).orElseGet(() -> insert(name, urlPrefix));
    }

    private Ref insert(ActionName name, Integer urlPrefix) {
        Ref.Pending action = pending(Ref.Table.ACTION);
        changes.add(new Change.InsertAction(action, name, urlPrefix));
        inserted.put(name, action);
        return action;
    }

    /** Inserts a visit. */
    public Ref insertVisit(Columns columns) {
        Ref.Pending visit = pending(Ref.Table.VISIT);
        changes.add(new Change.InsertVisit(visit, fit(columns)));
        return visit;
    }

    /** Inserts a link. */
    public Ref insertLink(Ref visit, Columns columns) {
        Ref.Pending link = pending(Ref.Table.LINK);
        changes.add(new Change.InsertLink(link, visit, fit(columns)));
        return link;
    }

    /** Updates a visit; nothing happens without columns. */
    public void updateVisit(Ref visit, int idSite, Columns columns) {
        if (!columns.isEmpty()) {
            changes.add(new Change.UpdateVisit(visit, idSite, fit(columns)));
        }
    }

    /** Updates a link; nothing happens without columns. */
    public void updateLink(Ref link, Columns columns) {
        if (!columns.isEmpty()) {
            changes.add(new Change.UpdateLink(link, fit(columns)));
        }
    }

    /** Adds any other change. */
    public void add(Change change) {
        changes.add(change);
    }

    /** The columns with values that fit; the given ones are changed. */
    public static Columns fit(Columns columns) {
        columns.replaceAll(ColumnFit::fit);
        return columns;
    }

    private Ref.Pending pending(Ref.Table table) {
        return new Ref.Pending(table, next++);
    }
}
