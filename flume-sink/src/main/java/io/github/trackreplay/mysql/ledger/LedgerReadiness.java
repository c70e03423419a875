/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.util.List;
import java.util.Optional;

/** Whether our tables serve this program, for whoever looks before anything is written. */
public sealed interface LedgerReadiness {
    /** What is wrong, with the remedy, as a sentence that goes on behind a name; empty where nothing is. */
    Optional<String> problem();

    /** All are there, of this program's version. */
    record Ready() implements LedgerReadiness {
        @Override
        public Optional<String> problem() {
            return Optional.empty();
        }
    }

    /**
     * None is there.
     *
     * @param missing the names of all
     */
    record Absent(List<String> missing) implements LedgerReadiness {
        @Override
        public Optional<String> problem() {
            return Optional.of("our tables " + String.join(", ", missing)
                    + " are missing. Create them with 'trackreplay schema'.");
        }
    }

    /**
     * Some are there and others are not: a creation was cut off, or a table was lost.
     *
     * @param missing the names of those that are not there
     */
    record Incomplete(List<String> missing) implements LedgerReadiness {
        @Override
        public Optional<String> problem() {
            return Optional.of("our tables " + String.join(", ", missing)
                    + " are missing, and the others are there. Run 'trackreplay schema': it completes a set whose creation"
                    + " was cut off, and says what to do where a table was lost.");
        }
    }

    /**
     * They are of another version than this program's; 0 where they do not say.
     *
     * @param version theirs
     */
    record OfVersion(int version) implements LedgerReadiness {
        @Override
        public Optional<String> problem() {
            return Optional.of(
                    "our tables are of version " + version + " and this program needs " + LedgerTables.VERSION
                            + (version < LedgerTables.VERSION
                                    ? ". Run 'trackreplay schema'."
                                    : ". Upgrade Track Replay on this machine; nothing has been changed."));
        }
    }
}
