/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.takeover.Begin;
import io.github.trackreplay.takeover.LogOnDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Gives log files that were not known their places: in the chain, aside of it, or before the stream's start; and says where each is
 * read from. For one thread.
 */
final class Placement {
    private final String stream;
    private final TailListener listener;
    private final Counts counts;
    private final StreamFiles files;
    private final Carriers carriers;
    private final CarrierIdentification identification;
    private final Readability readability;
    private final Disorder disorder;
    private final WrittenAnew writtenAnew;
    private final Optional<StartAt> startAt;
    private final boolean restored;
    /** Whether what is found at the start is looked at for its times before it is read. */
    private final boolean surveys;
    /** Whether nothing has been read and the times tell the order, not the names: nothing comes aside of the chain. */
    private boolean ordered;

    /** Why nobody knows where to begin. */
    private Optional<UncheckedIOException> refused = Optional.empty();

    /**
     * @param startAt where to begin; empty for a stream that has a position or came after the source's first look
     * @param restored whether the stream was known when the source stopped
     */
    Placement(
            TailedStream stream,
            CarrierIdentification identification,
            StreamFiles files,
            Disorder disorder,
            Counts counts,
            Optional<StartAt> startAt,
            boolean restored) {
        this.stream = stream.name();
        this.listener = stream.listener();
        this.carriers = stream.carriers();
        this.readability = stream.readability();
        this.writtenAnew = new WrittenAnew(stream.config().times());
        this.identification = identification;
        this.files = files;
        this.disorder = disorder;
        this.counts = counts;
        this.startAt = startAt;
        this.restored = restored;
        this.surveys = stream.config().teller().isPresent();
    }

    /** Fails again where it is not known where to begin. */
    void check() {
        if (refused.isPresent()) {
            throw refused.get();
        }
    }

    /**
     * Places newcomers.
     *
     * @param found oldest first
     * @param looked whether there has been a look before this one
     * @throws UncheckedIOException if it is not known where to begin; nothing is placed then
     */
    void place(List<Newcomer> found, boolean looked, long now) {
        boolean first = !looked && files.inOrder().isEmpty();
        ordered = first && surveys;
        List<Newcomer> newcomers = ordered ? carriers.liveLast(found) : found;
        Optional<StartAt> start = first ? startAt : Optional.empty();
        Map<Path, Begin> begins = begins(start, found);
        KnownFiles known = files.known();
        for (int i = 0; i < newcomers.size(); i++) {
            boolean live = i == newcomers.size() - 1;
            Optional<Newcomer> newcomer = isLikeNoOther(newcomers.get(i), known)
                    ? Optional.of(newcomers.get(i))
                    : identification.stillNew(newcomers.get(i), known, now); // or a copy of one that came just before
            if (newcomer.isPresent()) {
                Carrier carrier = newcomer.get().carrier();
                Optional<Begin> begin = Optional.ofNullable(begins.get(carrier.path()));
                boolean skipped = liesBefore(start, carrier, live)
                        || begin.filter(b -> b.at() == Begin.BEFORE).isPresent();
                TrackedFile file = bound(newcomer.get(), skipped ? 0 : files.nextNumber(), looked);
                if (skipped) {
                    files.add(file);
                    listener.beforeStart(stream, carrier.path());
                } else {
                    append(file, newcomer.get(), start, begin, looked, now);
                }
            }
        }
    }

    /** Whether no log file that has become known meanwhile can be what a newcomer holds. */
    private static boolean isLikeNoOther(Newcomer newcomer, KnownFiles known) {
        Head head = newcomer.identity().head();
        return !head.longer() && known.candidates(Optional.of(head)).isEmpty();
    }

    private TrackedFile bound(Newcomer newcomer, long number, boolean looked) {
        TrackedFile file = new TrackedFile(stream, newcomer.identity().head(), number);
        if (newcomer.identity().shared() > 0) {
            file.progress().start = newcomer.identity().shared();
        }
        file.lineEndsUntil = restored && !looked ? TrackedFile.LINE_ENDS_AFTER_START : TrackedFile.LINE_ENDS_OF_NEW;
        identification.bind(newcomer.carrier(), file);
        return file;
    }

    /** Where to begin in each file, if another tail has read them. */
    private Map<Path, Begin> begins(Optional<StartAt> start, List<Newcomer> found) {
        Map<Path, Begin> begins = new HashMap<>();
        if (start.isPresent() && start.get() instanceof StartAt.TakenOver other) {
            List<LogOnDisk> logs = found.stream()
                    .map(Newcomer::carrier)
                    .map(carrier -> new LogOnDisk(carrier.path(), carrier.key, carrier.size()))
                    .toList();
            try {
                other.from().plan(logs).forEach(begin -> begins.put(begin.log(), begin));
            } catch (IOException e) {
                UncheckedIOException refusal =
                        new UncheckedIOException("Stream " + stream + " does not begin. " + e.getMessage(), e);
                refused = Optional.of(refusal);
                throw refusal;
            }
            begins.values().forEach(begin -> listener.takenOver(stream, begin));
        }
        return begins;
    }

    private static boolean liesBefore(Optional<StartAt> start, Carrier carrier, boolean live) {
        if (live || start.isEmpty()) {
            return false;
        }
        return start.get() instanceof StartAt.End
                || (start.get() instanceof StartAt.Time time
                        && Math.floorDiv(carrier.modified(), 1_000_000L) < time.millis());
    }

    private void append(
            TrackedFile file,
            Newcomer newcomer,
            Optional<StartAt> start,
            Optional<Begin> begin,
            boolean looked,
            long now) {
        Carrier carrier = newcomer.carrier();
        Optional<TrackedFile> last = files.last();
        OptionalLong readUpTo = writtenAnew.readUpTo(newcomer, last, disorder.millis(now));
        if (!ordered && last.isPresent() && carriers.isOlder(carrier, last.get())) {
            file.setAside();
        } else if (looked) {
            last.ifPresent(predecessor -> predecessor.changedAt = now);
        }
        files.add(file);
        skip(file, carrier, start, begin);
        listener.appeared(stream, carrier.path(), file.number());
        warn(file, newcomer, readUpTo);
    }

    /** Skips what is not to be read of it. */
    private void skip(TrackedFile file, Carrier carrier, Optional<StartAt> start, Optional<Begin> begin) {
        try {
            if (start.filter(StartAt.End.class::isInstance).isPresent()) {
                StartPosition.skipTo(file, carrier.open(), counts);
            } else if (begin.isPresent() && begin.get().at() > 0) {
                StartPosition.skipTo(file, carrier.open(), begin.get().at(), counts);
            }
        } catch (IOException e) {
            readability.failed(carrier, e);
        }
    }

    /** Of what counts again, or may. */
    private void warn(TrackedFile file, Newcomer newcomer, OptionalLong readUpTo) {
        Path path = newcomer.carrier().path();
        if (newcomer.identity().agreed() > 0) {
            listener.rewritten(stream, path, file.number(), newcomer.identity().agreed());
        } else if (readUpTo.isPresent()) {
            listener.writtenAnew(
                    stream,
                    path,
                    file.number(),
                    Instant.ofEpochMilli(newcomer.firstTime().orElseThrow()),
                    Instant.ofEpochMilli(readUpTo.getAsLong()));
        }
        newcomer.identity()
                .doubtful()
                .ifPresent(other -> listener.unproven(stream, path, file.number(), other.number(), other.readUpTo()));
    }
}
