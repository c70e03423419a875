/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

/** A row of what waits cannot be read; {@link SpoiltHeld} sets it aside. */
public final class SpoiltHeldException extends LedgerException {
    private static final long serialVersionUID = 1L;

    private final Place place;
    private final long id;

    /** Where it waits. */
    enum Place {
        /** In the hold-back table, for its turn in the order. */
        HELD,
        /** With what came of a stream that has stopped. */
        ASIDE
    }

    SpoiltHeldException(Place place, long id, LedgerException cause) {
        super(String.valueOf(cause.getMessage()));
        initCause(cause);
        this.place = place;
        this.id = id;
    }

    Place place() {
        return place;
    }

    /** The row's id. */
    long id() {
        return id;
    }
}
