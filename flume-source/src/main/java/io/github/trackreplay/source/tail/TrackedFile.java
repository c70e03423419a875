/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.source.checkpoint.FilePosition;
import io.github.trackreplay.source.rotation.FileGlimpse;
import io.github.trackreplay.source.rotation.FileState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A log file of a stream: what it is, how far it has been read, and which files on disk hold its bytes. */
final class TrackedFile {
    final String stream;
    final Head head;
    final long number;
    ReadProgress progress;
    /** Greatest length seen. */
    long observedLength;
    /** What has become of it. */
    private FileState state;
    /** When it got a successor or lost its content, if that happened before our eyes; its carriers know when they changed. */
    long changedAt;
    /** Turned up after younger files had been read, so it is in no chain: it has no predecessor and is nobody's. */
    boolean aside;
    /** When the first carrier of it came into sight, as a number in order; 0 before that. */
    long birth;

    final List<Carrier> carriers = new ArrayList<>();

    /** Whether an archive of it broke off since the reader was started. */
    boolean brokeOff;

    /** Whether it has been said that it is not read on, because it goes on without a line of a log. */
    boolean saidGivenUp;

    /** Between which looks since the start the last file on disk that held it vanished, milliseconds since 1970-01-01 UTC. */
    Optional<UnknownLoss> missed = Optional.empty();

    /** Which file on disk held it when the reader stopped; empty if that is not known. */
    String savedKey = "";

    /** Where it was read last, as packs name it; empty before that. */
    String path = "";

    /** Where its bytes can be read again, if no carriers are kept. */
    Optional<OneShotInput.Opener> reference = Optional.empty();

    private Optional<LogFile.Previous> previous;
    /** Up to where it had been read when it was finished last; 0 before that. */
    private long finishedAt;

    private boolean placed;
    private boolean followed;
    private Optional<LogFile> logFile = Optional.empty();
    private Optional<FilePosition> position = Optional.empty();
    /** Which file on disk holds it, as the last position says. */
    private Optional<Object> positionKey = Optional.empty();

    TrackedFile(String stream, Head head, long number) {
        this.stream = stream;
        this.head = head;
        this.number = number;
        this.state = FileState.initial(number == 0, false);
        this.progress = ReadProgress.atBeginning();
        this.previous = Optional.empty();
    }

    private TrackedFile(String stream, FilePosition saved) {
        this.stream = stream;
        FilePosition.Identity identity = saved.identity();
        FilePosition.Place place = saved.place();
        FilePosition.Reading reading = saved.reading();
        this.head = new Head(identity.fingerprint(), identity.length(), identity.longer());
        this.number = place.number();
        this.progress = ReadProgress.restored(saved);
        this.observedLength = reading.observedLength();
        this.state = FileState.initial(place.number() == 0, reading.finished());
        this.finishedAt = reading.finished() ? reading.position() : 0;
        this.previous = place.previous();
        this.aside = place.aside();
        this.savedKey = saved.key();
        this.placed = place.previous().isPresent() || reading.position() > 0 || place.number() <= 1;
    }

    static TrackedFile restored(String stream, FilePosition saved) {
        return new TrackedFile(stream, saved);
    }

    Fingerprint fingerprint() {
        return head.fingerprint();
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
        finishedAt = progress.position;
    }

    /** Up to where it had been read when it was finished last; 0 before that. */
    long finishedAt() {
        return finishedAt;
    }

    /** As it is known now. */
    FileGlimpse glimpse() {
        return new FileGlimpse(
                this, state, aside, progress.position, observedLength, progress.tail.isPresent(), changedAt);
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
        return progress.mark.offset() != progress.accounted;
    }

    /** Whether its place in the chain is known for good, so that packs can name it. */
    boolean placed() {
        return placed || aside;
    }

    /** Gives it its place behind a finished file, before it is read: lines in parts may reach from that one into this one. */
    void place(Optional<TrackedFile> predecessor) {
        if (!placed) {
            previous = predecessor.map(p -> new LogFile.Previous(p.fingerprint(), p.progress.position));
            placed = true;
        }
        if (!followed && progress.position == 0 && progress.scanned == 0) {
            predecessor.ifPresent(finished -> progress.follow(Recall.behind(finished)));
        }
        followed = true;
    }

    LogFile logFile() {
        if (logFile.isEmpty()) {
            logFile = Optional.of(new LogFile(stream, fingerprint(), number, previous));
        }
        return logFile.get();
    }

    FilePosition position() {
        if (position.isPresent() && isAsItStands(position.get())) {
            return position.get();
        }
        positionKey = key();
        FilePosition anew = newPosition();
        position = Optional.of(anew);
        return anew;
    }

    private boolean isAsItStands(FilePosition known) {
        return known.position() == progress.accounted
                && known.finished() == finished()
                && known.reading().observedLength() >= observedLength
                && known.place().previous().isPresent() == previous.isPresent()
                && positionKey.equals(key());
    }

    /** Which file on disk holds it, rather as it was written; of what is finished no archive. Empty if none does. */
    private Optional<Object> key() {
        Optional<Object> packed = Optional.empty();
        for (Carrier carrier : carriers) {
            if (!carrier.archive && carrier.listed()) {
                return Optional.of(carrier.key);
            }
            packed = carrier.listed() && !finished() ? Optional.of(carrier.key) : packed;
        }
        return packed;
    }

    private FilePosition newPosition() {
        return new FilePosition(
                new FilePosition.Identity(fingerprint(), head.length(), head.longer()),
                new FilePosition.Place(number, placed ? previous : Optional.empty(), aside),
                new FilePosition.Reading(
                        finished(),
                        progress.accounted,
                        progress.start > progress.accounted ? progress.start : 0,
                        Math.max(observedLength, progress.accounted),
                        progress.fieldsAtMark),
                positionKey.map(Object::toString).orElse(""),
                new FilePosition.Proven(progress.proofs(), progress.blockProofs()));
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
            best = best.filter(before -> !before.archive).isPresent() ? best : Optional.of(carrier);
        }
        return best;
    }

    /** Does something with its bytes where they can be read. */
    interface WithBytes<T> {
        Optional<T> apply(Content reference) throws IOException;
    }

    /**
     * Does something with the bytes of carriers other than the one of a content that still hold this file: with the longest
     * plain one and the longest compressed one, for a shorter one says nothing of what comes behind it.
     *
     * @param settles which result makes further carriers superfluous
     * @return empty if there is none, or if nothing came of it
     */
    <T> Optional<T> withReferences(Content except, WithBytes<T> use, Predicate<T> settles) throws IOException {
        return withReferences(open -> open == except, use, settles);
    }

    /** The same with all carriers, until something comes of one. */
    <T> Optional<T> withReferences(WithBytes<T> use) throws IOException {
        return withReferences(open -> false, use, result -> true);
    }

    private <T> Optional<T> withReferences(Predicate<Content> except, WithBytes<T> use, Predicate<T> settles)
            throws IOException {
        Optional<T> result = Optional.empty();
        for (boolean compressed : new boolean[] {false, true}) {
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
                        c.archive == compressed && c.content().filter(except).isEmpty())
                .sorted(Comparator.comparingLong((Carrier c) -> -c.size).thenComparing(c -> !c.isOpen()))
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
        Optional<Proof> mark = candidate.sequential() ? Optional.empty() : progress.markProof();
        return mark.isPresent() ? RunningProof.holds(candidate, mark.get()) : head.begins(candidate);
    }

    /** The carrier that keeps it open as it was written; the longest, for a copy may hold more than its emptied original. */
    Optional<Carrier> openPlain() {
        Optional<Carrier> longest = Optional.empty();
        for (Carrier carrier : carriers) {
            boolean longer = longest.filter(known -> known.size >= carrier.size).isEmpty();
            longest = carrier.isOpenPlain() && longer ? Optional.of(carrier) : longest;
        }
        return longest;
    }

    /** The carrier whose last line without line end is its last line. */
    Optional<Carrier> open() {
        Optional<Carrier> plain = openPlain().filter(c -> c.size >= progress.position);
        return plain.isPresent()
                ? plain
                : carriers.stream()
                        .filter(c -> c.archive && c.isOpen() && c.proven())
                        .findFirst();
    }

    /** Whether it is finished, has been said, and nothing happens to it before a carrier of it changes. */
    boolean isDone() {
        return !state.isOpenEnded()
                && placed()
                && progress.accounted == progress.position
                && carriers.stream().allMatch(Carrier::spoken);
    }

    /** Lets go of what only reading on needs, unless it is open. */
    void rest() {
        if (carriers.stream().noneMatch(Carrier::isOpen)) {
            progress.rest();
        }
    }

    /** Whether nothing is to be read of it and it waits for nothing; only the last one need not be finished. */
    boolean atRest(boolean last) {
        boolean settled = finished() ? !state.isOpenEnded() : last && placed() && !lacksBytes() && bytesLeft() == 0;
        return settled && progress.accounted == progress.position && toRead().isEmpty();
    }

    /** Whether a file on disk that holds it, and of which no other one holds all, could not be read when that was tried last. */
    boolean isOutOfReach() {
        return carriers.stream()
                .anyMatch(one -> !one.isWithinReach() && carriers.stream().noneMatch(other -> other.replaces(one)));
    }

    /** Whether there is more of it on disk than was read, as far as is known, finished or not. */
    boolean hasGrown() {
        return carriers.stream().anyMatch(carrier -> !carrier.archive && carrier.size > progress.position);
    }

    /** Whether it is gone with bytes that were seen but not read; they are booked as lost when it has a successor. */
    boolean lacksBytes() {
        return !finished() && carriers.isEmpty() && observedLength > progress.position;
    }

    /** Bytes that have been written and not been read, as far as is known; 0 once it is finished. */
    long bytesLeft() {
        long longest = 0;
        for (Carrier carrier : carriers) {
            longest = carrier.archive ? longest : Math.max(longest, carrier.size);
        }
        return finished() ? 0 : Math.max(0, longest - progress.position);
    }
}
