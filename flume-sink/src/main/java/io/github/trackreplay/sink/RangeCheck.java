/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingEventCodec;
import java.util.List;

/**
 * A pack accounts for its range and for nothing else. One with an entry outside of it is malformed: all of it is rejected,
 * under the bytes of its range.
 */
final class RangeCheck {
    private static final String REASON = "outside-range";

    private RangeCheck() {}

    /** The pack as it is to be judged. */
    static Delivery checked(Pack pack) {
        PackHeader header = pack.header();
        for (PackEntry entry : pack.entries()) {
            if (entry.offset() < header.start() || entry.offset() > header.end() - entry.length()) {
                return malformed(pack, entry);
            }
        }
        return new Delivery.OfPack(pack);
    }

    private static Delivery malformed(Pack pack, PackEntry entry) {
        PackHeader header = pack.header();
        byte[] body = TrackingEventCodec.encode(pack, Compression.NONE).body();
        String detail = "The event accounts for bytes " + header.start() + " to " + header.end()
                + " of its log file and names a line at byte " + entry.offset()
                + ". Run the same Track Replay on all machines; import the log file to replay these lines.";
        if (header.length() == 0) {
            return new Delivery.Unreadable(REASON, detail, body);
        }
        RejectedLine all = new RejectedLine(header.start(), header.length(), REASON, detail, body);
        return new Delivery.OfPack(new Pack(header, List.of(all)));
    }
}
