/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

/**
 * What a stored row knows of a stream besides its files and chains.
 *
 * @param greatestNumber greatest file number ever given
 * @param currentChain the chain that moved last, or 0
 * @param waited whether the order waits for it, and who says so
 * @param lastSeen when something last came of it, milliseconds since 1970-01-01 UTC
 * @param lastRequest when a request last did
 * @param lossFrom least event time that an unaccepted loss may concern, or {@link Long#MAX_VALUE}
 */
public record StoredStream(
        long greatestNumber, long currentChain, Waited waited, long lastSeen, long lastRequest, long lossFrom) {
    /**
     * Whether the order waits for a stream.
     *
     * @param expected whether a collector's configuration lists it
     * @param retired whether the operator has taken it out, or nobody lists it
     * @param passed whether the order has gone on without it
     * @param behind whether that was because it lies behind the others although it moves
     */
    public record Waited(boolean expected, boolean retired, boolean passed, boolean behind) {}
}
