/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import java.util.Objects;

/** What became of one request that reached the tracker. Every request has exactly one outcome. */
public sealed interface RequestOutcome {
    /** Matomo's tables account for it. */
    record Recorded() implements RequestOutcome {}

    /**
     * Matomo deliberately records nothing for it (a bot, an excluded address, an opt-out cookie). It counts as applied.
     *
     * @param reason a short stable code of lower-case words joined by hyphens, for counting
     */
    record Excluded(String reason) implements RequestOutcome {
        public Excluded {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * Matomo would have answered it with an error (unknown site, invalid time). It counts as rejected and is kept.
     *
     * @param reason a short stable code of lower-case words joined by hyphens, for counting
     * @param detail a sentence for people
     */
    record Refused(String reason, String detail) implements RequestOutcome {
        public Refused {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(detail, "detail");
        }
    }
}
