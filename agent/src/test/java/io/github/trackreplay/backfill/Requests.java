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
import java.util.OptionalLong;

/** Requests and packs for tests. */
final class Requests {
    static final LogFile LOG = new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty());

    private Requests() {}

    static TrackingRequest request(long offset, long time, String query) {
        return new TrackingRequest(
                offset,
                100,
                0,
                time,
                "",
                "GET",
                "/matomo.php",
                query,
                Optional.empty(),
                Optional.empty(),
                200,
                "",
                "",
                "",
                Map.of());
    }

    static Pack pack(List<? extends PackEntry> entries) {
        PackEntry last = entries.get(entries.size() - 1);
        long end = last.offset() + last.length();
        return new Pack(
                new PackHeader(
                        LOG, entries.get(0).offset(), end, 0, "host", OptionalLong.empty(), 0, "/matomo.php", 0, 0),
                List.copyOf(entries));
    }
}
