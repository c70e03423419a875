/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.source.tail.PackTimes;
import java.util.function.Function;

/** The event times as the parser of the log format finds them: those by which the order goes. */
public final class RequestTimes implements PackTimes {
    private final Function<RawPack, Pack> parser;

    /** @param parser one that nobody else uses: what it counts is not what is replayed */
    public RequestTimes(Function<RawPack, Pack> parser) {
        this.parser = parser;
    }

    @Override
    public Span of(RawPack pack) {
        Span span = Span.NONE;
        for (PackEntry entry : parser.apply(pack).entries()) {
            if (entry instanceof TrackingRequest request) {
                span = span.then(new Span(request.time(), request.time(), 0));
            }
        }
        return span;
    }
}
