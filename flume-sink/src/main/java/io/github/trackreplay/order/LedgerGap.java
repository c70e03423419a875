/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import java.util.Optional;

/**
 * A gap in the ledger: bytes of a log file that were never taken, while later ones of its chain were. {@link GaplessReach} stops before
 * it, until they come, {@code maxHold} passes them ({@link Passed}) or somebody gives them up.
 */
final class LedgerGap {
    private LedgerGap() {}

    /**
     * The gap at an offset up to which everything has been taken.
     *
     * @param successor the next file of the chain, if it is known
     */
    static Optional<ByteRange> behind(long offset, FileTrack file, Optional<FileTrack> successor) {
        Optional<Long> next = file.taken().nextAfter(offset);
        if (next.isPresent()) {
            return Optional.of(new ByteRange(offset, next.get()));
        }
        return successor
                .map(LedgerGap::lengthBefore)
                .filter(length -> length > offset)
                .map(length -> new ByteRange(offset, length));
    }

    /** How long the file before one is. */
    static long lengthBefore(FileTrack successor) {
        return successor.file().previous().orElseThrow().length();
    }
}
