/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import java.util.Map;
import java.util.Optional;

/**
 * How far a chain is contiguous, and the watermark that follows from it. Mutable.
 *
 * <p>Every chain has two: the one for the <em>order</em> also steps over gaps that {@code maxHold} passed, the one for the
 * <em>completeness</em> never does.
 */
public final class GaplessReach {
    private final boolean overPassedGaps;
    private FileTrack file;
    private long offset;
    private long watermark;

    public GaplessReach(boolean overPassedGaps, FileTrack file, long offset, long watermark) {
        this.overPassedGaps = overPassedGaps;
        this.file = file;
        this.offset = offset;
        this.watermark = watermark;
    }

    public FileTrack file() {
        return file;
    }

    /** One past the last contiguous byte. */
    public long offset() {
        return offset;
    }

    /** Milliseconds since 1970-01-01 UTC, or {@link TakenRanges#NO_WATERMARK}. */
    public long watermark() {
        return watermark;
    }

    /** Whether it has come further in the same chain. */
    boolean isBeyond(GaplessReach other) {
        long number = file.file().number();
        long before = other.file.file().number();
        return number > before || (file.id() == other.file.id() && offset > other.offset);
    }

    void moveTo(FileTrack start) {
        file = start;
        offset = 0;
    }

    /**
     * Goes on as far as possible.
     *
     * @param successors the next file of the chain by a file's id
     * @return whether anything changed
     */
    boolean advance(Map<Long, FileTrack> successors) {
        FileTrack fileBefore = file;
        long offsetBefore = offset;
        long watermarkBefore = watermark;
        boolean moved = true;
        while (moved) {
            moved = overTaken()
                    || over(file.accepted())
                    || (overPassedGaps && over(file.passed()))
                    || toSuccessor(Optional.ofNullable(successors.get(file.id())));
        }
        return file != fileBefore || offset != offsetBefore || watermark != watermarkBefore;
    }

    private boolean overTaken() {
        Optional<TakenRanges.Span> span = file.taken().at(offset);
        if (span.isEmpty()) {
            return false;
        }
        boolean moved = span.get().end() > offset;
        offset = span.get().end();
        watermark = Math.max(watermark, span.get().watermark());
        return moved;
    }

    private boolean over(TakenRanges gaps) {
        Optional<TakenRanges.Span> span = gaps.at(offset);
        boolean moved = span.isPresent() && span.get().end() > offset;
        if (moved) {
            offset = span.get().end();
        }
        return moved;
    }

    private boolean toSuccessor(Optional<FileTrack> next) {
        Optional<FileTrack> reached = next.filter(file -> LedgerGap.lengthBefore(file) <= offset);
        reached.ifPresent(this::moveTo);
        return reached.isPresent();
    }

    /** The gap that it stands before, if later bytes of the chain have arrived. */
    Optional<ByteRange> gap(Map<Long, FileTrack> successors) {
        return LedgerGap.behind(offset, file, Optional.ofNullable(successors.get(file.id())));
    }
}
