/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.source.checkpoint.Anchor;
import io.github.trackreplay.source.checkpoint.UnidentifiedFile;
import io.github.trackreplay.source.rotation.Age;
import io.github.trackreplay.source.rotation.CarrierState;
import io.github.trackreplay.source.rotation.CarrierVerdict;
import io.github.trackreplay.source.rotation.Evidence;
import io.github.trackreplay.source.rotation.Glimpse;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file on disk that holds bytes of a log file, of which one we do not know at first. Its content stays readable while it is open,
 * whatever happens to its path. For one thread.
 */
final class Carrier extends FileOnDisk {
    /** So many first bytes tell whether a file that was left out begins otherwise. */
    private static final long BEGINNING = 32;

    /** Its open content; empty when closed. */
    private Optional<Content> content = Optional.empty();
    /** The log file whose bytes it holds, with an identified state; see {@link #holds(TrackedFile, CarrierState.Identified)}. */
    private Holding holding = Holding.NOTHING;

    private CarrierState state = CarrierState.Undecided.of(CarrierState.Lack.LINE, false);
    private ReadAccess access = ReadAccess.FREE;
    /** Whether it has been said that it is an archive that breaks off within its first line. */
    private boolean cutShortSaid;
    /** Whether an archive is to be compared to its end, because the first look mistook it. */
    private boolean deep;

    private boolean halfLineSaid;
    /** Whether it has changed since it was opened last. */
    private boolean written = true;

    /** Whether it is as it was when the last identification or read came to its end. */
    private boolean settled;

    private RememberedBytes remembered = RememberedBytes.NONE;
    /** What it began with when it turned out to be no log. */
    private Optional<Anchor> leftOut = Optional.empty();

    private final Shared shared;

    /**
     * What the carriers of one stream share.
     *
     * @param opened has them while they are open
     */
    record Shared(Disk disk, OpenCarriers opened, SharedNames names) {}

    Carrier(Shared shared, FoundFile found, long now) {
        super(shared.names, found, now);
        this.shared = shared;
    }

    /** The log file whose bytes it holds; empty while that is not known. */
    Optional<TrackedFile> file() {
        return holding instanceof TrackedFile file ? Optional.of(file) : Optional.empty();
    }

    /** Whether it is not known which log file's bytes it holds. */
    boolean isUndecided() {
        return state instanceof CarrierState.Unidentified;
    }

    boolean holds(TrackedFile one) {
        return holding == one;
    }

    /** Whether it held another log file than this as the original, before it was in doubt what it holds. */
    boolean heldAnother(TrackedFile than) {
        return holding instanceof Holding.Doubted doubted && doubted.original() != than;
    }

    /** Its open content; empty when closed. */
    Optional<Content> content() {
        return content;
    }

    boolean isOpen() {
        return content.isPresent();
    }

    /** Whether it is compressed, as far as anybody has looked. */
    boolean isPacked() {
        return state.packed();
    }

    /** Whether it is open and its bytes are as they were written, not compressed. */
    boolean isOpenPlain() {
        return isOpen() && !isPacked();
    }

    /** A listing shows it. */
    void update(FoundFile found, long now) {
        shown(shared.names, found, isOpenPlain(), now);
    }

    @Override
    void changed() {
        unsettle();
        written = true;
    }

    /**
     * When lines may have been written that nobody has seen in it, as it holds its log file no more; milliseconds since 1970-01-01 UTC. As it
     * was shown it had those of a plain file, which are counted; how many an archive holds, only reading it to its end tells.
     *
     * @param seenAt when a plain file last showed how much there is of its log file; 0 if none ever did
     */
    UnknownLoss unseen(long now, long seenAt) {
        boolean unread = isPacked() && !state.isCompleteArchive();
        return new UnknownLoss(unread ? Math.min(seenAt, now) : shownAt(now), now);
    }

    /** A listing does not show it. */
    void outOfSight() {
        if (listed()) {
            unsettle(); // its time of modification is out of sight now, so look at its content once more
        }
        unlisted();
    }

    /** Looks at the open content's size, for a file that no listing has just shown; returns whether it has changed. */
    boolean measure(long now) throws IOException {
        long length = isOpenPlain() ? content.get().length() : size();
        if (length == size()) {
            return false;
        }
        measured(length, now);
        return true;
    }

    /** Whether it is as it was: an open file by its size, another one by what is at its path. */
    boolean isAsItWas() throws IOException {
        if (isOpenPlain()) {
            return content.get().length() == size();
        }
        FoundFile now = shared.disk.look(path());
        return key.equals(now.key()) && isSame(now);
    }

    /** There is nothing more to learn from it until it changes. */
    void settle(long asOfSize) {
        settled = asOfSize == size();
    }

    /** Whether there is nothing to learn from it, and nothing in the way of that, until it changes. */
    boolean spoken() {
        return settled() && isWithinReach();
    }

    /** Whether nothing is known to be in the way of reading it. */
    boolean isWithinReach() {
        return access != ReadAccess.DENIED && isThere();
    }

    /** Whether it can be read and holds all that another one of the same log file holds, as far as is known. */
    boolean replaces(Carrier other) {
        boolean all = isPacked() ? state.isCompleteArchive() : !other.isPacked() && size() >= other.size();
        return isWithinReach() && all;
    }

    /** It cannot be read; returns whether that is news. */
    boolean cannotBeRead() {
        boolean news = !access.isSaid();
        access = ReadAccess.DENIED;
        return news;
    }

    /** Perhaps it can be read by now. */
    void tryAgain() {
        access = access.isSaid() ? ReadAccess.TO_BE_TRIED : access;
    }

    /** It can be read; returns whether that is news. */
    boolean canBeRead() {
        boolean news = access.isSaid();
        access = ReadAccess.FREE;
        return news;
    }

    boolean settled() {
        return settled;
    }

    void unsettle() {
        settled = false;
        state = state.touched();
    }

    /** When it was written, as far as that can be known without its lines. */
    Age age() {
        return new Age(name(), listed(), isOpen(), birth());
    }

    /** As it is known now. */
    Glimpse glimpse() {
        return new Glimpse(
                key, age(), extent(remembered.begun()), access != ReadAccess.DENIED, holding(), Evidence.NONE);
    }

    private Glimpse.Holding holding() {
        if (state instanceof CarrierState.Unidentified unidentified) {
            return new Glimpse.Unknown(unidentified);
        }
        return new Glimpse.Known((CarrierState.Identified) state, ((TrackedFile) holding).glimpse());
    }

    /** Reads what a verdict asks for. */
    Evidence evidence(CarrierVerdict.Bytes which) throws IOException {
        boolean intact = switch (which) {
            case TAKEN -> stillHolds(file().orElseThrow()) && remembered.ends(content.orElseThrow());
            case BEGUN -> remembered.begins(content.orElseThrow());
        };
        return intact ? Evidence.INTACT : Evidence.BROKEN;
    }

    private boolean stillHolds(TrackedFile taken) throws IOException {
        return LineReader.stillHolds(taken, content.orElseThrow());
    }

    /** It has just been found to hold a log file, as far as it goes. */
    void bind(TrackedFile found) {
        remembered = remembered.withoutBeginning();
        found.heldBy(this);
        boolean original = found.carriers().size() == 1;
        holds(found, isPacked() ? CarrierState.Archive.UNPROVEN : new CarrierState.Holds(size(), false, original));
        unsettle();
    }

    private void holds(TrackedFile found, CarrierState.Identified as) {
        holding = found;
        state = as;
    }

    private void isUntold(Holding.Untold remembering, CarrierState.Unidentified as) {
        holding = remembering;
        state = as;
    }

    /** What is remembered while it cannot be told what it holds. */
    private Holding.Untold untold() {
        return (Holding.Untold) holding;
    }

    /** Whether it held a log file before it was to be looked at again, which has not been done. */
    boolean mayStillHold(TrackedFile one) {
        return holding instanceof Holding.Outdated outdated && outdated.before() == one;
    }

    /** What is known of what it holds. */
    CarrierState state() {
        return state;
    }

    /** Whether it is no log that can be read. */
    boolean isForeign() {
        return state instanceof CarrierState.Foreign;
    }

    /** It turned out to be compressed or encoded in a way that is not read. */
    void becomeForeign() {
        isUntold(untold(), new CarrierState.Foreign(CarrierState.Strangeness.FORMAT, isPacked()));
    }

    /** Whether it turned out to go on without a line where a log does not; then it is not looked at again while it grows. */
    boolean isEndless() {
        return state instanceof CarrierState.Foreign foreign && foreign.why() == CarrierState.Strangeness.ENDLESS;
    }

    /** It turned out to go on without a line where a log does not. */
    void becomeEndless() {
        isUntold(untold(), new CarrierState.Foreign(CarrierState.Strangeness.ENDLESS, isPacked()));
    }

    /** Remembers with what its open content begins, where that is as it was written. */
    void rememberBeginning() throws IOException {
        leftOut = plain().isPresent() ? beginning(plain().get()) : Optional.empty();
    }

    /** Whether it, closed, does not begin as was remembered. */
    boolean beginsOtherwise() throws IOException {
        try (Content now = Contents.of(shared.disk, this::path, key)) {
            return !now.sequential() && !beginning(now).equals(leftOut);
        }
    }

    private static Optional<Anchor> beginning(Content content) throws IOException {
        return content.before(BEGINNING).map(bytes -> Anchor.of(BEGINNING, bytes));
    }

    /** It turned out to be no such file, or none any more. */
    void becomeReadableKind() {
        if (isForeign()) {
            becomeUndecided(CarrierState.Lack.LINE);
        }
    }

    /** Nobody can tell which log file it holds. */
    void becomeUndecided(CarrierState.Lack lack) {
        isUntold(untold(), CarrierState.Undecided.of(lack, isPacked()));
    }

    /** It has proved to hold its log file up to its position, an archive that was opened just now. */
    void becomeProven() {
        state = CarrierState.Archive.PROVEN;
    }

    /** It is an archive that breaks off within its first line; returns whether that is news. */
    boolean breaksOffAtOnce() {
        boolean news = !cutShortSaid;
        cutShortSaid = true;
        return news;
    }

    /** Whether an archive is to be compared to its end, because the first look mistook it. */
    boolean isMistaken() {
        return deep;
    }

    /** It does not hold the log file that it was taken for. */
    void mistaken() {
        deep = true;
    }

    /** Its file was read from it, and it was seen up to here. */
    void readUpTo(long offset) {
        if (state instanceof CarrierState.Holds holds) {
            state = holds.readUpTo(offset);
        }
    }

    /** It has been read to its end as of a size. */
    void readToEnd(long asOfSize) {
        if (content.isPresent() && state instanceof CarrierState.Archive archive) {
            state = archive.read(content.get().ended());
        }
        settle(asOfSize);
    }

    /** Whether it is known to hold its log file up to its position, as an archive that was opened just now is not. */
    boolean proven() {
        return state instanceof CarrierState.Archive archive && archive.isProven();
    }

    /** It is to be found out anew what it holds, as it may go on in another way than its file. */
    void doubt() {
        boolean original = state instanceof CarrierState.Holds holds && holds.original();
        Optional<TrackedFile> before = file().filter(known -> original && !known.beforeStart());
        forget();
        before.ifPresent(known -> holding = new Holding.Doubted(known));
    }

    /** It is to be found out anew what it holds, as it has changed or was mistaken. */
    void lookAgain() {
        Optional<TrackedFile> before = file();
        forget();
        before.ifPresent(known -> holding = new Holding.Outdated(known));
    }

    /** As of a size it was seen to hold its log file. */
    void sound(long asOfSize) {
        if (state instanceof CarrierState.Holds holds) {
            state = new CarrierState.Holds(asOfSize, asOfSize == size(), holds.original());
        }
    }

    /** Remembers its last bytes as of a size, where they are still to be read: nothing else would tell when they are destroyed. */
    void ends(long asOfSize) {
        boolean unread = file().filter(known -> asOfSize > known.readUpTo()).isPresent();
        remembered = remembered.withEnd(unread ? plain() : Optional.empty(), asOfSize);
    }

    /**
     * Remembers what it held when no first line was complete yet.
     *
     * @param since since when its lines may have been written
     */
    void begins(long asOfSize, long since) throws IOException {
        if (plain().isPresent()) {
            remembered = remembered.withBeginning(plain(), asOfSize, since);
        }
    }

    /** The same of one that waits for another one's first line; of an archive only that it was there. */
    void waits(long asOfSize, long since) throws IOException {
        remembered = remembered.withBeginning(plain(), asOfSize, since);
    }

    /** What is to be known of it after a stop, while nobody can tell which log file it holds; empty if that is known, or nothing is. */
    Optional<UnidentifiedFile> unidentified() {
        boolean mayBecomeLog = isUndecided() && !isForeign() && size() > 0;
        return remembered
                .beginning()
                .filter(begun -> mayBecomeLog)
                .map(begun -> new UnidentifiedFile(key.toString(), path().toString(), begun.since(), begun.held()));
    }

    /** Since when lines of it may have been written that nobody has told a log file of; empty if none is to be told. */
    OptionalLong unidentifiedSince() {
        if (isForeign() || isPacked()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                remembered.beginning().map(RememberedBytes.Begun::since).orElse(PackHeader.Promise.ANY_TIME));
    }

    /** Whether it can be read and begins with what another one held, of which no log file could be told. */
    boolean beginsWith(Anchor held) {
        Optional<Content> reopened = reopened();
        if (reopened.isEmpty()) {
            return false;
        }
        try (Content own = reopened.get()) {
            return RememberedBytes.begins(own, held);
        } catch (IOException e) {
            return false; // whoever reads it says so
        }
    }

    /** Its open content, if that is as it was written. */
    private Optional<Content> plain() {
        return isPacked() ? Optional.empty() : content;
    }

    /** Its last line has no end, and nobody waits for that any more; returns whether that is news. */
    boolean leavesHalfLine() {
        boolean news = !halfLineSaid;
        halfLineSaid = true;
        return news;
    }

    /** It is being written. */
    void goesOn() {
        halfLineSaid = false;
    }

    /** What it holds now is not what it held. */
    void replaced() {
        writtenAnew();
        forget();
    }

    private void forget() {
        beginAnew();
        remembered = RememberedBytes.NONE;
        isUntold(Holding.NOTHING, state.replaced());
        halfLineSaid = false;
        unsettle();
    }

    /** Whether it has been written to since it was opened. An open plain file may grow; its content is compared whenever it is read. */
    boolean isWritten() {
        return written;
    }

    /** Opens it for reading, unless it is open. */
    Content open() throws IOException {
        if (isOpenPlain() && isUndecided() && Contents.packingOf(content.get()).isPresent()) {
            close(); // an archive of which only the first bytes had been written
        }
        if (content.isPresent()) {
            return content.get();
        }
        written = false;
        Content fresh = Contents.of(shared.disk, this::path, key);
        content = Optional.of(fresh);
        shared.opened.add(this);
        state = state.opened(fresh.sequential(), size());
        return fresh;
    }

    /** Its content from the beginning, for the caller to close; empty if it cannot be read just now. */
    Optional<Content> reopened() {
        try {
            return listed() ? Optional.of(Contents.of(shared.disk, this::path, key)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // whoever reads it says so
        }
    }

    void close() {
        if (content.isPresent()) {
            try {
                content.get().close();
            } catch (IOException e) {
                // It was open for reading only: nothing of ours is lost, and whoever opens it again says what is wrong.
            }
            content = Optional.empty();
            shared.opened.remove(this);
        }
    }
}
