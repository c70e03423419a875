/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.parts.Parts;
import io.github.trackreplay.source.checkpoint.FilePosition;
import io.github.trackreplay.source.rotation.FileGlimpse;
import io.github.trackreplay.source.rotation.FileState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** A log file of a stream: what it is, how far it has been read, and which files on disk hold its bytes. */
final class TrackedFile implements Holding {
    /** What is taken of a new log file so far can be told from any other that has its name. */
    static final long LINE_ENDS_OF_NEW = 16 << 10;
    /** So much may be read again after a crash, or under a name that was forgotten, and can be told from what was taken. */
    static final long LINE_ENDS_AFTER_START = 16 << 20;

    private static final Object NO_KEY = "";

    final String stream;
    /** Up to where the end of each line is proven: what lies before may be told apart from another log file by that only. */
    long lineEndsUntil;

    private ReadState reading;
    /** As it was asked for last. */
    private FilePosition position;
    /** Greatest length seen. */
    long observedLength;
    /** Whether that was seen of a file that is not compressed, or of an archive to its end. */
    private boolean lengthKnown;
    /** When a file on disk last showed how much of it there is, milliseconds since 1970-01-01 UTC, while none does; 0 where none ever did. */
    private long seenAt = PackHeader.Promise.ANY_TIME;

    /** What has become of it. */
    private FileState state;
    /** When it got a successor or lost its content, if that happened before our eyes; its carriers know when they changed. */
    long changedAt;

    private ChainLink link;
    /** When the first carrier of it came into sight, as a number in order; 0 before that. */
    long birth;

    /** The files on disk that hold it, as far as is known. */
    private List<Carrier> carriers = List.of();

    /** Whether an archive of it broke off since the reader was started. */
    boolean brokeOff;

    /** Whether it has been said that it is not read on, because it goes on without a line of a log. */
    boolean saidGivenUp;

    /** When lines may have been written that nobody has seen, as the last file on disk that held it vanished since the start. */
    private Optional<UnknownLoss> missed = Optional.empty();

    /** Which file on disk held it when the reader stopped; empty if that is not known. */
    String savedKey = "";

    /** Where it was read last, as packs name it; empty before that. */
    String path = "";

    /** Where its bytes can be read again, if no carriers are kept. */
    Optional<OneShotInput.Opener> reference = Optional.empty();

    /** Up to where it had been read when it was finished last; 0 before that. */
    private long finishedAt;

    private Optional<LogFile> logFile = Optional.empty();

    TrackedFile(String stream, Head head, long number) {
        this.stream = stream;
        this.state = FileState.initial(number == 0, false);
        this.position =
                ReadProgress.atBeginning().position(head, new FilePosition.Place(number, Optional.empty(), false));
        this.reading = ReadState.Resting.NOTHING_BEGUN;
        this.link = ChainLink.OPEN;
    }

    private TrackedFile(String stream, FilePosition saved, long savedAt) {
        this.stream = stream;
        FilePosition.Place place = saved.place();
        FilePosition.Reading read = saved.reading();
        this.position = saved;
        this.reading = ReadState.Resting.FORGOTTEN;
        this.lineEndsUntil = saved.position() + LINE_ENDS_AFTER_START;
        this.observedLength = read.observedLength();
        this.lengthKnown = observedLength > 0;
        this.seenAt = saved.unseenSince().orElse(lengthKnown ? savedAt : PackHeader.Promise.ANY_TIME);
        this.state = FileState.initial(place.number() == 0, read.finished());
        this.finishedAt = read.finished() ? read.position() : 0;
        this.saidGivenUp = saved.isGivenUp();
        this.savedKey = saved.key();
        this.link = linkOf(place, read);
    }

    private static ChainLink linkOf(FilePosition.Place place, FilePosition.Reading read) {
        if (place.aside()) {
            return ChainLink.ASIDE;
        }
        boolean linked = place.previous().isPresent() || read.position() > 0 || place.number() <= 1;
        return linked ? ChainLink.LINKED : ChainLink.OPEN;
    }

    /** @param savedAt when the source stopped, milliseconds since 1970-01-01 UTC */
    static TrackedFile restored(String stream, FilePosition saved, long savedAt) {
        return new TrackedFile(stream, saved, savedAt);
    }

    Fingerprint fingerprint() {
        return position.fingerprint();
    }

    /** What tells it from others. */
    Head head() {
        FilePosition.Identity identity = position.identity();
        return new Head(identity.fingerprint(), identity.length(), identity.longer());
    }

    /** Its number in the chain; 0 before the stream's start. */
    long number() {
        return position.number();
    }

    /** How far it has been read, to go on from there. */
    ReadProgress progress() {
        ReadProgress now = progressNow();
        reading = now;
        return now;
    }

    /** The same, only to look at it. */
    ReadProgress progressNow() {
        if (reading instanceof ReadProgress progress) {
            return progress;
        }
        ReadProgress restored = ReadProgress.restored(position);
        restored.forgotten &= reading != ReadState.Resting.NOTHING_BEGUN;
        return restored;
    }

    /** It has been read on. */
    void progressed(ReadProgress to) {
        reading = to;
    }

    /**
     * Whether so much was read without a line of a log that nobody waits for it.
     *
     * @param others how many others went on so
     */
    boolean isNotWaitedFor(int others) {
        return reading instanceof ReadProgress progress && Endless.isNotWaitedFor(progress, others);
    }

    /** Up to where it has been read; some of that may not be accounted for yet. */
    long readUpTo() {
        return reading instanceof ReadProgress progress ? progress.position : position.position();
    }

    /** Up to where its bytes are in packs. */
    long accounted() {
        return reading instanceof ReadProgress progress ? progress.accounted : position.position();
    }

    /** Whether the bytes before the position are known, so that they can be compared. */
    private boolean isProvable() {
        return reading instanceof ReadProgress progress ? progress.tail.isPresent() : position.position() == 0;
    }

    /** The files on disk that hold it, as far as is known. */
    List<Carrier> carriers() {
        return carriers;
    }

    /** When it was last written, milliseconds since 1970-01-01 UTC; the end of time where no file on disk says so. */
    long writtenAt() {
        return carriers.stream()
                .mapToLong(carrier -> Math.floorDiv(carrier.modified(), 1_000_000L))
                .max()
                .orElse(Long.MAX_VALUE);
    }

    /** A file on disk holds it. */
    void heldBy(Carrier carrier) {
        List<Carrier> more = new ArrayList<>(carriers);
        more.add(carrier);
        carriers = List.copyOf(more);
        lengthKnown |= !carrier.isPacked();
    }

    /** A file on disk does not hold it, or is not needed any more. */
    void heldNoMoreBy(Carrier carrier) {
        seenAt = carrier.isPacked() ? seenAt : Math.max(seenAt, carrier.shownAt(Long.MAX_VALUE));
        carriers = carriers.stream().filter(held -> held != carrier).toList();
    }

    /** A file on disk that may hold more of it than was seen does not hold it any more. */
    void missedIn(Carrier carrier, long now) {
        UnknownLoss unseen = carrier.unseen(now, seenAt);
        missed = Optional.of(
                missed.filter(other -> other.to() == now).map(unseen::and).orElse(unseen));
    }

    /**
     * When lines may have been written that nobody has seen, as the last file on disk that held it vanished, milliseconds since 1970-01-01
     * UTC; empty if it had by the first look.
     */
    Optional<UnknownLoss> missed() {
        return missed;
    }

    /**
     * Since when lines may have been written to it that nobody has seen, as no file on disk shows how much of it there is, milliseconds since
     * 1970-01-01 UTC.
     */
    long seenAt() {
        return seenAt;
    }

    FileState state() {
        return state;
    }

    void become(FileState next) {
        state = next;
    }

    /** It has been read to its end, and nothing more is expected. */
    void finish() {
        state = state.finish();
        finishedAt = readUpTo();
    }

    /** Up to where it had been read when it was finished last; 0 before that. */
    long finishedAt() {
        return finishedAt;
    }

    /** As it is known now. */
    FileGlimpse glimpse() {
        return new FileGlimpse(this, state, isAside(), readUpTo(), observedLength, isProvable(), changedAt);
    }

    /** Lies wholly before the stream's start: never read, in no chain. */
    boolean beforeStart() {
        return state instanceof FileState.BeforeStart;
    }

    /** Read to its end, and it had a successor. Further bytes are read all the same. */
    boolean finished() {
        return state.wasFinished();
    }

    /** Whether bytes at its end were destroyed, so that nothing can be read on from there. */
    boolean lostItsEnd() {
        ReadProgress now = progressNow();
        return now.mark.offset() != now.accounted;
    }

    /** Whether its place in the chain is known for good, so that packs can name it. */
    boolean placed() {
        return link != ChainLink.OPEN;
    }

    /** Whether it turned up after younger files had been read, so that it is in no chain. */
    boolean isAside() {
        return link == ChainLink.ASIDE;
    }

    /** It is in no chain: it has no predecessor and is nobody's. */
    void setAside() {
        link = ChainLink.ASIDE;
    }

    /** Gives it its place behind a finished file, before it is read: lines in parts may reach from that one into this one. */
    void place(Optional<TrackedFile> predecessor) {
        if (link == ChainLink.OPEN) {
            Optional<LogFile.Previous> previous =
                    predecessor.map(p -> new LogFile.Previous(p.fingerprint(), p.readUpTo()));
            position = position.with(placeBehind(previous), position.finished(), position.observedLength(), key());
        }
        if (link != ChainLink.FOLLOWED && readUpTo() == 0 && progressNow().scanned == 0) {
            predecessor
                    .map(Recall::behind)
                    .filter(Parts::areBegun)
                    .ifPresent(begun -> progress().follow(begun));
        }
        link = ChainLink.FOLLOWED;
    }

    LogFile logFile() {
        if (logFile.isEmpty()) {
            logFile = Optional.of(new LogFile(stream, fingerprint(), number(), position.previous()));
        }
        return logFile.get();
    }

    /** As it is to be saved. */
    FilePosition position() {
        Object key = key();
        if (!isAsItStands(position, key)) {
            FilePosition.Place place = placeBehind(position.previous());
            FilePosition read = reading instanceof ReadProgress progress ? progress.position(head(), place) : position;
            long observed = isUnreadArchive() ? 0 : Math.max(observedLength, accounted());
            position = read.with(place, finished(), observed, key).unseenSince(unseenSince());
            position = saidGivenUp ? position.asGivenUp() : position;
        }
        return position;
    }

    /** Whether nobody knows how long it is, nor what times it holds, as only archives hold it that have not been read to their ends. */
    private boolean isUnreadArchive() {
        return !finished()
                && !lengthKnown
                && !carriers.isEmpty()
                && carriers.stream()
                        .allMatch(carrier ->
                                carrier.isPacked() && !carrier.state().isCompleteArchive());
    }

    /** Since when lines may be unseen, if no file on disk shows how much of it there is; where none ever did, no length is saved either. */
    private OptionalLong unseenSince() {
        boolean shown = finished()
                || beforeStart()
                || isUnreadArchive()
                || carriers.stream()
                        .anyMatch(carrier ->
                                !carrier.isPacked() || carrier.state().isCompleteArchive());
        return shown ? OptionalLong.empty() : OptionalLong.of(seenAt);
    }

    private FilePosition.Place placeBehind(Optional<LogFile.Previous> previous) {
        return new FilePosition.Place(number(), previous, isAside());
    }

    private boolean isAsItStands(FilePosition known, Object key) {
        return known.position() == accounted()
                && known.finished() == finished()
                && (known.observedLength() >= observedLength || isUnreadArchive())
                && known.unseenSince().equals(unseenSince())
                && known.aside() == isAside()
                && known.isGivenUp() == saidGivenUp
                && known.isOf(key);
    }

    /** Which file on disk holds it, rather as it was written; of what is finished no archive. An empty text if none does. */
    private Object key() {
        Object packed = NO_KEY;
        for (Carrier carrier : carriers) {
            if (!carrier.isPacked() && carrier.listed()) {
                return carrier.key;
            }
            packed = carrier.listed() && !finished() ? carrier.key : packed;
        }
        return packed;
    }

    /** The carrier to read on from, if one has anything new. Plain and live ones first. */
    Optional<Carrier> toRead() {
        Optional<Carrier> best = Optional.empty();
        for (Carrier carrier : carriers) {
            if (carrier.settled() || !carrier.isWithinReach()) {
                continue;
            }
            if (carrier.isOpenPlain()) {
                return Optional.of(carrier);
            }
            best = best.filter(before -> !before.isPacked()).isPresent() ? best : Optional.of(carrier);
        }
        return best;
    }

    /** Whether an archive holds it. */
    boolean isPackedSomewhere() {
        return carriers.stream().anyMatch(Carrier::isPacked);
    }

    /** Does something with its bytes where they can be read. */
    interface WithBytes<T> {
        Optional<T> apply(Content reference) throws IOException;
    }

    /**
     * Does something with the bytes of carriers other than the one of a content that still hold this file: with the longest
     * plain one and the longest compressed one, for a shorter one says nothing of what comes behind it.
     *
     * @param archives whether also with a compressed one
     * @param settles which result makes further carriers superfluous
     * @return empty if there is none, or if nothing came of it
     */
    <T> Optional<T> withReferences(Content except, boolean archives, WithBytes<T> use, Predicate<T> settles)
            throws IOException {
        return withReferences(open -> open == except, archives, use, settles);
    }

    /** The same with all carriers, until something comes of one. */
    <T> Optional<T> withReferences(WithBytes<T> use) throws IOException {
        return withReferences(open -> false, true, use, result -> true);
    }

    private <T> Optional<T> withReferences(
            Predicate<Content> except, boolean archives, WithBytes<T> use, Predicate<T> settles) throws IOException {
        Optional<T> result = Optional.empty();
        for (boolean compressed : archives ? new boolean[] {false, true} : new boolean[] {false}) {
            Optional<T> next = withLongest(except, compressed, use);
            if (next.filter(settles).isPresent()) {
                return next;
            }
            result = next.isPresent() ? next : result;
        }
        return result.isEmpty() && reference.isPresent()
                ? closing(reference.get().open(), use)
                : result;
    }

    private <T> Optional<T> withLongest(Predicate<Content> except, boolean compressed, WithBytes<T> use)
            throws IOException {
        List<Carrier> longestFirst = carriers.stream()
                .filter(c ->
                        c.isPacked() == compressed && c.content().filter(except).isEmpty())
                .sorted(Comparator.comparingLong((Carrier c) -> -c.size()).thenComparing(c -> !c.isOpen()))
                .toList();
        for (Carrier carrier : longestFirst) {
            Optional<Content> open = compressed ? Optional.empty() : carrier.content();
            if (open.isPresent()) {
                if (holdsThis(open.get())) {
                    return stillSo(use.apply(open.get()), open.get());
                }
            } else {
                Optional<Content> reopened = carrier.reopened();
                Optional<T> result = reopened.isPresent() ? closing(reopened.get(), use) : Optional.empty();
                if (result.isPresent()) {
                    return result;
                }
            }
        }
        return Optional.empty();
    }

    private <T> Optional<T> closing(Content opened, WithBytes<T> use) throws IOException {
        try (opened) {
            return holdsThis(opened) ? stillSo(use.apply(opened), opened) : Optional.empty();
        }
    }

    private <T> Optional<T> stillSo(Optional<T> result, Content used) throws IOException {
        return result.isEmpty() || holdsThis(used) ? result : Optional.empty();
    }

    private boolean holdsThis(Content candidate) throws IOException {
        Optional<Proof> mark =
                candidate.sequential() ? Optional.empty() : progressNow().markProof();
        return mark.isPresent() ? RunningProof.holds(candidate, mark.get()) : head().begins(candidate);
    }

    /** The carrier that keeps it open as it was written; the longest, for a copy may hold more than its emptied original. */
    Optional<Carrier> openPlain() {
        Optional<Carrier> longest = Optional.empty();
        for (Carrier carrier : carriers) {
            boolean longer =
                    longest.filter(known -> known.size() >= carrier.size()).isEmpty();
            longest = carrier.isOpenPlain() && longer ? Optional.of(carrier) : longest;
        }
        return longest;
    }

    /** The carrier whose last line without line end is its last line. */
    Optional<Carrier> open() {
        Optional<Carrier> plain = openPlain().filter(c -> c.size() >= readUpTo());
        return plain.isPresent()
                ? plain
                : carriers.stream()
                        .filter(c -> c.isPacked() && c.isOpen() && c.proven())
                        .findFirst();
    }

    /** Whether it is finished, has been said, and nothing happens to it before a carrier of it changes. */
    boolean isDone() {
        return !state.isOpenEnded()
                && placed()
                && accounted() == readUpTo()
                && carriers.stream().allMatch(Carrier::spoken);
    }

    /** Lets go of what only reading on needs, unless it is open. */
    void rest() {
        if (!(reading instanceof ReadProgress progress) || carriers.stream().anyMatch(Carrier::isOpen)) {
            return;
        }
        progress.rest();
        FilePosition asSaved = position();
        if (progress.isAllIn(asSaved)) {
            reading = progress.forgotten ? ReadState.Resting.FORGOTTEN : ReadState.Resting.NOTHING_BEGUN;
            logFile = Optional.empty();
            path = "";
            savedKey = "";
        }
    }

    /** Whether nothing is to be read of it and it waits for nothing; only the last one need not be finished. */
    boolean atRest(boolean last) {
        boolean settled = finished() ? !state.isOpenEnded() : last && placed() && !lacksBytes() && bytesLeft() == 0;
        return settled && accounted() == readUpTo() && toRead().isEmpty();
    }

    /** Whether a file on disk that holds it, and of which no other one holds all, could not be read when that was tried last. */
    boolean isOutOfReach() {
        return carriers.stream()
                .anyMatch(one -> !one.isWithinReach() && carriers.stream().noneMatch(other -> other.replaces(one)));
    }

    /** Whether there is more of it on disk than was read, as far as is known, finished or not. */
    boolean hasGrown() {
        return carriers.stream().anyMatch(carrier -> !carrier.isPacked() && carrier.size() > readUpTo());
    }

    /** Whether it is gone with bytes that were seen but not read; they are booked as lost when it has a successor. */
    boolean lacksBytes() {
        return !finished() && carriers.isEmpty() && observedLength > readUpTo();
    }

    /** Bytes that have been written and not been read, as far as is known; 0 once it is finished. */
    long bytesLeft() {
        long longest = 0;
        for (Carrier carrier : carriers) {
            longest = carrier.isPacked() ? longest : Math.max(longest, carrier.size());
        }
        return finished() ? 0 : Math.max(0, longest - readUpTo());
    }
}
