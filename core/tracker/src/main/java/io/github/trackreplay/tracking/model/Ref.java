/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

/**
 * Points at a row of {@code log_visit}, {@code log_action} or {@code log_link_visit_action}; which of them follows from where
 * it stands.
 */
public sealed interface Ref extends Value {
    /**
     * A row that has its id.
     *
     * @param id the auto-increment id; 0 for {@link #NONE}
     */
    record Id(long id) implements Ref {
        /** The value 0 of action columns: no action. */
        public static final Id NONE = new Id(0);

        // written out, as below: what the compiler makes of a record is not inlined, and it is asked for all the time
        @Override
        public boolean equals(Object other) {
            return other instanceof Id that && id == that.id;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(id);
        }
    }

    /**
     * A row that some {@link Change} of the same batch inserts; the writer learns its id.
     *
     * @param table where the row will stand
     * @param number unique within the batch, ascending in the order in which the tracker would have inserted
     */
    record Pending(Table table, long number) implements Ref {
        @Override
        public boolean equals(Object other) {
            return other instanceof Pending that && number == that.number && table == that.table;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }

    /** Tables whose rows get their id from the database. */
    enum Table {
        VISIT,
        ACTION,
        LINK
    }

    /** Whether it points at a row at all. */
    default boolean isPresent() {
        return !Id.NONE.equals(this);
    }
}
