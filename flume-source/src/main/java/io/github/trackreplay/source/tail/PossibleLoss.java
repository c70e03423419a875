/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.UnknownLoss;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What may have been destroyed of a stream without having been seen. Completeness must not pass that: the next pack without lines tells
 * the ledger. For one thread.
 */
final class PossibleLoss {
    private final String stream;
    private final TailListener listener;
    private final long stoppedAt;
    private final long startedAt;
    private Optional<UnknownLoss> untold = Optional.empty();
    /** Log files that are not read on, and when it was last noted that they have grown. */
    private final Map<TrackedFile, Long> givenUp = new HashMap<>();

    /**
     * @param stoppedAt when somebody looked last before the source was started, milliseconds since 1970-01-01 UTC; the start if
     *     nobody did
     */
    PossibleLoss(String stream, TailListener listener, long stoppedAt, long startedAt) {
        this.stream = stream;
        this.listener = listener;
        this.stoppedAt = stoppedAt;
        this.startedAt = startedAt;
    }

    /** Bytes may have been destroyed between two times, milliseconds since 1970-01-01 UTC. */
    void note(long from, long to, String why) {
        UnknownLoss loss = said(from, to, why);
        untold = Optional.of(untold.map(loss::and).orElse(loss));
    }

    /** The same, for a pack that the caller has tell of it. */
    UnknownLoss said(long from, long to, String why) {
        listener.unknownLoss(stream, Instant.ofEpochMilli(from), Instant.ofEpochMilli(to), why);
        return new UnknownLoss(Math.min(from, to), to);
    }

    /** Bytes may have been destroyed while nobody looked. */
    void noteWhileDown(String why) {
        note(stoppedAt, startedAt, why);
    }

    /**
     * More of a log file may have been written and destroyed than anybody saw.
     *
     * @param missed when that may have been, milliseconds since 1970-01-01 UTC; empty if it had by the first one
     */
    void noteVanished(TrackedFile file, Optional<UnknownLoss> missed) {
        String why = "log file number " + file.number() + " was not found again; it may have grown before it vanished";
        UnknownLoss whileDown = new UnknownLoss(Math.min(file.seenAt(), startedAt), startedAt);
        UnknownLoss loss = missed.orElse(whileDown);
        note(loss.from(), loss.to(), why);
    }

    /** A log file is not read on, as has been said. */
    void givenUp(TrackedFile file, long now) {
        givenUp.put(file, now);
    }

    /** A log file that is not read on has grown: what came since that was noted last may be lost. It is said once a run. */
    void grewUnread(TrackedFile file, long now) {
        Optional<Long> before = Optional.ofNullable(givenUp.put(file, now));
        if (before.isEmpty()) {
            note(stoppedAt, now, "log file number " + file.number() + ", which is not read on, has grown");
        } else {
            // they have a moment in common, so the ledger makes one of them
            UnknownLoss loss = new UnknownLoss(Math.min(before.get(), now) - 1, now);
            untold = Optional.of(untold.map(loss::and).orElse(loss));
        }
    }

    /** Whether no pack has told of it yet. */
    boolean isUntold() {
        return untold.isPresent();
    }

    /** For the pack that tells of it. */
    Optional<UnknownLoss> take() {
        Optional<UnknownLoss> loss = untold;
        untold = Optional.empty();
        return loss;
    }
}
