/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.parts.WholeLines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The candidates among the lines of a log that stand in bytes that belong together: one that a container's runtime wrote in
 * parts, and whole ones of its other stream among these. Immutable.
 *
 * @param candidates in the order of their beginnings; their ranges may hold others'
 * @param size bytes that they take in a pack, but for the last line feed
 * @param taken bytes of the file that are a candidate's
 */
record Together(List<RawLine> candidates, int size, long taken) {
    Together {
        candidates = List.copyOf(candidates);
    }

    /** @param base offset in the file of the bytes in which the lines were found */
    static Together of(List<WholeLines.Line> lines, long base, PathSearch search, TailSettings settings) {
        List<RawLine> candidates = new ArrayList<>();
        int size = -1;
        long taken = 0;
        int takenTo = 0;
        for (WholeLines.Line line : lines) {
            boolean overlong = line.own() - 1 > settings.maxLineBytes();
            if (overlong || search.in(line.bytes(), 0, line.bytes().length)) {
                byte[] kept = overlong
                        ? Arrays.copyOf(line.bytes(), Math.min(line.bytes().length, settings.overlongKept()))
                        : line.bytes();
                candidates.add(new RawLine(base + line.from(), line.length(), kept, overlong));
                size += kept.length + 1;
                int to = line.from() + line.length();
                taken += Math.max(0, to - Math.max(line.from(), takenTo));
                takenTo = Math.max(takenTo, to);
            }
        }
        return new Together(candidates, size, taken);
    }
}
