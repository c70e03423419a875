/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

/** Our tables cannot be used as they are. The message says what to do; nothing has been changed. */
public sealed class LedgerException extends RuntimeException permits SpoiltHeldException {
    private static final long serialVersionUID = 1L;

    public LedgerException(String message) {
        super(message);
    }
}
