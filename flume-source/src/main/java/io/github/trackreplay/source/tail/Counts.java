/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/** {@link ReadCounts} while they grow. */
final class Counts {
    long bytes;
    long lines;
    long candidates;
    long skipped;
    long beforeStart;
    long lost;

    void add(Counts other) {
        bytes += other.bytes;
        lines += other.lines;
        candidates += other.candidates;
        skipped += other.skipped;
        beforeStart += other.beforeStart;
        lost += other.lost;
    }

    ReadCounts now() {
        return new ReadCounts(bytes, lines, candidates, skipped, beforeStart, lost);
    }
}
