/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.tracking.parameters.RefusedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one request, while they are being decided. {@link Known} does not see them before the request is done, so what
 * a request inserts and looks up itself is found here. Values are made to fit their columns; a strict database refuses those
 * that do not fit at the moment they are written, and so does this. Not thread-safe.
 */
public final class Draft {
    /** Longer names do not fit the column: the database cuts them, and Matomo then neither finds nor keeps the row. */
    private static final int LONGEST_NAME = 4096;

    private final Known known;
    private final boolean strict;
    private final List<Change> changes = new ArrayList<>();
    private final Map<ActionName, Ref> inserted = new HashMap<>();
    private long next;

    /**
     * A draft over what is known.
     *
     * @param strict whether the database refuses values that do not fit
     */
    public Draft(Known known, boolean strict) {
        this.known = known;
        this.strict = strict;
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

    /**
     * The row of an action, which is inserted when there is none; {@link Ref.Id#NONE} for a name that a lenient database
     * cannot store.
     *
     * @throws RefusedException for one that a strict database does not take
     */
    public Ref action(ActionName name, @Nullable Integer urlPrefix) {
        boolean tooLong = name.name().length() > LONGEST_NAME;
        if (strict && (tooLong || ByteText.hasEscapedBytes(name.name()))) {
            throw unfit("name");
        }
        if (tooLong) {
            return Ref.Id.NONE;
        }
        Ref own = inserted.get(name);
        return own != null ? own : known.action(name).orElseGet(() -> insert(name, urlPrefix));
    }

    /** The rows of actions that are looked up together; they must be known. */
    public ActionsTogether together(Collection<ActionName> names) {
        return new ActionsTogether(names, this);
    }

    private Ref insert(ActionName name, @Nullable Integer urlPrefix) {
        Ref.Pending action = pending(Ref.Table.ACTION);
        changes.add(new Change.InsertAction(action, name, urlPrefix));
        inserted.put(name, action);
        return action;
    }

    /** Inserts a visit. */
    public Ref insertVisit(Columns columns) {
        Ref.Pending visit = pending(Ref.Table.VISIT);
        changes.add(new Change.InsertVisit(visit, written(columns)));
        return visit;
    }

    /** Inserts a link. */
    public Ref insertLink(Ref visit, Columns columns) {
        Ref.Pending link = pending(Ref.Table.LINK);
        changes.add(new Change.InsertLink(link, visit, written(columns)));
        return link;
    }

    /** Updates a visit; nothing happens without columns. */
    public void updateVisit(Ref visit, int idSite, Columns columns) {
        if (!columns.isEmpty()) {
            changes.add(new Change.UpdateVisit(visit, idSite, written(columns)));
        }
    }

    /** Updates a link; nothing happens without columns. */
    public void updateLink(Ref link, Columns columns) {
        if (!columns.isEmpty()) {
            changes.add(new Change.UpdateLink(link, written(columns)));
        }
    }

    /** Adds any other change. */
    public void add(Change change) {
        changes.add(change);
    }

    /**
     * The columns with values that fit, as after {@code INSERT IGNORE}, which is lenient on a strict database too; the given
     * ones are changed.
     */
    public static Columns fit(Columns columns) {
        columns.fit();
        return columns;
    }

    /** The columns with values as the visit has them until they are written; the given ones are changed. */
    public Columns kept(Columns columns) {
        if (!strict) {
            return fit(columns);
        }
        columns.fitWhatIsTaken();
        return columns;
    }

    /** Whether the database takes all values, be it by cutting them. */
    public boolean takes(Columns columns) {
        return unfitColumn(columns).isEmpty();
    }

    /**
     * The columns with values that fit, as after a plain {@code INSERT} or {@code UPDATE}; the given ones are changed.
     *
     * @throws RefusedException when the database does not take one
     */
    public Columns written(Columns columns) {
        Optional<String> unfit = unfitColumn(columns);
        if (unfit.isPresent()) {
            throw unfit(unfit.get());
        }
        return fit(columns);
    }

    private Optional<String> unfitColumn(Columns columns) {
        return strict ? columns.firstNotTaken() : Optional.empty();
    }

    private static RefusedException unfit(String column) {
        return new RefusedException(
                "value-does-not-fit",
                "The database is strict (sql_mode) and a value does not fit the column " + column + ".");
    }

    private Ref.Pending pending(Ref.Table table) {
        return new Ref.Pending(table, next++);
    }
}
