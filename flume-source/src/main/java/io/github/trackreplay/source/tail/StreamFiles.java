/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.checkpoint.FilePosition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The log files of one stream in the order of their numbers, and apart from them those that lie before its start. The first of
 * them that are done are at rest: they are not gone through again, and their positions are gathered once, until something
 * happens that may concern them.
 */
final class StreamFiles {
    /** How many finished files are remembered whose bytes are nowhere to be seen any more. */
    private static final int REMEMBERED = 64;

    private final List<TrackedFile> files = new ArrayList<>();
    private final List<TrackedFile> beforeStart = new ArrayList<>();
    private final KnownFiles known = new KnownFiles();
    /** Positions of those before the start, and of the first files as far as they are at rest. */
    private final List<FilePosition> resting = new ArrayList<>();

    private boolean restingKnown;
    /** So many of the first files are at rest. */
    private int atRest;

    private long disturbances;

    /** @param savedAt when the source stopped, milliseconds since 1970-01-01 UTC */
    StreamFiles(String stream, List<FilePosition> saved, long savedAt) {
        saved.forEach(position -> add(TrackedFile.restored(stream, position, savedAt)));
    }

    /** Adds a file behind all others. */
    TrackedFile add(TrackedFile file) {
        (file.beforeStart() ? beforeStart : files).add(file);
        restingKnown &= !file.beforeStart();
        known.add(file);
        return file;
    }

    /** Wakes those at rest unless the number is the one that it was given last: something may have happened to them. */
    void disturbances(long number) {
        if (number != disturbances) {
            disturbances = number;
            wake();
        }
    }

    private void wake() {
        atRest = 0;
        restingKnown = false;
        resting.clear();
    }

    /** Lets the first files rest as far as they are done; never the last of the chain, whose silence is what the stream promises. */
    void layToRest() {
        Optional<TrackedFile> last = last();
        while (atRest < files.size()
                && !is(last, files.get(atRest))
                && files.get(atRest).isDone()) {
            TrackedFile done = files.get(atRest++);
            done.rest();
            if (restingKnown) {
                resting.add(done.position());
            }
        }
    }

    /** Those that are read, ascending by number. */
    List<TrackedFile> inOrder() {
        return Collections.unmodifiableList(files);
    }

    /** Those that are read and not at rest, ascending by number. */
    List<TrackedFile> awake() {
        return inOrder().subList(atRest, files.size());
    }

    /** The last file of the chain before those that are not at rest. */
    Optional<TrackedFile> predecessor() {
        return lastBefore(atRest);
    }

    /** All of them. */
    KnownFiles known() {
        return known;
    }

    /** Whether all that can be read has been read and said, and nothing is open but, at most, the last one. */
    boolean atRest() {
        Optional<TrackedFile> last = last();
        return awake().stream().allMatch(file -> file.atRest(is(last, file)));
    }

    private static boolean is(Optional<TrackedFile> one, TrackedFile file) {
        return one.filter(known -> known == file).isPresent();
    }

    /** Forgets the oldest of the finished files that are nowhere to be seen, if there are many. */
    void forgetOldest() {
        List<TrackedFile> gone = files.stream()
                .filter(file -> file.finished() && file.carriers().isEmpty())
                .toList();
        int forgotten = 0;
        while (forgotten < gone.size() - REMEMBERED && files.get(forgotten) == gone.get(forgotten)) {
            known.remove(files.get(forgotten++));
        }
        if (forgotten > 0) {
            files.subList(0, forgotten).clear();
            wake();
        }
    }

    /** Forgets files before the start that nobody will find again. */
    void forgetUnreadThatAreGone() {
        if (restingKnown) {
            return; // nothing has happened to them since
        }
        beforeStart.removeIf(file -> {
            boolean gone = file.carriers().isEmpty();
            if (gone) {
                known.remove(file);
            }
            return gone;
        });
    }

    long nextNumber() {
        return files.isEmpty() ? 1 : files.get(files.size() - 1).number() + 1;
    }

    /** Whether any that is not finished has not been seen since the start. */
    boolean anyUnseen() {
        return files.stream()
                .anyMatch(file ->
                        !file.finished() && file.birth == 0 && file.carriers().isEmpty());
    }

    /** The file at the end of the chain. */
    Optional<TrackedFile> last() {
        return lastBefore(files.size());
    }

    private Optional<TrackedFile> lastBefore(int end) {
        for (int i = end - 1; i >= 0; i--) {
            if (!files.get(i).isAside()) {
                return Optional.of(files.get(i));
            }
        }
        return Optional.empty();
    }

    /** Whether the file of a number is in no chain. */
    boolean isAside(long number) {
        int low = 0;
        int high = files.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long there = files.get(middle).number();
            if (there == number) {
                return files.get(middle).isAside();
            }
            low = there < number ? middle + 1 : low;
            high = there < number ? high : middle - 1;
        }
        return false;
    }

    List<FilePosition> positions() {
        if (!restingKnown) {
            resting.clear();
            beforeStart.forEach(file -> resting.add(file.position()));
            files.subList(0, atRest).forEach(file -> resting.add(file.position()));
            restingKnown = true;
        }
        List<FilePosition> positions = new ArrayList<>(resting.size() + files.size() - atRest);
        positions.addAll(resting);
        awake().forEach(file -> positions.add(file.position()));
        return positions;
    }
}
