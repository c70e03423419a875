/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.ledger.Progress;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an engine remembers between two transactions: of the ledger, and with it what its applier knows of Matomo's tables. Whatever
 * fails, both are forgotten and read again. Not thread-safe.
 */
final class ReplayMemory {
    private final RequestApplier applier;
    private Optional<LedgerState> state = Optional.empty();
    private long othersAt = Long.MIN_VALUE / 2;

    ReplayMemory(RequestApplier applier) {
        this.applier = applier;
    }

    /** As of the last transaction; empty while nothing is known. */
    Optional<LedgerState> state() {
        return state;
    }

    /**
     * What is known of the ledger behind its lock. What the applier knows may be old where another collector has committed.
     *
     * @param nothingKnown what is known where memory holds nothing
     */
    LedgerState of(Progress progress, Supplier<LedgerState> nothingKnown, long now) {
        Optional<LedgerState> known = state.filter(ours -> ours.isOf(progress));
        if (known.filter(ours -> ours.commitNumber() == progress.commitNumber()).isEmpty()) {
            applier.forget();
            othersAt = now; // who knows
        }
        LedgerState present = known.orElseGet(nothingKnown);
        state = Optional.of(present);
        return present;
    }

    /** How long ago another collector may have committed last, milliseconds. */
    long sinceOthers(long now) {
        return now - othersAt;
    }

    /** To be called when a transaction was not committed after all. */
    void forget() {
        state = Optional.empty();
        applier.forget();
    }
}
