/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.HeaderGrammar;
import io.github.trackreplay.event.RawPack;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What there is to read of a stream when its reader starts. A first pass over its event times goes before the reading, by the same
 * lines and packs; from then on it is known at every place of the reading what is still to come of it, so neither its lines nor its
 * files need to be in order. What is written meanwhile is not part of it: that the present vouches for. For one thread.
 *
 * <p>Why so: {@code docs/decisions/0054-what-an-agent-finds-is-looked-at-first.md}.
 */
final class Backlog implements AutoCloseable {
    private static final int PACKS = 8;
    private static final long BYTES = 512 * 1024;
    private static final long TELL_EVERY_MILLIS = 10_000;

    private final String stream;
    private final List<TrackedFile> files;
    private final TimesTeller teller;
    private final TailListener listener;
    private final long logTime;
    private final long usual;
    private final BacklogTimes times = new BacklogTimes();
    private int next;
    /** The file that is being looked at: it takes what reading changes. */
    private Optional<TrackedFile> scratch = Optional.empty();
    /** The one before it, at whose end lines in parts may begin that go on in the next one. */
    private Optional<TrackedFile> before = Optional.empty();
    /** What holds its bytes and has not been looked at yet. */
    private Deque<Carrier> carriers = new ArrayDeque<>();

    private Optional<Reading> reading = Optional.empty();
    private OptionalLong missedAt = OptionalLong.empty();
    /** Whether it has been asked once more what holds the file, because something that did was not where it had been. */
    private boolean askedAnew;

    private boolean untold;
    /** How many files were not looked at to their ends, as nobody waits for what they hold. */
    private int leftBehind;

    private long surveyed;
    private long saidAt;

    /** @param own whether it is closed here */
    private record Reading(Content content, boolean own) {}

    /** How far a first pass has come. */
    enum Pass {
        /** Goes on at the next call. */
        GOES_ON,
        /** Everything has been looked at. */
        DONE,
        /** Nobody tells the times. */
        UNTOLD
    }

    /**
     * @param files what is to be read, in the order of reading
     * @param logTime the present time of the log when they were found, milliseconds since 1970-01-01 UTC
     * @param usual how far times may run backwards as far as is known before they are looked at, milliseconds
     */
    Backlog(
            String stream,
            List<TrackedFile> files,
            TimesTeller teller,
            TailListener listener,
            long logTime,
            long usual,
            long now) {
        this.stream = stream;
        this.files = List.copyOf(files);
        this.teller = teller;
        this.listener = listener;
        this.logTime = logTime;
        this.usual = usual;
        this.saidAt = now;
    }

    /**
     * Looks at the times of what comes next.
     *
     * @param slice how much is looked at now
     * @param lookedAt when files were last listed: one that is not where it was is asked for again after the next listing
     */
    Pass goOn(LineReader lines, StartFilter filter, SurveySlice slice, long lookedAt) {
        while (next < files.size() && !slice.over()) {
            if (!begin(files.get(next), lookedAt)) {
                return Pass.GOES_ON;
            }
            if (reading.isPresent()) {
                look(reading.get(), lines, filter, slice);
            }
            if (untold) {
                close();
                return Pass.UNTOLD;
            }
            if (reading.isEmpty() && carriers.isEmpty()) {
                before = scratch;
                scratch = Optional.empty();
                missedAt = OptionalLong.empty();
                askedAnew = false;
                slice.step(1);
                next++;
            }
        }
        if (slice.now() - saidAt >= TELL_EVERY_MILLIS) {
            listener.surveying(stream, next, files.size(), surveyed);
            saidAt = slice.now();
        }
        if (next < files.size()) {
            return Pass.GOES_ON;
        }
        times.complete();
        return Pass.DONE;
    }

    /** Returns whether it need not be waited for; nothing is read of what is not found after the next listing either. */
    private boolean begin(TrackedFile file, long lookedAt) {
        if (scratch.isEmpty()) {
            TrackedFile copy = new TrackedFile(file.stream, file.head(), file.number());
            ReadProgress progress = file.progressNow().copy();
            progress.wanted = Set.of();
            copy.progressed(progress);
            copy.place(before);
            scratch = Optional.of(copy);
            carriers = new ArrayDeque<>(file.carriers());
        }
        if (missedAt.isPresent() && missedAt.getAsLong() != lookedAt && !askedAnew) {
            askedAnew = true;
            carriers = new ArrayDeque<>(file.carriers()); // an archive may have taken its place
        }
        while (reading.isEmpty() && !carriers.isEmpty()) {
            Carrier carrier = carriers.element();
            reading = opened(carrier);
            if (reading.isEmpty() && !askedAnew && carrier.holds(file)) {
                missedAt = OptionalLong.of(lookedAt);
                return false;
            }
            untold |= reading.isEmpty() && file.carriers().contains(carrier); // it will be read when it can be
            carriers.remove();
        }
        return true;
    }

    /** As it is now: what is appended later is not part of it. */
    private static Optional<Reading> opened(Carrier carrier) {
        Optional<Reading> found = carrier.reopened().map(content -> new Reading(content, true));
        if (found.isEmpty() && carrier.isOpenPlain()) {
            found = carrier.content().map(content -> new Reading(content, false));
        }
        return found.flatMap(Backlog::upToNow);
    }

    private static Optional<Reading> upToNow(Reading found) {
        Content content = found.content();
        try {
            return content.sequential()
                    ? Optional.of(found)
                    : Optional.of(new Reading(new ContentUpTo(content, content.length()), found.own()));
        } catch (IOException e) {
            close(found);
            return Optional.empty();
        }
    }

    private void look(Reading now, LineReader lines, StartFilter filter, SurveySlice slice) {
        TrackedFile file = scratch.orElseThrow();
        Turn packs = new Turn(slice.now(), PACKS, BYTES);
        LineReader.Rest rest = carriers.isEmpty() ? LineReader.Rest.NONE_LINE_COMPLETE : LineReader.Rest.MAY_COME;
        LineReader.Result result;
        try {
            result = lines.read(file, now.content(), filter, packs, rest).result();
        } catch (IOException e) {
            result = LineReader.Result.REPLACED; // whoever reads it says so
        }
        for (RawPack pack : packs.packs) {
            Optional<PackTimes.Span> span = teller.tell(pack);
            untold |= span.isEmpty();
            span.ifPresent(found -> times.add(file.number(), pack.header().end(), found));
            surveyed += pack.header().length();
        }
        slice.step(packs.packs.size());
        slice.scan(packs.scanned);
        if (result != LineReader.Result.MORE) {
            close();
        } else if (!isWaitedForAnyway() && Endless.isNotWaitedFor(file.progressNow(), leftBehind)) {
            leftBehind++;
            carriers.clear(); // nor will it be when it is read
            close();
        }
    }

    /** Nothing stands behind what the server is writing: it is read as far as it goes. */
    private boolean isWaitedForAnyway() {
        return next == files.size() - 1 && !files.get(next).finished();
    }

    /** The most by which a request lies before one that is read before it, milliseconds. */
    long disorder() {
        return times.span().disorder();
    }

    /** Nothing earlier has been written since they were found: as far as is known, and as what was found shows, unless that is in no order. */
    private long vouched() {
        long shown = disorder() > Disorder.MOST_MILLIS ? 0 : disorder();
        return Math.floorDiv(logTime - Math.max(usual, shown), 1000) * 1000;
    }

    /** Whether some of it lies at or behind a place. */
    boolean isAhead(TrackedFile file) {
        return times.reaches(file.number(), file.readUpTo());
    }

    /** No request of it has an earlier event time; empty if it has none. */
    OptionalLong least() {
        long least = times.span().least();
        return least == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(Math.min(least, vouched()));
    }

    /** A pack that was read of a file, with what it promises once everything up to its end is there. */
    RawPack promising(TrackedFile file, RawPack pack) {
        if (file.isAside() || !times.reaches(file.number(), pack.header().start())) {
            return pack;
        }
        long least =
                Math.min(vouched(), times.leastFrom(file.number(), pack.header().end()));
        long disorder = Math.min(
                HeaderGrammar.MOST_DISORDER, Math.max(disorder(), pack.header().disorder()));
        return new RawPack(pack.header().promising(least, disorder), pack.fields(), pack.lines());
    }

    @Override
    public void close() {
        reading.ifPresent(Backlog::close);
        reading = Optional.empty();
    }

    private static void close(Reading reading) {
        try {
            if (reading.own()) {
                reading.content().close();
            }
        } catch (IOException e) {
            // it was open for reading only: nothing of ours is lost
        }
    }
}
