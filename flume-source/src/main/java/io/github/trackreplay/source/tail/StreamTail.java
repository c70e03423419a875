/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.ShownTimes;
import io.github.trackreplay.source.checkpoint.StreamPositions;
import io.github.trackreplay.source.rotation.Patience;
import io.github.trackreplay.source.rotation.Rotation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Follows one stream: the chain of its log files, oldest first. A file's lines come only after all files before it are
 * finished, so that each pack can name its predecessor's final length. For one thread.
 */
final class StreamTail {
    /** How long to wait for a compressed file to become complete, or for an unclear file to become clear. */
    private static final long UNCLEAR_MILLIS = 60_000;
    /** How long an unfinished last line may be the server's next words. */
    private static final long HALF_LINE_MILLIS = 60_000;

    /** What others wait for is read again after so many bytes of files for which nobody waits. */
    private static final long STRAY_PIECE = 4L << 20;

    private static final long ASLEEP = -1;

    private final String name;
    private final TailListener listener;
    private final StartFilter filter;
    private final Rotation rotation;
    private final Carriers carriers;
    private final StreamFiles files;
    private final Disorder disorder;
    private final SizeWatch sizes;
    private final CarrierIdentification identification;
    private final Placement placement;
    private final Quiescence quiescence;
    private final LogFileReader reader;
    private final Heartbeat heartbeat;
    private final LastLook lastLook;
    private final PossibleLoss losses;
    private final CopytruncateBooking copytruncates;
    private final CutShortBooking cutShort;
    private final RewrittenWhileDown rewrittenWhileDown;
    private final FirstPass firstPass;
    private final UnidentifiedFiles unidentified;
    private final long writtenSince;

    private boolean changed;
    /** Whether there is more of a file that nobody waits for. */
    private boolean unawaited;
    /** The number of the file that was the last of these to be read. */
    private long lastStray;
    /** Whether the last listing could not look where files of it may be. */
    private boolean blind;
    /** Whether the last listing could not look somewhere. */
    private boolean hides;

    private final HeldUp heldUp;

    /** Nothing happens until a file changes. */
    private boolean asleep;

    private long measuredAt;
    private final Unchanged<StreamPositions> positions = new Unchanged<>();
    private final Unchanged<Long> bytesLeft = new Unchanged<>();

    /** @param strayPatience shared with the other streams of the source */
    StreamTail(
            String name,
            TailReaderConfig config,
            Counts counts,
            LineReader lines,
            StrayPatience strayPatience,
            StreamBeginning beginning) {
        long now = beginning.now();
        TailSettings settings = config.settings();
        this.name = name;
        this.listener = config.listener();
        this.filter = new StartFilter(
                beginning.skipBefore(),
                config.times(),
                () -> config.listener()
                        .untimed(
                                name,
                                Instant.ofEpochMilli(beginning.skipBefore().orElseThrow())));
        this.files = new StreamFiles(name, beginning.files(), beginning.lookedBefore());
        this.disorder = new Disorder(settings.disorder(), beginning.disorder());
        Patience patience = new Patience(settings.finalAfter().toMillis(), UNCLEAR_MILLIS, HALF_LINE_MILLIS);
        this.rotation = new Rotation(patience, now);
        TailedStream stream = TailedStream.of(name, config, rotation);
        this.carriers = stream.carriers();
        this.quiescence = new Quiescence(stream);
        this.identification = new CarrierIdentification(stream, strayPatience);
        this.placement = new Placement(
                stream, identification, files, disorder, counts, beginning.startAt(), beginning.isResumed());
        this.lastLook = new LastLook(beginning.lookedBefore());
        this.losses = new PossibleLoss(name, config.listener(), beginning.lookedBefore(), now);
        this.sizes = new SizeWatch(stream, losses);
        this.copytruncates = new CopytruncateBooking(stream, lastLook, losses);
        this.cutShort = new CutShortBooking(losses, beginning.startAt(), beginning.stoppedAt(), now);
        this.rewrittenWhileDown = new RewrittenWhileDown(files.inOrder());
        this.firstPass = new FirstPass(stream, filter.skipBefore(), files, disorder, lastLook, losses);
        this.reader = new LogFileReader(stream, filter, lines, counts, copytruncates, losses, firstPass);
        this.unidentified = new UnidentifiedFiles(stream, losses, beginning.unidentified());
        this.writtenSince = beginning.writtenSince();
        this.heldUp = new HeldUp(name, config.listener());
        this.heartbeat = new Heartbeat(settings, disorder, lastLook, losses);
    }

    String name() {
        return name;
    }

    /**
     * Takes in what a listing shows of the stream's files.
     *
     * @param hidden what it could not look at
     * @param logTime the present time of the log, sampled before the listing
     */
    void look(List<FoundFile> found, HiddenPaths hidden, long now, long logTime) {
        touched();
        placement.check();
        carriers.look(found, hidden, now);
        lastLook.listed(now);
        hides = !hidden.isEmpty();
        blind = hides && (carriers.mayBeIn(hidden) || files.anyUnseen());
        if (blind) {
            wake();
        }
        sizes.measureAll(now).forEach(replaced -> copytruncates.replaced(replaced, now));
        List<Newcomer> newcomers =
                identification.identify(files.known(), lastLook.any() ? lastLook.at() : writtenSince, now);
        if (identification.isBrokenOff()) {
            hides = true;
            blind = true;
            wake();
        }
        if (!newcomers.isEmpty()) {
            placement.place(newcomers, lastLook.any(), now);
            changed = true;
        }
        identification.takeEmptied().forEach(path -> copytruncates.emptied(path, now));
        identification.takeCutShort().forEach(archive -> cutShort.found(archive, carriers.all()));
        identification.takeGrownUnread().forEach(file -> reader.grewUnread(file, now));
        if (identification.takeLeftOutLive()) {
            losses.note(lastLook.at(), now, "what the server may be writing goes on as no log does, and is not read");
        }
        rewrittenWhileDown.take(carriers.all()).forEach(copytruncates::rewrittenWhileDown);
        changed |= unidentified.look(hides, now);
        if (carriers.disturbances().takeStirred() || !asleep) {
            wake();
            files.forgetOldest();
        }
        if (!blind) {
            lastLook.note(now, logTime);
        }
    }

    /** Whether files whose first line's end is far away are looked at, in pieces. */
    boolean searches() {
        return identification.searches();
    }

    /**
     * Does a piece of that.
     *
     * @return whether a look will tell more
     */
    boolean searchOn() {
        wake();
        long before = carriers.disturbances().count();
        identification.searchOn();
        return carriers.disturbances().count() != before;
    }

    /** Whether the last look has seen what all of its files hold, but for those for which nobody waits. */
    boolean isLookedAt() {
        return !identification.isBrokenOff();
    }

    /** What there was at the start: to be looked at before anything is read. */
    FirstPass firstPass() {
        touched();
        return firstPass;
    }

    /**
     * Whether it is time to say that it is there, while it is looked at.
     *
     * @param waiting how many streams are looked at
     */
    boolean isToAnnounce(long now, int waiting) {
        return firstPass.isToAnnounce(now, waiting);
    }

    /** When it has said so last, in milliseconds. */
    long announcedAt() {
        return firstPass.announcedAt();
    }

    private void wake() {
        asleep = false;
        touched();
    }

    /** Whether nothing is to be read, said or saved of it until a file changes. */
    boolean asleep() {
        return asleep;
    }

    /**
     * Looks at what the server may be writing; no file has come or gone.
     *
     * @param slow whether a listing takes so long that it is not made while there is enough to read
     * @return whether that is all there was to see, so that a listing would not show more
     */
    boolean glance(long now, long logTime, boolean slow) {
        boolean calm =
                asleep || (lastLook.any() && !blind && (slow ? quiescence.areUnderstood(now) : quiescence.atRest(now)));
        if (!calm || !quiescence.closedNewestAreAsTheyWere()) {
            return false;
        }
        measure(now, 0);
        lastLook.note(now, logTime);
        return true;
    }

    /** What has changed has not changed later than now: the clock was set back, and nothing rests the longer for it. */
    void clockSetBack(long now) {
        carriers.all().forEach(carrier -> carrier.clockSetBack(now));
        files.inOrder().forEach(file -> file.changedAt = Math.min(file.changedAt, now));
    }

    /**
     * Notices growth of open files without a listing.
     *
     * @param pause how long it need not be looked at while it is at rest
     */
    void measure(long now, long pause) {
        if (asleep) {
            if (now >= measuredAt && now - measuredAt < pause) {
                return;
            }
            measuredAt = now;
            if (quiescence.openNewestAreAsTheyWere()) {
                return;
            }
            wake();
        }
        sizes.measure(now).forEach(replaced -> copytruncates.replaced(replaced, now));
    }

    /**
     * Reads on.
     *
     * @return whether there is more to read at once
     */
    boolean read(Turn turn) {
        turn.disorder = disorder.millis(turn.now);
        Optional<TrackedFile> last = files.last();
        if (asleep) {
            if (hasNewsOf(turn) && heartbeat.isDue(turn.now, turn.rarely)) {
                heartbeat.send(turn, last.map(List::of).orElseGet(() -> awake().awake()), silent(last, turn));
            }
            return false;
        }
        touched();
        boolean strays = turn.strays.isEmpty() || turn.strays.get() == this || !unawaited;
        Progress progress = readFiles(turn, strays);
        if (progress == Progress.MORE) {
            awake().layToRest(); // other streams may come before the rest of it
            return true;
        }
        if (heartbeat.isDue(turn.now, 1)) {
            Optional<TrackedFile> silent = progress == Progress.CAUGHT_UP ? silent(last, turn) : Optional.empty();
            heartbeat.send(turn, awake().awake(), silent);
        }
        if (progress == Progress.CAUGHT_UP) {
            firstPass.caughtUp(files.last());
        }
        awake().layToRest();
        asleep = lastLook.any()
                && !blind
                && !changed
                && !unawaited
                && !losses.isUntold()
                && files.atRest()
                && quiescence.atRest(turn.now)
                && !isFinalSoon(last);
        return false;
    }

    /** Whether there is more of files for which nobody waits. */
    boolean hasUnawaited() {
        return unawaited;
    }

    /** How far a turn has come with the files of the chain. */
    private enum Progress {
        /** There is more to read at once. */
        MORE,
        /** All that can be read has been read; a file that is not the last one is waited for. */
        WAITING,
        /** The last file has been read as far as it goes. */
        CAUGHT_UP
    }

    /** @param strays whether a piece may be read of a file for which nobody waits */
    private Progress readFiles(Turn turn, boolean strays) {
        Optional<TrackedFile> predecessor = awake().predecessor();
        long firstStray = strayBehind(lastStray);
        boolean caughtUp = true;
        unawaited = false;
        for (TrackedFile file : files.awake()) {
            if (!caughtUp && !file.isAside()) {
                continue;
            }
            if (!file.isAside()) {
                file.place(predecessor);
                predecessor = Optional.of(file);
            }
            boolean stray = isUnawaited(file);
            if (stray && (!strays || file.number() < firstStray || turn.strayBytes >= STRAY_PIECE)) {
                unawaited = true;
                continue;
            }
            boolean finished = file.finished();
            boolean givenUp = file.saidGivenUp;
            long scanned = turn.scanned;
            int before = turn.packs.size();
            boolean more = reader.read(file, turn);
            if (stray) {
                turn.strayBytes += turn.scanned - scanned;
                lastStray = file.number();
            }
            if (turn.full() || (more && !reader.goesOnWithout(file, isLast(file), turn))) {
                return Progress.MORE;
            }
            if (more) {
                unawaited = true;
                changed |= finished != file.finished() || givenUp != file.saidGivenUp;
                continue;
            }
            boolean ended = file.state().isOpenEnded() && isFinal(file, turn.now);
            boolean held = ended && mayBeReadLater(file);
            if (held) {
                heldUp.by(file, turn.now);
            }
            if (ended && !held) {
                if (!reader.finish(file, turn)) {
                    return Progress.MORE;
                }
                changed = true;
                sayIfOnlyTouched(file, turn.now);
                if (turn.shared && turn.packs.size() > before) {
                    return Progress.MORE;
                }
            } else if (!file.finished() && !file.isAside()) {
                caughtUp = isLast(file);
            }
        }
        return caughtUp ? Progress.CAUGHT_UP : Progress.WAITING;
    }

    /** Whether nobody waits for what there is more of a file. */
    private boolean isUnawaited(TrackedFile file) {
        return (file.isAside() || (reader.goesOnAsNoLog(file) && !isLast(file)))
                && file.toRead().isPresent();
    }

    /** The number of the first file behind another one for which nobody waits and of which there is more, or of all if there is none behind it. */
    private long strayBehind(long number) {
        long first = Long.MAX_VALUE;
        long behind = Long.MAX_VALUE;
        for (TrackedFile file : files.awake()) {
            if (isUnawaited(file)) {
                first = Math.min(first, file.number());
                behind = file.number() > number ? Math.min(behind, file.number()) : behind;
            }
        }
        return behind < Long.MAX_VALUE ? behind : first;
    }

    /** The last file of the chain, if nothing earlier will come behind what has been read of it. */
    private Optional<TrackedFile> silent(Optional<TrackedFile> last, Turn turn) {
        return last.filter(file -> hasNewsOf(turn)
                && !blind
                && !file.isOutOfReach()
                && file.placed()
                && !file.lacksBytes()
                && (asleep || quiescence.isQuiet(file, turn.now)));
    }

    /** Whether it was looked at when the others were, and has not said what there was then. */
    private boolean hasNewsOf(Turn turn) {
        return turn.lookedAt == lastLook.at() && !heartbeat.isSentSince(turn.lookedAt, turn.now);
    }

    /** The stream's files, with those at rest woken that may have been disturbed. */
    private StreamFiles awake() {
        files.disturbances(carriers.disturbances().count());
        return files;
    }

    /** Whether what is left of it is only out of reach just now: its end is not known. */
    private boolean mayBeReadLater(TrackedFile file) {
        return file.carriers().isEmpty() ? blind || carriers.isOutOfReach(file) : file.isOutOfReach();
    }

    private boolean isFinal(TrackedFile file, long now) {
        return rotation.isFinal(file.glimpse(), carriers.around(file, isLast(file)), now);
    }

    private void sayIfOnlyTouched(TrackedFile file, long now) {
        file.carriers().stream()
                .filter(carrier -> rotation.isOnlyTouched(carrier.glimpse(), now))
                .findFirst()
                .ifPresent(carrier -> listener.onlyTouched(name, carrier.path()));
    }

    /** Whether the last file waits only for its time to be final. */
    private boolean isFinalSoon(Optional<TrackedFile> last) {
        return last.filter(
                        file -> !file.finished() && rotation.hasSuccessor(file.glimpse(), carriers.around(file, true)))
                .isPresent();
    }

    private boolean isLast(TrackedFile file) {
        return files.last().filter(last -> last == file).isPresent();
    }

    /** Whether something is worth saving that no pack brings with it; asking resets it. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    StreamPositions positions() {
        return positions.get(changes(), this::gathered);
    }

    private StreamPositions gathered() {
        if (lastLook.any() && !hides) {
            awake().forgetUnreadThatAreGone();
        }
        return new StreamPositions(name, filter.skipBefore(), files.positions(), disorder.seen(), unidentified.saved());
    }

    /** While it is asleep whatever changes wakes it first. */
    private long changes() {
        return asleep ? ASLEEP : carriers.disturbances().changes();
    }

    /** Something may have changed besides what is on disk. */
    private void touched() {
        positions.forget();
        bytesLeft.forget();
    }

    /**
     * Learns from what a pack that was delivered has turned out to hold. What is read aside of the chain says nothing of its
     * order.
     *
     * @param times empty if nobody can tell
     */
    void showed(RawPack pack, Optional<ShownTimes> times, long now) {
        touched();
        long number = pack.header().file().number();
        if (times.isEmpty()) {
            disorder.untold();
        } else if (!files.isAside(number) && !FirstPass.isOutOfOrder(pack.header())) {
            changed |= disorder.note(times.get(), pack.header().readTime(), now);
        }
    }

    long bytesLeft() {
        return asleep ? 0 : bytesLeft.get(changes(), this::bytesToRead);
    }

    private long bytesToRead() {
        return awake().awake().stream().mapToLong(TrackedFile::bytesLeft).sum() + carriers.undecidedBytes();
    }

    void close() {
        firstPass.close();
        unidentified.letGo();
        carriers.close();
    }
}
