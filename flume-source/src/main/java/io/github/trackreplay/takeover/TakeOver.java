/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.takeover;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Goes on where another tail has stopped: in each file that it remembers behind what it has read, in all files that came later at
 * their beginning. What is older than all that it remembers, it had done with. Immutable.
 *
 * @param tail the other one
 * @param file where it has written down how far it had read
 */
public record TakeOver(OtherTail tail, Path file) {

    /** Nobody may guess where to begin. */
    public static final class UnknownException extends IOException {
        private static final long serialVersionUID = 1L;

        UnknownException(String message) {
            super(message);
        }
    }

    /**
     * Where to begin.
     *
     * @param oldestFirst the files of one stream, in the order in which they were written
     * @return for each of them, in that order
     * @throws IOException with a sentence if that cannot be known for certain
     */
    public List<Begin> plan(List<LogOnDisk> oldestFirst) throws IOException {
        List<OtherPosition> positions = tail.read(file);
        List<Optional<Begin>> known = new ArrayList<>();
        for (LogOnDisk log : oldestFirst) {
            known.add(known(log, positions));
        }
        int first = 0;
        while (first < known.size() && known.get(first).isEmpty()) {
            first++;
        }
        if (first == known.size() && first > 0) {
            throw new UnknownException("None of the " + positions.size() + " positions in " + file + " is of "
                    + oldestFirst.get(first - 1).path() + " or its predecessors, so nobody knows how far " + tail.code()
                    + " has read them (were they compressed or copied since?). Set startAt to the time up to which it has,"
                    + " or to beginning if it has not read them at all.");
        }
        List<Begin> plan = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            Path path = oldestFirst.get(i).path();
            Begin unknown = i < first
                    ? new Begin(path, Begin.BEFORE, "it is older than what " + tail.code() + " remembers")
                    : new Begin(path, 0, tail.code() + " has not read it");
            plan.add(known.get(i).orElse(unknown));
        }
        return plan;
    }

    private Optional<Begin> known(LogOnDisk log, List<OtherPosition> positions) throws IOException {
        List<Long> offsets = new ArrayList<>();
        for (OtherPosition position : positions) {
            if (log.is(position)) {
                offsets.add(position.offset());
            }
        }
        List<Long> different = offsets.stream().distinct().toList();
        if (different.size() > 1) {
            throw new UnknownException(
                    "The positions in " + file + " say of " + log.path() + " both " + different.get(0) + " and "
                            + different.get(1) + " (two inputs have read it?). Set startAt to a time.");
        }
        return different.isEmpty() ? Optional.empty() : Optional.of(begin(log, different.get(0)));
    }

    private Begin begin(LogOnDisk log, long offset) throws IOException {
        if (log.compressed()) {
            return new Begin(log.path(), offset, tail.code() + " has read it up to there before it was compressed");
        }
        if (offset > log.size()) {
            return new Begin(
                    log.path(),
                    0,
                    "it has " + log.size() + " bytes and " + tail.code() + " had read " + offset
                            + ", so it was emptied or made anew since");
        }
        long line = log.lineStart(offset);
        if (line == offset) {
            return new Begin(log.path(), offset, tail.code() + " has read it up to there");
        }
        // Only TAILDIR takes half a line for one; the others stop at line ends, so this is other content.
        return tail == OtherTail.TAILDIR
                ? new Begin(log.path(), line, "taildir stopped within this line, at byte " + offset)
                : new Begin(
                        log.path(),
                        0,
                        "no line ends at byte " + offset + ", where " + tail.code()
                                + " stopped, so it was made anew since");
    }
}
