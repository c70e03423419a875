/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.PackHeader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Books what archives have lost that break off before the end of their first line. Which log file one was cannot be told: what it held
 * may be lost if it was written where nobody looked. What was written while somebody did has been read before it was packed. For one
 * thread.
 */
final class CutShortBooking {
    private final PossibleLoss losses;
    private final OptionalLong stoppedAt;
    private final OptionalLong begin;
    private final long startedAt;

    /**
     * @param startAt where to begin; empty for a stream that has a position or came after the source's first look
     * @param stoppedAt when somebody looked last before the source was started, milliseconds since 1970-01-01 UTC; empty if nobody did
     */
    CutShortBooking(PossibleLoss losses, Optional<StartAt> startAt, OptionalLong stoppedAt, long startedAt) {
        this.losses = losses;
        this.stoppedAt = stoppedAt;
        this.begin = begin(startAt);
        this.startedAt = startedAt;
    }

    /** Since when lines are to be read; empty where only those are that are yet to be written, or another tail knows. */
    private static OptionalLong begin(Optional<StartAt> startAt) {
        if (startAt.isEmpty() || startAt.get() instanceof StartAt.Beginning) {
            return OptionalLong.of(PackHeader.Promise.ANY_TIME);
        }
        return startAt.get() instanceof StartAt.Time time ? OptionalLong.of(time.millis()) : OptionalLong.empty();
    }

    /**
     * An archive was found to break off so.
     *
     * @param all the stream's files on disk
     */
    void found(Carrier archive, Collection<Carrier> all) {
        long written = Math.floorDiv(archive.modified(), 1_000_000L);
        if (written > startedAt || isBesideItsLog(archive.path(), all)) {
            return;
        }
        String why = archive.path() + " breaks off before the end of its first line; what it held cannot be known";
        if (stoppedAt.isEmpty()) {
            begin.ifPresent(from -> {
                if (from <= written) {
                    losses.note(from, written, why);
                }
            });
        } else if (written > stoppedAt.getAsLong()) {
            losses.noteWhileDown(why);
        }
    }

    /** Whether the log that was packed is there still, as where packing failed. */
    private static boolean isBesideItsLog(Path archive, Collection<Carrier> all) {
        String name = archive.toString();
        int suffix = name.lastIndexOf('.');
        return all.stream()
                .anyMatch(other -> other.listed()
                        && !other.isPacked()
                        && other.path().toString().equals(name.substring(0, Math.max(0, suffix))));
    }
}
