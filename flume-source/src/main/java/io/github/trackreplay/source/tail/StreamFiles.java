/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.checkpoint.FilePosition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The log files of one stream in the order of their numbers, and apart from them those that lie before its start. */
final class StreamFiles {
    /** How many finished files are remembered whose bytes are nowhere to be seen any more. */
    private static final int REMEMBERED = 64;

    private final List<TrackedFile> files = new ArrayList<>();
    private final List<TrackedFile> beforeStart = new ArrayList<>();
    private final KnownFiles known = new KnownFiles();

    StreamFiles(String stream, List<FilePosition> saved) {
        saved.forEach(position -> add(TrackedFile.restored(stream, position)));
    }

    /** Adds a file behind all others. */
    void add(TrackedFile file) {
        (file.beforeStart() ? beforeStart : files).add(file);
        known.add(file);
    }

    /** Those that are read, ascending by number. */
    List<TrackedFile> inOrder() {
        return Collections.unmodifiableList(files);
    }

    /** All of them. */
    KnownFiles known() {
        return known;
    }

    /** Whether all that can be read has been read and said, and nothing is open but, at most, the last one. */
    boolean atRest() {
        Optional<TrackedFile> last = last();
        return files.stream()
                .allMatch(file -> file.atRest(last.filter(l -> l == file).isPresent()));
    }

    /** Forgets the oldest of the finished files that are nowhere to be seen, if there are many. */
    void forgetOldest() {
        List<TrackedFile> gone = files.stream()
                .filter(file -> file.finished && file.carriers.isEmpty())
                .toList();
        int forgotten = 0;
        while (forgotten < gone.size() - REMEMBERED && files.get(forgotten) == gone.get(forgotten)) {
            known.remove(files.get(forgotten++));
        }
        files.subList(0, forgotten).clear();
    }

    /** Forgets files before the start that nobody will find again. */
    void forgetUnreadThatAreGone() {
        beforeStart.removeIf(file -> {
            boolean gone = file.carriers.isEmpty();
            if (gone) {
                known.remove(file);
            }
            return gone;
        });
    }

    long nextNumber() {
        return files.isEmpty() ? 1 : files.get(files.size() - 1).number + 1;
    }

    /** The file at the end of the chain. */
    Optional<TrackedFile> last() {
        for (int i = files.size() - 1; i >= 0; i--) {
            if (!files.get(i).aside) {
                return Optional.of(files.get(i));
            }
        }
        return Optional.empty();
    }

    List<FilePosition> positions() {
        List<FilePosition> positions = new ArrayList<>();
        beforeStart.forEach(file -> positions.add(file.position()));
        files.forEach(file -> positions.add(file.position()));
        return positions;
    }
}
