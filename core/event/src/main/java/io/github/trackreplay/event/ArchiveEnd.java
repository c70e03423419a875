/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Arrays;
import java.util.Locale;

/** What an archive shows of where its log file ends, if a pack that ends there tells of it. */
public enum ArchiveEnd {
    /** Nothing is told of it. */
    UNTOLD,
    /** It breaks off there, or is damaged from there on; what it held behind that, if anything, the possible loss tells of. */
    BROKEN_OFF,
    /** It has a valid end, and was read to it: its log file holds nothing behind the pack. */
    WHOLE;

    /** As headers and the ledger have it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException if no header has that */
    static ArchiveEnd read(String text) {
        return Arrays.stream(values())
                .filter(end -> end != UNTOLD && end.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no end of an archive"));
    }
}
