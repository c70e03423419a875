/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * The least event time of the last lines before a place of a log file. It is not the last line's alone, because a single line may name a
 * time of a visitor's making.
 */
final class LastTimes {
    private static final int WITHIN = 64 * 1024;
    private static final int LINES = 10;

    private LastTimes() {}

    /**
     * Looks at the last ten lines that have a time, within the last 64 KiB.
     *
     * @param end where a line ends
     * @return milliseconds since 1970-01-01 UTC; empty if no line has a time
     */
    static OptionalLong least(Content content, long end, EventTimeFinder times) throws IOException {
        byte[] bytes = new byte[(int) Math.min(WITHIN, end)];
        int to = content.read(end - bytes.length, bytes, 0, bytes.length);
        int whole = end > bytes.length ? Bytes.lineFeed(bytes, 0, to) + 1 : 0;
        OptionalLong least = OptionalLong.empty();
        for (int found = 0; found < LINES && to > whole; ) {
            int from = lineStart(bytes, whole, to - 1);
            OptionalLong time = bytes[from] == '#' ? OptionalLong.empty() : times.find(bytes, from, to);
            if (time.isPresent()) {
                least = OptionalLong.of(Math.min(time.getAsLong(), least.orElse(Long.MAX_VALUE)));
                found++;
            }
            to = from;
        }
        return least;
    }

    private static int lineStart(byte[] bytes, int least, int end) {
        int from = end;
        while (from > least && bytes[from - 1] != '\n') {
            from--;
        }
        return from;
    }
}
