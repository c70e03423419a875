/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import java.util.OptionalLong;

/**
 * What an import knows of its own streams, because it has read their logs before: what it has not handed over yet. It says
 * more than the ledger can: the first bytes of a log may be in the ledger while those that follow are not.
 */
@FunctionalInterface
public interface ToCome {
    /** Knows nothing. */
    ToCome UNKNOWN = stream -> OptionalLong.empty();

    /**
     * No request with an earlier event time is still to come of a stream; {@link Long#MAX_VALUE}: none comes at all; empty:
     * unknown. Milliseconds since 1970-01-01 UTC. Does not change while a batch is replayed.
     */
    OptionalLong of(String stream);
}
