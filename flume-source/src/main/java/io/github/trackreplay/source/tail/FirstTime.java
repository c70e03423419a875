/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.util.OptionalLong;

/** The event time of the first line that has one, which says where a log file belongs in the chain. */
final class FirstTime {
    private static final int WITHIN = 64 * 1024;
    /** Most first lines end within it. */
    private static final int FIRST = 4 * 1024;
    /** A hole has gibibytes. */
    private static final int HOLE_STEP = 1024 * 1024;

    private FirstTime() {}

    /** Looks at the lines within the first 64 KiB behind a hole of NUL bytes. */
    static OptionalLong of(Content content, EventTimeFinder times) throws IOException {
        OptionalLong early = content.sequential() ? OptionalLong.empty() : within(content, times, FIRST);
        return early.isPresent() ? early : within(content, times, WITHIN);
    }

    /** A line that the lower limit cuts off may say something else than all of it. */
    private static OptionalLong within(Content content, EventTimeFinder times, int limit) throws IOException {
        byte[] bytes = new byte[limit];
        int n = content.read(0, bytes, 0, limit);
        int from = Bytes.afterNuls(bytes, 0, n);
        if (from == n && limit < WITHIN) {
            return OptionalLong.empty();
        }
        for (long base = 0; from == n && n > 0; from = Bytes.afterNuls(bytes, 0, n)) {
            base += n;
            bytes = bytes.length < HOLE_STEP ? new byte[HOLE_STEP] : bytes;
            n = content.read(base, bytes, 0, bytes.length);
        }
        n = Math.min(n, from + WITHIN);
        int lineFeed;
        while ((lineFeed = Bytes.lineFeed(bytes, from, n)) >= 0) {
            OptionalLong time = bytes[from] == '#' ? OptionalLong.empty() : times.find(bytes, from, lineFeed);
            if (time.isPresent()) {
                return time;
            }
            from = lineFeed + 1;
        }
        boolean told = from < n && bytes[from] != '#' && (n < limit || limit == WITHIN);
        return told ? times.find(bytes, from, n) : OptionalLong.empty();
    }
}
