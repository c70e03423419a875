/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Objects;

/**
 * A request together with the log file that it stands in, so that it has its name for ever and its place in the order.
 *
 * @param file the log file
 * @param request the request
 */
public record LocatedRequest(LogFile file, TrackingRequest request) {
    public LocatedRequest {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(request, "request");
    }

    /** The request's place in the one order. */
    public OrderKey key() {
        return new OrderKey(request.time(), file.stream(), file.number(), request.offset(), request.index());
    }
}
