/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Packs of a log file that does not exist. */
final class Packs {
    static final LogFile FILE = new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty());
    private static final int LINE_LENGTH = 600;

    private Packs() {}

    /** The header of a pack from the file's first byte on. */
    static PackHeader header(long end) {
        return new PackHeader(FILE, 0, end, PackHeader.Reading.of(0, "web1", Call.PATH), PackHeader.Promise.NONE);
    }

    static Pack of(List<Call> calls) {
        List<PackEntry> entries = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            entries.add(calls.get(i).request((long) i * LINE_LENGTH, LINE_LENGTH));
        }
        return new Pack(header((long) calls.size() * LINE_LENGTH), entries);
    }
}
