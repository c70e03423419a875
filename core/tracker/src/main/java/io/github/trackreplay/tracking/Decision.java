/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Wanted;
import java.util.List;
import java.util.Objects;

/** The tracker's answer to one request. */
public sealed interface Decision {
    /**
     * Decided.
     *
     * @param outcome what became of the request; a refused one may still have changes, because Matomo writes some rows before
     *     it finds out
     * @param changes what is to be written, in order
     * @param reasons why
     */
    record Decided(RequestOutcome outcome, List<Change> changes, Reasons reasons) implements Decision {
        public Decided {
            Objects.requireNonNull(outcome, "outcome");
            Objects.requireNonNull(reasons, "reasons");
            changes = List.copyOf(changes);
        }
    }

    /**
     * Not decided: load this, then ask again.
     *
     * @param wanted what has to be known, not empty
     */
    record NeedsMore(Wanted wanted) implements Decision {
        public NeedsMore {
            Objects.requireNonNull(wanted, "wanted");
        }
    }
}
