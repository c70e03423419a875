/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.StreamOrder;
import java.util.Optional;

/** What is different about packs of a {@link PipelineLog}. Stateless. */
final class PipelinePacks {
    private PipelinePacks() {}

    /** The pack behind the bytes that have been taken; any other pack as it is. */
    static Pack numbered(Pack pack, long taken) {
        PackHeader h = pack.header();
        long shift = taken - h.start();
        if (!PipelineLog.is(h.file()) || shift == 0) {
            return pack;
        }
        PackHeader moved = new PackHeader(h.file(), taken, taken + h.length(), h.reading(), h.promise());
        return new Pack(
                moved, pack.entries().stream().map(entry -> moved(entry, shift)).toList());
    }

    private static PackEntry moved(PackEntry entry, long by) {
        if (entry instanceof RejectedLine line) {
            return new RejectedLine(line.offset() + by, line.length(), line.reason(), line.detail(), line.raw());
        }
        TrackingRequest r = (TrackingRequest) entry;
        return r.with(new TrackingRequest.Line(r.offset() + by, r.length(), r.index()));
    }

    /** The stream's pipeline, where it has one. */
    static Optional<FileTrack> of(StreamOrder stream) {
        return stream.find(PipelineLog.fingerprint());
    }

    /** By what a pack's requests are told apart: the worst counts. Empty if it has none. */
    static Optional<RequestIdentity.Kind> identity(Pack pack) {
        return pack.entries().stream()
                .filter(TrackingRequest.class::isInstance)
                .map(entry -> RequestIdentity.of((TrackingRequest) entry)
                        .orElse(RequestIdentity.none())
                        .kind())
                .max(Enum::compareTo);
    }
}
