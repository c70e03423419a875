/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Elapsed;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Packs without lines from time to time: they account for skipped bytes, and say that nothing earlier will come where that is
 * known. For one thread.
 */
final class Heartbeat {
    private final TailSettings settings;
    private final Disorder disorder;
    private final LastLook lastLook;
    private final PossibleLoss losses;
    private long sentAt = Long.MIN_VALUE / 2;

    Heartbeat(TailSettings settings, Disorder disorder, LastLook lastLook, PossibleLoss losses) {
        this.settings = settings;
        this.disorder = disorder;
        this.lastLook = lastLook;
        this.losses = losses;
    }

    /** @param rarely how many times rarer than usual it is due */
    boolean isDue(long now, long rarely) {
        return Elapsed.since(sentAt, now, settings.heartbeat().toMillis() * rarely);
    }

    /** Whether one has been sent at a time, in milliseconds, or later; a clock that was set back says nothing. */
    boolean isSentSince(long time, long now) {
        return sentAt >= time && sentAt <= now;
    }

    /**
     * Puts into the turn what there is to say, as far as it fits.
     *
     * @param files those of which it is to be said
     * @param silent the last file of the chain, if nothing earlier will come behind what has been read of it
     */
    void send(Turn turn, List<TrackedFile> files, Optional<TrackedFile> silent) {
        for (TrackedFile file : files) {
            OptionalLong watermark = silent.filter(quiet -> quiet == file).isPresent()
                    ? OptionalLong.of(disorder.promise(lastLook.logTime(), turn.now))
                    : OptionalLong.empty();
            if (file.placed() && !turn.full() && (watermark.isPresent() || file.accounted() < file.readUpTo())) {
                turn.add(PackBuilder.empty(settings, file, turn, file.readUpTo(), watermark, losses.take()));
                file.progress().account();
                sentAt = turn.now;
            }
        }
    }
}
