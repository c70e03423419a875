/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.tracking.RequestOutcome;
import java.util.Optional;

/** Why a request that has been dealt with was not counted, and is kept as rejected. */
enum Uncounted {
    /** Matomo calls it invalid. */
    INVALID('!'),
    /** Alone in its call it is refused, while others go through. */
    REFUSED('r'),
    /** The same, because of its size. */
    TOO_LARGE('l'),
    /** Alone in its call Matomo meets an error with it each time, while it counts others. */
    FAILS('b');

    /** Of one whose attempt ended before the ledger heard of it. */
    private static final String OVERTAKEN = "The next request was counted, so it is not sent behind that.";

    private final char mark;

    Uncounted(char mark) {
        this.mark = mark;
    }

    /** How it is written behind a request's position. */
    char mark() {
        return mark;
    }

    /** What a mark says; empty if it is none. */
    static Optional<Uncounted> of(char mark) {
        for (Uncounted why : values()) {
            if (why.mark == mark) {
                return Optional.of(why);
            }
        }
        return Optional.empty();
    }

    /** @param why what was heard, sentences */
    RequestOutcome outcome(String why) {
        return switch (this) {
            case INVALID -> ApiOutcomes.invalid();
            case REFUSED -> ApiOutcomes.refused(why);
            case TOO_LARGE -> ApiOutcomes.tooLarge(why);
            case FAILS -> ApiOutcomes.fails(why);
        };
    }

    /** Where it is not known any more what was heard. */
    RequestOutcome outcome() {
        return outcome(OVERTAKEN);
    }
}
