/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.OrderKey;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.order.Ordered;

/**
 * A request that has been taken and waits to be applied.
 *
 * @param key its place in the order
 * @param fileId id of its log file in the ledger
 * @param file its log file as the ledger numbers it
 * @param request the request
 * @param bytes what it counts for in its file's account; 0 for the further requests of a bulk call
 * @param origin which of the transaction's packs it came in, or {@link #FROM_HOLD}
 * @param weight about how many bytes of memory it takes; told while the request is at hand, for later it is somewhere in memory
 */
record Candidate(OrderKey key, long fileId, LogFile file, TrackingRequest request, long bytes, int origin, long weight)
        implements Ordered {
    /** It was held back by an earlier transaction. */
    static final int FROM_HOLD = -1;

    Candidate(OrderKey key, long fileId, LogFile file, TrackingRequest request, long bytes, int origin) {
        this(key, fileId, file, request, bytes, origin, Weight.of(request));
    }

    static Candidate of(long fileId, LogFile file, TrackingRequest request, long bytes, int origin) {
        return new Candidate(key(file, request), fileId, file, request, bytes, origin);
    }

    /** A request's place in the order. */
    static OrderKey key(LogFile file, TrackingRequest request) {
        return new OrderKey(request.time(), file.stream(), file.number(), request.offset(), request.index());
    }

    /** The same request for later transactions. */
    Candidate held() {
        return new Candidate(key, fileId, file, request, bytes, FROM_HOLD, weight);
    }

    LocatedRequest located() {
        return new LocatedRequest(file, request);
    }

    /** The request as it is stored: its length is what it counts for. */
    TrackingRequest stored() {
        return withLength(request, bytes);
    }

    static TrackingRequest withLength(TrackingRequest request, long bytes) {
        return request.length() == bytes
                ? request
                : request.with(new TrackingRequest.Line(request.offset(), bytes, request.index()));
    }
}
