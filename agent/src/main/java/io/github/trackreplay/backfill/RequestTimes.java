/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.source.tail.PackTimes;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The event times as the parser of the log format finds them: those by which the order goes. */
public final class RequestTimes implements PackTimes {
    private final Function<RawPack, Pack> parser;
    private final BiConsumer<PackHeader, TrackingRequest> note;

    /**
     * @param parser one that nobody else uses: what it counts is not what is replayed
     * @param note is told each request, with the header of its pack
     */
    public RequestTimes(Function<RawPack, Pack> parser, BiConsumer<PackHeader, TrackingRequest> note) {
        this.parser = parser;
        this.note = note;
    }

    @Override
    public Span of(RawPack pack) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        long disorder = 0;
        for (PackEntry entry : parser.apply(pack).entries()) {
            if (entry instanceof TrackingRequest request) {
                long time = request.time();
                disorder = time < greatest ? Math.max(disorder, greatest - time) : disorder;
                least = Math.min(least, time);
                greatest = Math.max(greatest, time);
                note.accept(pack.header(), request);
            }
        }
        return new Span(least, greatest, disorder);
    }
}
