/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Elapsed;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RawPack;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one stream makes of its {@link Backlog}: looks at it before anything is read, says what will come, and tells each pack of it what
 * is still to come, until it has been read. For one thread.
 */
final class FirstPass {
    /** How often it says that it is there while it looks, and how much rarer for each stream that does the same. */
    private static final long SAY_EVERY_MILLIS = 5_000;

    private static final long SAY_LATER_MILLIS = 10;
    /** Nobody is passed by who is silent for so long. */
    private static final long SAY_AT_LEAST_EVERY_MILLIS = 20_000;

    private final String stream;
    private final TailSettings settings;
    private final TailListener listener;
    private final StreamFiles files;
    private final Disorder disorder;
    private final LastLook lastLook;
    private final PossibleLoss losses;
    private final StartFilter filter;
    private Optional<Backlog> backlog = Optional.empty();
    private boolean begun;
    private long announcedAt = Long.MIN_VALUE / 2;

    /** @param skipBefore requests before this time lie before the stream's start, milliseconds since 1970-01-01 UTC */
    FirstPass(
            TailedStream stream,
            OptionalLong skipBefore,
            StreamFiles files,
            Disorder disorder,
            LastLook lastLook,
            PossibleLoss losses) {
        this.stream = stream.name();
        this.settings = stream.config().settings();
        this.listener = stream.listener();
        this.files = files;
        this.disorder = disorder;
        this.lastLook = lastLook;
        this.losses = losses;
        this.filter = new StartFilter(skipBefore, stream.config().times());
    }

    /**
     * Begins, or goes on.
     *
     * @return whether it is over
     */
    boolean goOn(TimesTeller teller, LineReader lines, SurveySlice slice) {
        if (!begun) {
            begun = true;
            slice.step(1);
            begin(teller, slice.now());
        }
        if (backlog.isEmpty()) {
            return true;
        }
        Backlog.Pass pass = backlog.get().goOn(lines, filter, slice, lastLook.listedAt());
        if (pass == Backlog.Pass.UNTOLD) {
            backlog = Optional.empty();
        }
        return pass != Backlog.Pass.GOES_ON;
    }

    private void begin(TimesTeller teller, long now) {
        Turn turn = new Turn(now, 1, 1);
        turn.disorder = disorder.millis(now);
        Optional<TrackedFile> first = firstToRead();
        if (first.isEmpty()
                || teller.tell(nothingOf(first.get(), turn, PackHeader.Promise.none(turn.disorder)))
                        .isEmpty()) {
            return;
        }
        backlog = Optional.of(new Backlog(stream, unread(), teller, listener, lastLook.logTime(), turn.disorder, now));
    }

    private List<TrackedFile> unread() {
        return files.inOrder().stream()
                .filter(file -> !file.isAside() && (!file.finished() || (file.hasGrown() && !file.saidGivenUp)))
                .toList();
    }

    /** Whether there is anything unread of which it is to be found out what it holds. */
    boolean isNeeded() {
        return unread().stream()
                .anyMatch(file -> file.finished()
                        || file.bytesLeft() > 0
                        || file.carriers().isEmpty()
                        || file.carriers().stream().anyMatch(carrier -> carrier.isPacked() && !carrier.settled()));
    }

    /**
     * Whether it is time to say that the stream is there.
     *
     * @param waiting how many streams look
     */
    boolean isToAnnounce(long now, int waiting) {
        long every = Math.min(SAY_AT_LEAST_EVERY_MILLIS, SAY_EVERY_MILLIS + waiting * SAY_LATER_MILLIS);
        return Elapsed.since(announcedAt, now, every);
    }

    /** When it has said so last, in milliseconds. */
    long announcedAt() {
        return announcedAt;
    }

    /**
     * Says that the stream is there, before it is known what comes of it, and every 5 to 20 s again: whoever applies requests in order waits
     * for it, however long the look takes.
     */
    void announce(Turn turn) {
        announcedAt = turn.now;
        turn.disorder = disorder.millis(turn.now);
        PackHeader.Promise looks = PackHeader.Promise.of(PackHeader.Promise.ANY_TIME, turn.disorder);
        firstToRead().ifPresent(first -> turn.add(nothingOf(first, turn, looks)));
    }

    /** The first file of the chain that is not finished, in its place. */
    private Optional<TrackedFile> firstToRead() {
        Optional<TrackedFile> predecessor = files.predecessor();
        for (TrackedFile file : files.awake()) {
            if (!file.isAside()) {
                file.place(predecessor);
                if (!file.finished()) {
                    return Optional.of(file);
                }
                predecessor = Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private RawPack nothingOf(TrackedFile file, Turn turn, PackHeader.Promise promise) {
        long taken = file.accounted();
        PackHeader header = new PackHeader(file.logFile(), taken, taken, settings.reading(turn.now, ""), promise);
        return new RawPack(header, file.progressNow().fieldsAtMark, List.of());
    }

    /**
     * When it is over: says what will come. Where it is in order, nothing is said of it from then on.
     *
     * @param several whether others may wait for it
     */
    void promise(Turn turn, boolean several) {
        Optional<Backlog> all = backlog;
        if (all.isEmpty()) {
            return;
        }
        turn.disorder = disorder.millis(turn.now);
        boolean ordered = all.get().disorder() <= turn.disorder;
        OptionalLong least = all.get().least();
        Optional<TrackedFile> first = firstToRead();
        if (least.isPresent() && first.isPresent() && (several || !ordered)) {
            TrackedFile file = first.get();
            turn.add(PackBuilder.empty(settings, file, turn, file.readUpTo(), least, losses.take()));
            file.progress().account();
        }
        if (ordered) {
            backlog = Optional.empty();
        } else {
            listener.outOfOrder(stream, Duration.ofMillis(all.get().disorder()));
        }
    }

    /** Tells the packs of a turn that have just been read of a file, from an index on, what is still to come. */
    void tell(TrackedFile file, Turn turn, int from) {
        backlog.ifPresent(
                all -> turn.packs.subList(from, turn.packs.size()).replaceAll(pack -> all.promising(file, pack)));
    }

    /** By how many milliseconds more than is usual what it has told of runs backwards. */
    long disorderBeyond(long usual) {
        return backlog.map(all -> Math.max(0, all.disorder() - usual)).orElse(0L);
    }

    /** All that can be read has been read: where that is all there was, no more is told. */
    void caughtUp(Optional<TrackedFile> last) {
        backlog = backlog.filter(all -> last.filter(all::isAhead).isPresent());
    }

    /** Whether it has told of a pack that what was there stands in no order: of the stream's own disorder that says nothing. */
    static boolean isOutOfOrder(PackHeader header) {
        return header.watermark().isPresent() && header.disorder() > Disorder.MOST_MILLIS;
    }

    void close() {
        backlog.ifPresent(Backlog::close);
    }
}
