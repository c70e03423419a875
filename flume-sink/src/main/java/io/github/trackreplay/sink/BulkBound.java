/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.prepared.Tokens;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which bulk calls are too many requests at once. The order is one for all, so whoever waits behind a call waits for all of it; Matomo
 * takes calls of any size without a token, each in a process of its own.
 *
 * <p>Why so: {@code docs/decisions/0058-one-calls-share.md}.
 */
final class BulkBound {
    static final String REASON = "bulk-too-many";

    private final int most;
    private final Predicate<String> tokens;

    /**
     * A bound.
     *
     * @param most requests of a call without a token that counts
     * @param tokens whether one does
     */
    BulkBound(int most, Predicate<String> tokens) {
        this.most = most;
        this.tokens = tokens;
    }

    /** Whether requests of one call are more than are taken of somebody for whom neither its token nor its first request's vouches. */
    boolean exceededBy(List<TrackingRequest> call) {
        return call.size() > most && Tokens.all(call.get(0)).stream().noneMatch(tokens);
    }

    /** A sentence for people. */
    String detail(int requests) {
        return "The bulk call has " + requests
                + " requests and no token that counts, and the sink's maxBulkRequests is "
                + most
                + ", because all others wait for such a call. It is kept as a whole. If a server of yours sent it, let it send a"
                + " token_auth with write access, or set maxBulkRequests; this one is applied by: trackreplay rejected replay"
                + " --reason " + REASON;
    }
}
