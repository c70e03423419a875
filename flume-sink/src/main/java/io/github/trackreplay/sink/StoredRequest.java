/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.MalformedEventException;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.WireEvent;
import io.github.trackreplay.mysql.ledger.ReadRejected;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A rejected request as it is stored: the document of one entry. Stateless. */
public final class StoredRequest {
    private StoredRequest() {}

    /**
     * Offers it again.
     *
     * @param row of the form {@code request}
     * @return nothing where only its beginning was kept
     */
    public static Optional<Delivery.Again> again(ReadRejected.Row row) {
        try {
            List<PackEntry> entries =
                    TrackingEventCodec.decode(oneEntry(row), row.kept().raw()).entries();
            return Optional.of(new Delivery.Again(row.id(), entries));
        } catch (MalformedEventException e) {
            return Optional.empty();
        }
    }

    /** The headers that the codec wants beside one document. */
    private static Map<String, String> oneEntry(ReadRejected.Row row) {
        PackEntry any = new RejectedLine(row.place().offset(), row.place().bytes(), "any", "", new byte[0]);
        long start = row.place().offset();
        PackHeader header = new PackHeader(
                row.place().file().orElseThrow(),
                start,
                start + row.place().bytes(),
                PackHeader.Reading.of(0, "", row.place().paths()),
                PackHeader.Promise.NONE);
        WireEvent event = TrackingEventCodec.encode(new Pack(header, List.of(any)), Compression.NONE);
        return event.headers();
    }
}
