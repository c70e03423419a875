/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The decisions: what the files of one stream have become. Immutable; times are milliseconds since 1970-01-01 UTC. */
public final class Rotation {
    private final Patience patience;
    private final long startedAt;

    /** @param startedAt since when anybody has been looking */
    public Rotation(Patience patience, long startedAt) {
        this.patience = patience;
        this.startedAt = startedAt;
    }

    /**
     * Judges what carriers hold after their sizes have been looked at, in this order: what one of them shows of a log file is known
     * of it for the next. Here {@linkplain CopytruncateDetection it is told} that a log was truncated, by its length or by its bytes.
     *
     * @return a verdict for each
     */
    public List<CarrierVerdict> see(List<Glimpse> glimpses) {
        Map<Object, Long> lengths = new HashMap<>();
        List<CarrierVerdict> verdicts = new ArrayList<>(glimpses.size());
        for (Glimpse glimpse : glimpses) {
            verdicts.add(
                    glimpse.holding() instanceof Glimpse.Known held
                            ? judge(glimpse, held, lengths)
                            : CopytruncateDetection.ofUnidentified(glimpse));
        }
        return verdicts;
    }

    private static CarrierVerdict judge(Glimpse glimpse, Glimpse.Known held, Map<Object, Long> lengths) {
        FileGlimpse file = held.log();
        long known = Math.max(file.known(), lengths.getOrDefault(file.id(), 0L));
        CarrierVerdict verdict = held.state().judge(glimpse, file, known);
        if (verdict instanceof CarrierVerdict.Vouched vouched) {
            lengths.merge(file.id(), vouched.length(), Math::max);
        }
        return verdict;
    }

    /** What a listing means for a carrier, given with what that shows of it and whether the one before showed it. */
    public Presence presence(Glimpse carrier, Presence.Listed listed) {
        return Presence.of(carrier, listed);
    }

    /** Whether the server writes another file than this one by now. */
    public boolean hasSuccessor(FileGlimpse file, Surroundings around) {
        return file.state().isTruncated() || !around.last() || file.aside() || around.showAnotherLiveLog();
    }

    /** Whether nothing more is expected of a log file that has been read as far as it goes. */
    public boolean isFinal(FileGlimpse file, Surroundings around, long now) {
        boolean complete = !around.isOpenPlain()
                && around.carriers().stream()
                        .anyMatch(carrier -> carrier.state().isCompleteArchive());
        return complete || (hasSuccessor(file, around) && now - restingSince(file, around, now) >= patience(around));
    }

    private long restingSince(FileGlimpse file, Surroundings around, long now) {
        boolean ofStart = around.carriers().isEmpty() && startedAt <= now; // unless the clock was set back since
        long since = ofStart ? Math.max(file.changedAt(), startedAt) : file.changedAt();
        return around.carriers().stream()
                .mapToLong(carrier -> restingSince(carrier, now))
                .reduce(since, Math::max);
    }

    private long restingSince(Glimpse carrier, long now) {
        return carrier.restingSince(now, patience.unclear());
    }

    /** Whether it counts as resting although its time of modification changes: it has not grown for long. */
    public boolean isOnlyTouched(Glimpse carrier, long now) {
        return now - carrier.changedAt() < patience.finalAfter()
                && now - restingSince(carrier, now) >= patience.finalAfter();
    }

    private long patience(Surroundings around) {
        boolean unclear = !around.isOpenPlain() && around.mayBeElsewhere();
        return unclear ? Math.max(patience.finalAfter(), patience.unclear()) : patience.finalAfter();
    }

    /**
     * What is to be booked with a final file.
     *
     * @param gone whether no file on disk holds it
     */
    public Ending end(FileGlimpse file, boolean gone) {
        return Ending.of(file, gone);
    }

    /** Whether what a carrier holds will be a log file as soon as its first line is complete. */
    public boolean isAwaited(Glimpse carrier, long now) {
        return mayBecomeLog(carrier)
                && carrier.size() > 0
                && carrier.readable()
                && (!carrier.packed() || now - restingSince(carrier, now) < patience.unclear());
    }

    private static boolean mayBecomeLog(Glimpse carrier) {
        return lacks(carrier, CarrierState.Lack.LINE) || lacks(carrier, CarrierState.Lack.PROOF);
    }

    private static boolean lacks(Glimpse carrier, CarrierState.Lack what) {
        return carrier.state() instanceof CarrierState.Undecided undecided && undecided.lack() == what;
    }

    /** Whether it holds no line, and will not as long as it stays as it is: an archive of nothing, or one that was cut. */
    public boolean isGivenUp(Glimpse carrier, long now) {
        return lacks(carrier, CarrierState.Lack.CONTENT) || isCutShort(carrier, now);
    }

    /** Whether it is an archive that was cut before the end of its first line. */
    public boolean isCutShort(Glimpse carrier, long now) {
        return carrier.packed()
                && now - restingSince(carrier, now) >= patience.unclear()
                && lacks(carrier, CarrierState.Lack.LINE);
    }

    /** Whether it may be a log that ends without a complete line, which is known once it has a successor; archives say themselves. */
    public boolean mayLackAnEnd(Glimpse carrier) {
        return !carrier.packed() && mayBecomeLog(carrier);
    }

    /** Whether it has been waited for long enough that a carrier changes, or that what is in it can be compared. */
    public boolean hasRested(Glimpse carrier, long now) {
        return now - restingSince(carrier, now) >= patience.finalAfter();
    }

    /** Whether it has been waited for long enough what cannot be compared. */
    public boolean isOverdue(Glimpse carrier, long now) {
        return lacks(carrier, CarrierState.Lack.PROOF) && hasRested(carrier, now);
    }

    /**
     * Whether a carrier, of the last log file of the chain or of an unknown one, keeps the stream from promising anything.
     *
     * @param lastOnes the carriers of the last log file
     */
    public Hindrance hindrance(Glimpse carrier, FileGlimpse last, List<Glimpse> lastOnes, long now) {
        boolean pending = carrier.file().isEmpty()
                ? isAwaited(carrier, now) || (!carrier.readable() && !isOlder(carrier, lastOnes))
                : !carrier.packed() && carrier.size() > last.position();
        if (!pending) {
            return new Hindrance.None();
        }
        boolean halfLine = carrier.isOpenPlain() && carrier.readable();
        if (!halfLine || now - restingSince(carrier, now) < patience.halfLine()) {
            return new Hindrance.Awaited();
        }
        long from = carrier.file().isEmpty() ? 0 : last.position();
        return new Hindrance.LeftBehind(from, carrier.size() - from);
    }

    /** Whether a carrier was written before a log file that is being written still. */
    public boolean isOlder(Glimpse carrier, List<Glimpse> live) {
        return live.stream()
                .anyMatch(own -> own.age().listed()
                        && !own.key().equals(carrier.key())
                        && own.age().succeeds(carrier.age()));
    }
}
