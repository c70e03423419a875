/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Arrays;
import java.util.Locale;

/**
 * At which ends of lines a pack has proofs. A reader that may have sent the bytes before, and have forgotten how far and under which
 * name, has one at the end of each: where a ledger has a proof at a place that is none in such a pack, the bytes are others.
 */
public enum LineEnds {
    /** Where the pack begins and ends, and where blocks end. */
    SOME,
    /** At the end of each line of the range. */
    ALL,
    /** The same, and no further line of the log was complete when it was read. */
    ALL_THERE_ARE;

    /** As headers have it. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException if no header has that */
    static LineEnds read(String text) {
        return Arrays.stream(values())
                .filter(ends -> ends != SOME && ends.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' says not which line ends are proven"));
    }
}
