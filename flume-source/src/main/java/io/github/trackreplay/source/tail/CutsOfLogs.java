/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.checkpoint.LeftOutFile;
import io.github.trackreplay.source.rotation.Rotation;
import io.github.trackreplay.source.rotation.RotationName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Leaves out what was cut, filtered or joined from logs that are beside it ({@code grep … access.log > access.log.part}), as its requests would
 * count again: that is said, and a possible loss until an operator accepts it. Of what comes late only: a log that begins where the stream
 * has been read to is none. For one thread.
 *
 * <p>Why so: {@code docs/decisions/0060-a-cut-beside-its-log.md}.
 */
final class CutsOfLogs {
    /** So many are compared at one look, for the logs are read in between; the others wait for the next one. */
    private static final int MOST_AT_ONCE = 2;

    private static final int LAST_FILES = 8;

    private final String stream;
    private final TailListener listener;
    private final TailReaderConfig config;
    private final EventTimeFinder times;
    private final Rotation rotation;
    private final Carriers carriers;
    private final Readability readability;
    private final PossibleLoss losses;
    private final StreamFiles files;
    private final Disorder disorder;
    private final Map<Carrier, LeftOutFile> leftOut = new HashMap<>();
    /** Those that were left out when the reader stopped, and have not been seen since. */
    private final Map<String, LeftOutFile> before = new HashMap<>();
    /** Up to which time lines were read, as far as is known; milliseconds since 1970-01-01 UTC. */
    private long latest = Long.MIN_VALUE;
    /** Those of whose possible loss a pack has told. */
    private List<LeftOutFile> told;

    /** @param saved what was left out when the reader stopped */
    CutsOfLogs(
            TailedStream stream, StreamFiles files, Disorder disorder, PossibleLoss losses, List<LeftOutFile> saved) {
        saved.forEach(file -> before.put(file.key(), file));
        this.told = List.copyOf(saved);
        this.stream = stream.name();
        this.listener = stream.listener();
        this.config = stream.config();
        this.times = config.times();
        this.rotation = stream.rotation();
        this.carriers = stream.carriers();
        this.readability = stream.readability();
        this.files = files;
        this.disorder = disorder;
        this.losses = losses;
    }

    /**
     * Leaves such files out; removes them from the newcomers.
     *
     * @param hides whether some files may be where nobody could look
     * @return whether there is something else to be saved
     */
    boolean leaveOut(List<Newcomer> newcomers, boolean hides, long now) {
        leftOut.keySet().removeIf(carrier -> !carriers.has(carrier));
        Optional<TrackedFile> last = files.last();
        if (!newcomers.isEmpty() && last.isPresent()) {
            newcomers.removeIf(newcomer -> staysLeftOut(newcomer, now));
            compare(newcomers, last.get(), now);
        }
        if (!hides && !before.isEmpty()) {
            before.keySet()
                    .retainAll(carriers.all().stream()
                            .map(carrier -> carrier.key.toString())
                            .toList());
        }
        List<LeftOutFile> saved = told;
        if (!losses.isUntold()) {
            told = Stream.concat(before.values().stream(), leftOut.values().stream())
                    .sorted(Comparator.comparing(LeftOutFile::key))
                    .toList();
        }
        return !told.equals(saved);
    }

    /** What is left out, to be saved once a pack has told of the possible loss. */
    List<LeftOutFile> saved() {
        return told;
    }

    /**
     * Whether it was left out as it is, though the logs that hold its lines may have gone since, or grows and has not doubled: then it is
     * compared later.
     */
    private boolean staysLeftOut(Newcomer newcomer, long now) {
        Carrier carrier = newcomer.carrier();
        Optional<LeftOutFile> known = Optional.ofNullable(before.remove(carrier.key.toString()))
                .or(() -> Optional.ofNullable(leftOut.get(carrier)));
        boolean same = known.filter(file -> file.size() == carrier.size()
                                && newcomer.firstTime().orElse(Long.MAX_VALUE) <= file.until())
                        .isPresent()
                && rotation.hasRested(carrier.glimpse(), now);
        known.ifPresent(file -> leftOut.put(carrier, file));
        boolean grows = known.filter(file -> carrier.size() < 2 * file.size()).isPresent()
                && !rotation.hasRested(carrier.glimpse(), now);
        if (same || grows) {
            leave(carrier, same);
        }
        return same || grows;
    }

    private static void leave(Carrier carrier, boolean rested) {
        carrier.becomeForeign();
        carrier.close();
        if (rested) {
            carrier.settle(carrier.size());
        }
    }

    private void compare(List<Newcomer> newcomers, TrackedFile last, long now) {
        if (newcomers.isEmpty()) {
            return;
        }
        latest = Math.max(latest, latestTime());
        boolean known = latest > Long.MIN_VALUE;
        long lateBefore = known ? latest - disorder.millis(now) : Long.MAX_VALUE;
        int[] compared = {0};
        newcomers.removeIf(newcomer -> isLate(newcomer, lateBefore)
                && !mayBeWritten(newcomer.carrier(), last)
                // what is known to be late may come later still; others keep their places in the order of writing
                && (compared[0]++ >= MOST_AT_ONCE ? known : isCut(newcomer.carrier(), now)));
    }

    /** What is read only behind bytes that have been taken counts nothing again. */
    private static boolean isLate(Newcomer newcomer, long before) {
        return newcomer.identity().shared() == 0
                && newcomer.firstTime().isPresent()
                && newcomer.firstTime().getAsLong() < before;
    }

    /** Whether the server may be writing there, as its name, or that of the last log file, says: a log that somebody edited is read. */
    private boolean mayBeWritten(Carrier carrier, TrackedFile last) {
        Path path = carrier.path();
        RotationName name = carrier.name();
        boolean live = name.isLive()
                && carriers.all().stream()
                        .map(Carrier::name)
                        .noneMatch(other -> other.base().length() < name.base().length()
                                && name.base().startsWith(other.base()));
        return live
                || last.path.equals(path.toAbsolutePath().normalize().toString())
                || last.carriers().stream().anyMatch(held -> held.path().equals(path));
    }

    /** The greatest time at the ends of the last log files: a late one may have come behind them. */
    private long latestTime() {
        List<TrackedFile> all = files.inOrder();
        return all.subList(Math.max(0, all.size() - LAST_FILES), all.size()).stream()
                .map(this::lastTime)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .max()
                .orElse(Long.MIN_VALUE);
    }

    /** The time of the last lines that were read, or written, of a log file; empty if its bytes are out of reach. */
    private OptionalLong lastTime(TrackedFile file) {
        try {
            return file.<Long>withReferences(content -> {
                        OptionalLong time = content.sequential()
                                ? OptionalLong.empty()
                                : LastTimes.least(content, Math.min(file.readUpTo(), content.length()), times);
                        return time.isPresent() ? Optional.of(time.getAsLong()) : Optional.empty();
                    })
                    .map(OptionalLong::of)
                    .orElse(OptionalLong.empty());
        } catch (IOException e) {
            return OptionalLong.empty(); // whoever reads it says so
        }
    }

    private boolean isCut(Carrier carrier, long now) {
        Optional<LeftOutFile> known = Optional.ofNullable(leftOut.get(carrier));
        boolean rested = rotation.hasRested(carrier.glimpse(), now);
        Optional<SharedLines.Found> found;
        try {
            found = new SharedLines(config, disorder.millis(now)).of(carrier.open(), files.inOrder());
        } catch (IOException e) {
            readability.failed(carrier, e);
            return true; // nobody knows yet
        }
        if (found.isEmpty()) {
            leftOut.remove(carrier);
            return false;
        }
        leave(carrier, rested);
        if (known.isEmpty()) {
            listener.cutOfLog(stream, carrier.path(), found.get().with().number());
        }
        long noted = known.map(LeftOutFile::until).orElse(Long.MIN_VALUE);
        leftOut.put(
                carrier,
                new LeftOutFile(
                        carrier.key.toString(),
                        carrier.size(),
                        Math.max(noted, found.get().last())));
        if (found.get().last() > noted) {
            note(carrier, found.get(), now);
        }
        return true;
    }

    private void note(Carrier carrier, SharedLines.Found found, long now) {
        losses.note(
                Math.min(found.first(), now),
                Math.min(found.last(), now),
                carrier.path()
                        + " is left out, as it holds lines of other logs; whether it holds others besides cannot be known");
    }
}
