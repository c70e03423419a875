/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.HeaderGrammar;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.ShownTimes;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.source.checkpoint.SeenDisorder;
import io.github.trackreplay.source.checkpoint.StreamPositions;
import io.github.trackreplay.source.rotation.Ending;
import io.github.trackreplay.source.rotation.Patience;
import io.github.trackreplay.source.rotation.Rotation;
import io.github.trackreplay.takeover.Begin;
import io.github.trackreplay.takeover.LogOnDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Follows one stream: the chain of its log files, oldest first. A file's lines come only after all files before it are
 * finished, so that each pack can name its predecessor's final length. For one thread.
 */
final class StreamTail {
    /** How long to wait for a compressed file to become complete, or for an unclear file to become clear. */
    private static final long UNCLEAR_MILLIS = 60_000;
    /** How long an unfinished last line may be the server's next words. */
    private static final long HALF_LINE_MILLIS = 60_000;

    /** What is taken of a new log file so far can be told from any other that has its name. */
    private static final long LINE_ENDS_OF_NEW = 16 << 10;
    /** So much may be read again after a crash, or under a name that was forgotten, and can be told from what was taken. */
    private static final long LINE_ENDS_AFTER_START = 16 << 20;

    private final String name;
    private final TailSettings settings;
    private final LineReader lines;
    private final TailListener listener;
    private final Counts counts;
    private final StartFilter filter;
    private final Rotation rotation;
    private final Carriers carriers;
    private final Disorder disorder;
    private final StreamFiles files;
    private final boolean restored;
    private final WrittenAnew writtenAnew;
    private final Optional<StartAt> startAt;
    private final long startedAt;
    private final long savedLookAt;
    /** Log files of which it is not known whether their files on disk were written anew while nobody looked. */
    private List<TrackedFile> undecided = List.of();

    private long lookedAt;
    private long logTimeAtLook;
    private long heartbeatAt = Long.MIN_VALUE / 2;
    private Optional<UnknownLoss> unknownLoss = Optional.empty();
    private boolean looked;
    /** Why nobody knows where to begin. */
    private Optional<UncheckedIOException> refused = Optional.empty();

    private boolean changed;
    /** Nothing happens until a file changes. */
    private boolean asleep;

    private long measuredAt;
    private Optional<StreamPositions> restingPositions = Optional.empty();

    /**
     * @param startAt where to begin; empty for a stream that has a position or came after the source's first look
     * @param saved what was known of the stream when the source stopped
     */
    StreamTail(
            String name,
            TailReaderConfig config,
            Counts counts,
            LineReader lines,
            Optional<StartAt> startAt,
            Optional<StreamPositions> saved,
            long savedAt,
            long now) {
        this.name = name;
        this.settings = config.settings();
        this.lines = lines;
        this.listener = config.listener();
        this.counts = counts;
        this.startAt = startAt;
        this.startedAt = now;
        this.savedLookAt = saved.isPresent() ? savedAt : now;
        this.lookedAt = savedLookAt;
        OptionalLong skipBefore = saved.isPresent()
                ? saved.get().skipBefore()
                : startAt.filter(StartAt.Time.class::isInstance)
                        .map(t -> OptionalLong.of(((StartAt.Time) t).millis()))
                        .orElse(OptionalLong.empty());
        this.filter = new StartFilter(skipBefore, config.times());
        this.restored = saved.isPresent();
        this.files = new StreamFiles(name, saved.map(StreamPositions::files).orElse(List.of()));
        files.inOrder().forEach(file -> file.progress.lineEndsUntil = file.progress.position + LINE_ENDS_AFTER_START);
        Patience patience = new Patience(settings.finalAfter().toMillis(), UNCLEAR_MILLIS, HALF_LINE_MILLIS);
        this.rotation = new Rotation(patience, now);
        this.carriers = new Carriers(name, config, rotation);
        this.writtenAnew = new WrittenAnew(config.times());
        this.disorder = new Disorder(
                settings.disorder(), saved.map(StreamPositions::disorder).orElse(SeenDisorder.NONE));
    }

    String name() {
        return name;
    }

    /**
     * Takes in what a listing shows of the stream's files.
     *
     * @param logTime the present time of the log, sampled before the listing
     */
    void look(List<FoundFile> found, long now, long logTime) {
        if (refused.isPresent()) {
            throw refused.get();
        }
        for (Carrier replaced : carriers.look(found, now)) {
            replaced(replaced, now);
        }
        List<Carriers.Newcomer> newcomers = carriers.identify(files.known(), now);
        if (!newcomers.isEmpty()) {
            place(newcomers, now);
        }
        carriers.takeEmptied().forEach(path -> mayHaveLost(path, now));
        if (!looked || !undecided.isEmpty()) {
            List<TrackedFile> asked = looked
                    ? undecided
                    : files.inOrder().stream().filter(file -> !file.finished()).toList();
            undecided = new ArrayList<>();
            carriers.rewritten(asked, undecided).forEach(this::notTruncatedMeanwhile);
        }
        if (carriers.takeStirred() || !asleep) {
            wake();
            files.forgetOldest();
        }
        looked = true;
        lookedAt = now;
        logTimeAtLook = logTime;
    }

    private void place(List<Carriers.Newcomer> newcomers, long now) {
        boolean first = !looked && files.inOrder().isEmpty();
        Map<Path, Begin> begins = first ? begins(newcomers) : Map.of();
        KnownFiles known = files.known();
        for (int i = 0; i < newcomers.size(); i++) {
            Optional<Carriers.Newcomer> still = isLikeNoOther(newcomers.get(i), known)
                    ? Optional.of(newcomers.get(i))
                    : carriers.stillNew(newcomers.get(i), known, now);
            if (still.isEmpty()) {
                continue; // a copy of one that came just before
            }
            Carriers.Newcomer newcomer = still.get();
            boolean live = i == newcomers.size() - 1;
            Optional<Begin> begin = Optional.ofNullable(begins.get(newcomer.carrier().path));
            boolean skipped = first
                    && startAt.isPresent()
                    && (liesBefore(startAt.get(), newcomer.carrier(), live)
                            || begin.filter(b -> b.at() == Begin.BEFORE).isPresent());
            TrackedFile file = new TrackedFile(name, newcomer.identity().head(), skipped ? 0 : files.nextNumber());
            file.progress.start = newcomer.identity().shared();
            file.progress.lineEndsUntil = restored && !looked ? LINE_ENDS_AFTER_START : LINE_ENDS_OF_NEW;
            carriers.bind(newcomer.carrier(), file, now);
            if (skipped) {
                files.add(file);
                listener.beforeStart(name, newcomer.carrier().path);
            } else {
                OptionalLong readUpTo = writtenAnew.readUpTo(newcomer, files.last(), disorder.millis(now));
                append(file, newcomer.carrier(), first, begin, now);
                warn(file, newcomer, readUpTo);
            }
        }
        changed = true;
    }

    /** Whether no log file that has become known meanwhile can be what a newcomer holds. */
    private static boolean isLikeNoOther(Carriers.Newcomer newcomer, KnownFiles known) {
        Head head = newcomer.identity().head();
        return !head.longer() && known.candidates(Optional.of(head)).isEmpty();
    }

    /** Of what counts again, or may. */
    private void warn(TrackedFile file, Carriers.Newcomer newcomer, OptionalLong readUpTo) {
        Path path = newcomer.carrier().path;
        if (newcomer.identity().agreed() > 0) {
            listener.rewritten(name, path, file.number, newcomer.identity().agreed());
        } else if (readUpTo.isPresent()) {
            listener.writtenAnew(
                    name,
                    path,
                    file.number,
                    Instant.ofEpochMilli(newcomer.firstTime().orElseThrow()),
                    Instant.ofEpochMilli(readUpTo.getAsLong()));
        }
        newcomer.identity()
                .doubtful()
                .ifPresent(other -> listener.unproven(name, path, file.number, other.number, other.progress.position));
    }

    /** Where to begin in each file, if another tail has read them. */
    private Map<Path, Begin> begins(List<Carriers.Newcomer> newcomers) {
        Map<Path, Begin> begins = new HashMap<>();
        if (startAt.isPresent() && startAt.get() instanceof StartAt.TakenOver other) {
            List<LogOnDisk> logs = newcomers.stream()
                    .map(Carriers.Newcomer::carrier)
                    .map(carrier -> new LogOnDisk(carrier.path, carrier.key, carrier.size))
                    .toList();
            try {
                other.from().plan(logs).forEach(begin -> begins.put(begin.log(), begin));
            } catch (IOException e) {
                UncheckedIOException refusal =
                        new UncheckedIOException("Stream " + name + " does not begin. " + e.getMessage(), e);
                refused = Optional.of(refusal);
                throw refusal;
            }
            begins.values().forEach(begin -> listener.takenOver(name, begin));
        }
        return begins;
    }

    private void append(TrackedFile file, Carrier carrier, boolean first, Optional<Begin> begin, long now) {
        Optional<TrackedFile> last = files.last();
        file.aside = last.isPresent() && carriers.isOlder(carrier, last.get());
        if (looked && !file.aside) {
            last.ifPresent(predecessor -> predecessor.changedAt = now);
        }
        files.add(file);
        try {
            if (first && startAt.isPresent() && startAt.get() instanceof StartAt.End) {
                StartPosition.skipTo(file, carrier.open(), counts);
            } else if (begin.isPresent() && begin.get().at() > 0) {
                StartPosition.skipTo(file, carrier.open(), begin.get().at(), counts);
            }
        } catch (IOException e) {
            carriers.failed(carrier, e);
        }
        listener.appeared(name, carrier.path, file.number);
    }

    private static boolean liesBefore(StartAt startAt, Carrier carrier, boolean live) {
        return !live
                && (startAt instanceof StartAt.End
                        || (startAt instanceof StartAt.Time time
                                && Math.floorDiv(carrier.modified, 1_000_000L) < time.millis()));
    }

    /** What was written between the copy and the truncation, while nobody looked, is gone without a trace. */
    private void notTruncatedMeanwhile(TrackedFile file, Carrier carrier) {
        file.become(file.state().truncate());
        possibleLoss(
                savedLookAt,
                startedAt,
                carrier.path + " was emptied or made anew while the agent was down; bytes written just before that"
                        + " cannot be known");
    }

    private void wake() {
        asleep = false;
        restingPositions = Optional.empty();
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
        boolean calm = asleep || (looked && (slow ? carriers.areUnderstood(now) : carriers.atRest(now)));
        if (!calm || !carriers.closedNewestAreAsTheyWere()) {
            return false;
        }
        measure(now, 0);
        lookedAt = now;
        logTimeAtLook = logTime;
        return true;
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
            if (carriers.openNewestAreAsTheyWere()) {
                return;
            }
            wake();
        }
        for (Carrier replaced : carriers.measure(now)) {
            replaced(replaced, now);
        }
    }

    private void replaced(Carrier carrier, long now) {
        TrackedFile file = carrier.file().orElseThrow();
        file.carriers.remove(carrier);
        file.carriers.forEach(Carrier::unsettle);
        carrier.replaced();
        carriers.disturbed();
        if (!file.finished() && !file.beforeStart()) {
            file.become(file.state().truncate());
            file.changedAt = now;
            listener.truncated(name, carrier.path);
            mayHaveLost(carrier.path, now);
        }
    }

    private void mayHaveLost(Path path, long now) {
        possibleLoss(lookedAt, now, path + " was truncated; bytes written just before that cannot be known");
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
            if (turn.now == lookedAt) {
                heartbeat(turn, last, true);
            }
            return false;
        }
        Optional<TrackedFile> predecessor = awake().predecessor();
        boolean caughtUp = true;
        for (TrackedFile file : files.awake()) {
            if (!caughtUp && !file.aside) {
                continue;
            }
            if (!file.aside) {
                file.place(predecessor);
                predecessor = Optional.of(file);
            }
            if (readFile(file, turn) || turn.full()) {
                return true;
            }
            if (file.state().isOpenEnded() && isFinal(file, isLast(file), turn.now)) {
                if (!finish(file, turn)) {
                    return true;
                }
            } else if (!file.finished() && !file.aside) {
                caughtUp = isLast(file);
            }
        }
        heartbeat(turn, last, caughtUp);
        awake().layToRest();
        asleep = looked
                && !changed
                && unknownLoss.isEmpty()
                && files.atRest()
                && carriers.atRest(turn.now)
                && !isFinalSoon(last);
        return false;
    }

    /** The stream's files, with those at rest woken that may have been disturbed. */
    private StreamFiles awake() {
        files.disturbances(carriers.disturbances());
        return files;
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

    /** Reads all complete lines of one file; true if there are more than fit. */
    private boolean readFile(TrackedFile file, Turn turn) {
        for (Optional<Carrier> next = file.toRead(); next.isPresent(); next = file.toRead()) {
            Carrier carrier = next.get();
            try {
                Content content = carrier.open();
                carrier.measure(turn.now);
                long size = carrier.size;
                if (carrier.shrunk()) {
                    replaced(carrier, turn.now);
                    continue;
                }
                if (!carriers.prove(carrier, file)) {
                    continue;
                }
                if (!file.state().isOpenEnded() && content.length() > file.progress.position) {
                    file.become(file.state().resume());
                    listener.resumed(file.logFile(), carrier.path, content.length());
                }
                file.path = HeaderGrammar.path(
                        carrier.path.toAbsolutePath().normalize().toString());
                LineReader.Outcome outcome = lines.read(file, content, filter, turn, LineReader.Rest.MAY_COME);
                if (outcome.result() != LineReader.Result.REPLACED) {
                    carrier.readUpTo(outcome.seen());
                }
                switch (outcome.result()) {
                    case MORE -> {
                        return true;
                    }
                    case REPLACED -> replaced(carrier, turn.now);
                    case AT_END -> carriers.readToEnd(carrier, size);
                }
            } catch (IOException e) {
                carriers.failed(carrier, e);
            }
        }
        return false;
    }

    private boolean isFinal(TrackedFile file, boolean isLast, long now) {
        return rotation.isFinal(file.glimpse(), carriers.around(file, isLast), now);
    }

    /** Emits a last line without line end, accounts for everything that is left; false if that does not fit the turn. */
    private boolean finish(TrackedFile file, Turn turn) {
        Optional<Carrier> carrier = file.open();
        if (carrier.isPresent()) {
            try {
                LineReader.Result result = lines.read(
                                file, carrier.get().open(), filter, turn, LineReader.Rest.NONE_LINE_COMPLETE)
                        .result();
                if (result == LineReader.Result.REPLACED) {
                    replaced(carrier.get(), turn.now);
                }
                if (result != LineReader.Result.AT_END) {
                    return false;
                }
                carriers.reportDamage(carrier.get());
            } catch (IOException e) {
                carriers.failed(carrier.get(), e);
                return false;
            }
        }
        if (turn.full()) {
            return false;
        }
        ReadProgress progress = file.progress;
        Ending ending = rotation.end(file.glimpse(), file.carriers.isEmpty());
        long lost = ending.lost();
        if (ending.mayHaveGrown()) {
            possibleLoss(
                    savedLookAt,
                    startedAt,
                    "log file number " + file.number + " was not found again; it may have grown before it vanished");
        }
        if (progress.accounted < progress.position + lost || unknownLoss.isPresent()) {
            turn.add(empty(file, turn, progress.position + lost, lost, OptionalLong.empty()));
            progress.account();
        }
        if (lost > 0) {
            listener.lost(file.logFile(), progress.position, progress.position + lost);
            counts.lost += lost;
            progress.lose(lost);
        }
        finished(file);
        return true;
    }

    private void finished(TrackedFile file) {
        if (!file.finished()) {
            listener.finished(file.logFile(), file.progress.position);
        }
        file.become(file.state().finish());
        changed = true;
        carriers.finished(file);
    }

    /** Accounts for skipped bytes, and says that nothing earlier will come where that is known. */
    private void heartbeat(Turn turn, Optional<TrackedFile> last, boolean caughtUp) {
        if (!heartbeatDue(turn.now, asleep ? turn.rarely : 1)) {
            return;
        }
        Optional<TrackedFile> silent = last.filter(file -> caughtUp
                && turn.now == lookedAt
                && file.placed()
                && !file.lacksBytes()
                && (asleep || carriers.quiet(file, turn.now)));
        for (TrackedFile file : asleep && last.isPresent() ? List.of(last.get()) : awake().awake()) {
            ReadProgress progress = file.progress;
            OptionalLong watermark = silent.filter(quiet -> quiet == file).isPresent()
                    ? OptionalLong.of(disorder.promise(logTimeAtLook, turn.now))
                    : OptionalLong.empty();
            if (file.placed() && !turn.full() && (watermark.isPresent() || progress.accounted < progress.position)) {
                turn.add(empty(file, turn, progress.position, 0, watermark));
                progress.account();
                heartbeatAt = turn.now;
            }
        }
    }

    /** A pack without lines; it carries what may have been lost since the last one. */
    private RawPack empty(TrackedFile file, Turn turn, long end, long lost, OptionalLong watermark) {
        RawPack pack = PackBuilder.empty(settings, file, turn, file.progress, end, lost, watermark, unknownLoss);
        unknownLoss = Optional.empty();
        return pack;
    }

    /** Completeness must not pass this; the next pack without lines tells the ledger. */
    private void possibleLoss(long from, long to, String why) {
        listener.unknownLoss(name, Instant.ofEpochMilli(from), Instant.ofEpochMilli(to), why);
        UnknownLoss loss = new UnknownLoss(Math.min(from, to), to);
        unknownLoss = Optional.of(unknownLoss.map(loss::and).orElse(loss));
    }

    private boolean heartbeatDue(long now, long rarely) {
        return now - heartbeatAt >= settings.heartbeat().toMillis() * rarely || now < heartbeatAt;
    }

    /** Whether something is worth saving that no pack brings with it; asking resets it. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    StreamPositions positions() {
        if (asleep && restingPositions.isPresent()) {
            return restingPositions.get();
        }
        if (looked) {
            awake().forgetUnreadThatAreGone();
        }
        StreamPositions positions = new StreamPositions(name, filter.skipBefore(), files.positions(), disorder.seen());
        restingPositions = asleep ? Optional.of(positions) : Optional.empty();
        return positions;
    }

    /**
     * Learns from what a pack that was delivered has turned out to hold. What is read aside of the chain says nothing of its
     * order.
     *
     * @param times empty if nobody can tell
     */
    void showed(RawPack pack, Optional<ShownTimes> times, long now) {
        restingPositions = Optional.empty();
        long number = pack.header().file().number();
        if (times.isEmpty()) {
            disorder.untold();
        } else if (!files.isAside(number)) {
            changed |= disorder.note(times.get(), pack.header().readTime(), now);
        }
    }

    long bytesLeft() {
        return asleep
                ? 0
                : awake().awake().stream().mapToLong(TrackedFile::bytesLeft).sum() + carriers.undecidedBytes();
    }

    void close() {
        carriers.close();
    }
}
