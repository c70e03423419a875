/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.ArchiveEnd;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.UnknownLoss;
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
     * What is to be told of where a log file ends.
     *
     * @param loss of an archive that breaks off, what it may have lost
     */
    record Told(ArchiveEnd end, Optional<UnknownLoss> loss) {
        static final Told NOTHING = new Told(ArchiveEnd.UNTOLD, Optional.empty());
    }

    /**
     * A log file has been read to its end from a carrier. If that is damaged, it is said; what it lost is to be told, unless it was when
     * the log file was finished before. That a sound archive is read to its end is to be told where a damaged one may have been before.
     */
    Told readToEnd(TrackedFile file, Carrier carrier, Turn turn) {
        long read = file.readUpTo();
        if (carrier.isPacked() && file.carriers().stream().anyMatch(one -> endsWhole(one, read))) {
            return file.finished() ? new Told(ArchiveEnd.WHOLE, Optional.empty()) : Told.NOTHING;
        }
        Optional<Carrier> broken = file.carriers().stream()
                .filter(one -> carrier.isPacked() && breaksOffBehind(one, read))
                .findFirst();
        return broken.isPresent() ? brokeOff(file, broken.get(), turn) : Told.NOTHING;
    }

    private Told brokeOff(TrackedFile file, Carrier carrier, Turn turn) {
        long read = file.readUpTo();
        file.brokeOff = true;
        damage(carrier).ifPresent(why -> listener.damaged(stream, carrier.path(), read, why));
        if (file.finished() && read <= file.finishedAt()) {
            return Told.NOTHING;
        }
        UnknownLoss loss = losses.said(
                earliest(carrier, read, turn),
                turn.now,
                carrier.path() + " is damaged; what it held behind byte " + read + " cannot be known");
        return new Told(ArchiveEnd.BROKEN_OFF, Optional.of(loss));
    }

    /** A log file is not read on, as it goes on without a line of a log. Where it had lines before, it may have some behind. */
    void giveUp(TrackedFile file, Turn turn) {
        long told = file.progressNow().told;
        if (told > 0) {
            long from = file.carriers().stream()
                    .findFirst()
                    .map(carrier -> earliest(carrier, told, turn))
                    .orElse(PackHeader.Promise.ANY_TIME);
            losses.note(
                    from,
                    turn.now,
                    "what log file number " + file.number() + " holds behind byte " + told + " is not read");
            losses.givenUp(file, turn.now);
        }
    }

    /** Whether nothing holds a log file, or only archives that break off before its position; of these it is said. */
    boolean isGone(TrackedFile file) {
        for (Carrier carrier : file.carriers()) {
            if (!carrier.isPacked() || carrier.proven() || damage(carrier).isEmpty()) {
                return false;
            }
        }
        if (!file.finished()) {
            file.carriers()
                    .forEach(carrier -> damage(carrier)
                            .ifPresent(why -> listener.damaged(stream, carrier.path(), file.readUpTo(), why)));
        }
        return true;
    }

    private static boolean endsWhole(Carrier carrier, long at) {
        return carrier.proven()
                && carrier.content()
                        .filter(content -> SequentialContent.isWhole(content, at))
                        .isPresent();
    }

    private static boolean breaksOffBehind(Carrier carrier, long read) {
        return damage(carrier).isPresent()
                && carrier.content()
                        .filter(content -> SequentialContent.reaches(content) >= read)
                        .isPresent();
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
