/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

/** A row of the hold-back table cannot be read; {@link SpoiltHeld} sets it aside. */
public final class SpoiltHeldException extends LedgerException {
    private static final long serialVersionUID = 1L;

    private final long heldId;

    SpoiltHeldException(long heldId, LedgerException cause) {
        super(cause.getMessage());
        initCause(cause);
        this.heldId = heldId;
    }

    /** The row's id. */
    public long heldId() {
        return heldId;
    }
}
