/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.TrackingRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests and packs for tests. */
final class Requests {
    static final LogFile LOG = new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty());

    private Requests() {}

    static TrackingRequest request(long offset, long time, String query) {
        return request(offset, time, query, "");
    }

    static TrackingRequest request(long offset, long time, String query, String ip) {
        return new TrackingRequest(
                new TrackingRequest.Line(offset, 100),
                time,
                TrackingRequest.Call.get("/matomo.php", query),
                new TrackingRequest.Client(ip, "", "", "", Map.of()));
    }

    static Pack pack(List<? extends PackEntry> entries) {
        PackEntry last = entries.get(entries.size() - 1);
        long end = last.offset() + last.length();
        return new Pack(
                new PackHeader(
                        LOG,
                        entries.get(0).offset(),
                        end,
                        PackHeader.Reading.of(0, "host", "/matomo.php"),
                        PackHeader.Promise.NONE),
                List.copyOf(entries));
    }
}
