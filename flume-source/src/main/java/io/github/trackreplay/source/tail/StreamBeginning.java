/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.source.checkpoint.FilePosition;
import io.github.trackreplay.source.checkpoint.SeenDisorder;
import io.github.trackreplay.source.checkpoint.StreamPositions;
import io.github.trackreplay.source.checkpoint.UnidentifiedFile;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a stream is taken up.
 *
 * @param startAt where to begin; empty for a stream that has a position or came after the source's first look
 * @param saved what was known of the stream when the source stopped
 * @param savedAt when that was, milliseconds since 1970-01-01 UTC; of a stream that came after the source's first look the look before
 * @param now the present, likewise
 */
record StreamBeginning(Optional<StartAt> startAt, Optional<StreamPositions> saved, long savedAt, long now) {
    /** Whether the stream had a position. */
    boolean isResumed() {
        return saved.isPresent();
    }

    /** The files of which something was known. */
    List<FilePosition> files() {
        return saved.map(StreamPositions::files).orElse(List.of());
    }

    /** The files on disk of which nobody could tell which log files they hold. */
    List<UnidentifiedFile> unidentified() {
        return saved.map(StreamPositions::unidentified).orElse(List.of());
    }

    /** Since when lines of what is found first may have been written that are to be read. */
    long writtenSince() {
        if (saved.isPresent() || startAt.isEmpty()) {
            return savedAt;
        }
        return startAt.get() instanceof StartAt.End ? now : skipBefore().orElse(PackHeader.Promise.ANY_TIME);
    }

    /** How far from the order of their times lines were seen to be. */
    SeenDisorder disorder() {
        return saved.map(StreamPositions::disorder).orElse(SeenDisorder.NONE);
    }

    /** Lines with an earlier event time, milliseconds, are not read. */
    OptionalLong skipBefore() {
        if (saved.isPresent()) {
            return saved.get().skipBefore();
        }
        return startAt.isPresent() && startAt.get() instanceof StartAt.Time time
                ? OptionalLong.of(time.millis())
                : OptionalLong.empty();
    }

    /** When the source stopped, if the stream had a position. */
    OptionalLong stoppedAt() {
        return saved.isPresent() ? OptionalLong.of(savedAt) : OptionalLong.empty();
    }

    /** When the stream's files were looked at last, before the first look: now where they never were. */
    long lookedBefore() {
        return saved.isPresent() ? savedAt : now;
    }
}
