/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.RawPack;
import java.util.Optional;

/**
 * Tells the event times of packs that are not delivered yet. Whoever knows the log format does. What nobody answers may be delivered
 * all the same, so the first question is a pack without bytes, which is of no consequence.
 */
public interface TimesTeller {
    /** Whether anybody may be asked just now, so that the first question may be delivered. */
    default boolean mayBeAsked() {
        return true;
    }

    /** The times of all requests in a pack, in their order; empty if nobody can tell. */
    Optional<PackTimes.Span> tell(RawPack pack);
}
