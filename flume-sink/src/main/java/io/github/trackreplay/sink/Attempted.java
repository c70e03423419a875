/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.UnpreparedException;
import io.github.trackreplay.mysql.ledger.SpoiltHeldException;
import java.util.Optional;

/** How one attempt of a transaction ended. */
sealed interface Attempted {
    /** It is committed, or taken back where it was a rehearsal. */
    record Done(CommitSummary summary) implements Attempted {}

    /** It is taken back: requests must be prepared outside of any transaction first. */
    record Unprepared(UnpreparedException why) implements Attempted {
        /** The same as a failure. */
        Failed failed() {
            return new Failed(TransactionPhase.TAKE, why, Optional.empty());
        }
    }

    /** It is taken back: a row of what waits in the ledger cannot be read. */
    record Spoilt(SpoiltHeldException row) implements Attempted {
        /** The same as a failure. */
        Failed failed() {
            return new Failed(TransactionPhase.TAKE, row, Optional.empty());
        }
    }

    /**
     * It failed.
     *
     * @param phase what it was doing
     * @param unheard what is committed if its COMMIT, or that of an attempt before it, was; empty if none got so far
     */
    record Failed(TransactionPhase phase, Throwable failure, Optional<CommitSummary> unheard) implements Attempted {}
}
