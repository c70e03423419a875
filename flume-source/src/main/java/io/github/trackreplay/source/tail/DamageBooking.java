/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.PackHeader;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Books what archives without a valid end have lost. How much that is nobody knows; it is later than what was read before, as far as the
 * stream's times are in order. For one thread.
 */
final class DamageBooking {
    private final String stream;
    private final TailListener listener;
    private final EventTimeFinder times;
    private final PossibleLoss losses;
    private final FirstPass firstPass;

    DamageBooking(TailedStream stream, PossibleLoss losses, FirstPass firstPass) {
        this.stream = stream.name();
        this.listener = stream.listener();
        this.times = stream.config().times();
        this.losses = losses;
        this.firstPass = firstPass;
    }

    /**
     * A log file has been read to its end from a carrier. If that is damaged, it is said; what it lost is noted, unless it was when the
     * log file was finished before.
     */
    void readToEnd(TrackedFile file, Carrier carrier, Turn turn) {
        Optional<IOException> damage = damage(carrier);
        if (damage.isEmpty()) {
            return;
        }
        long read = file.progress.position;
        listener.damaged(stream, carrier.path, read, damage.get());
        if (!file.finished() || read > file.finishedAt()) {
            losses.note(
                    earliest(carrier, read, turn),
                    turn.now,
                    carrier.path + " is damaged; what it held behind byte " + read + " cannot be known");
        }
    }

    /** Whether nothing holds a log file, or only archives that break off before its position; of these it is said. */
    boolean isGone(TrackedFile file) {
        for (Carrier carrier : file.carriers) {
            if (!carrier.archive || carrier.proven() || damage(carrier).isEmpty()) {
                return false;
            }
        }
        if (!file.finished()) {
            file.carriers.forEach(carrier -> damage(carrier)
                    .ifPresent(why -> listener.damaged(stream, carrier.path, file.progress.position, why)));
        }
        return true;
    }

    private static Optional<IOException> damage(Carrier carrier) {
        return carrier.content().flatMap(SequentialContent::damageOf);
    }

    /** The least event time that lost lines may have but for the disorder that packs name. */
    private long earliest(Carrier carrier, long read, Turn turn) {
        OptionalLong last = lastTime(carrier, read);
        return last.isPresent()
                ? Math.max(PackHeader.Promise.ANY_TIME, last.getAsLong() - firstPass.disorderBeyond(turn.disorder))
                : PackHeader.Promise.ANY_TIME;
    }

    private OptionalLong lastTime(Carrier carrier, long read) {
        Optional<Content> again = carrier.reopened();
        if (again.isEmpty()) {
            return OptionalLong.empty();
        }
        try (Content content = again.get()) {
            return LastTimes.least(content, read, times);
        } catch (IOException e) {
            return OptionalLong.empty(); // as if nothing were known
        }
    }
}
