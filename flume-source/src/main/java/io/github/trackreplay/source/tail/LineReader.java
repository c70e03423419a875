/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.util.Arrays;

/**
 * Reads complete lines of a log file into packs. One buffer serves all files of a source; it grows with the longest line, up
 * to the length limit. An overlong line is searched for its end without being kept. NUL bytes at the beginning of a line are
 * skipped without being kept: a server that goes on at its old offset after its log was emptied leaves a hole there. Where a
 * container's runtime wrote a long line in parts, they are one line, also for its limit. For one thread.
 *
 * <p>After reading, the bytes before the old position are compared with what they were. Only if they are the same, what was
 * read counts: a file that was truncated and has grown past the position meanwhile holds other bytes there.
 */
final class LineReader {
    /** How a read ended. */
    enum Result {
        /** There are no more complete lines just now. */
        AT_END,
        /** The turn is full. */
        MORE,
        /** The content is not the log file's any more; nothing was read. */
        REPLACED
    }

    /** What follows a content's last byte. */
    enum Rest {
        /** More may follow. */
        MAY_COME,
        /** Nothing. All complete lines are accounted for; a last line without line end is left. */
        NONE,
        /** Nothing, and a last line without line end is complete. */
        NONE_LINE_COMPLETE
    }

    private static final long LONG_HEAD = 1 << 20;

    private final TailSettings settings;
    private final PathSearch search;
    private final Counts counts;
    private final LineBuffer buffer = new LineBuffer();

    LineReader(TailSettings settings, Counts counts) {
        this.settings = settings;
        this.search = new PathSearch(settings.trackerPaths());
        this.counts = counts;
    }

    /**
     * What came of a read.
     *
     * @param result how it ended
     * @param seen up to where the content has been read; as before if it was {@link Result#REPLACED}
     */
    record Outcome(Result result, long seen) {}

    /** Reads on where the file's progress says. */
    Outcome read(TrackedFile file, Content content, StartFilter start, Turn turn, Rest rest) throws IOException {
        ReadProgress before = file.progress();
        if (before.tail.isEmpty() && !Recall.recall(before, content)) {
            return new Outcome(Result.REPLACED, before.scanned);
        }
        ReadPass pass = new ReadPass(settings, search, buffer, file, start, turn);
        Result result = pass.run(content, rest);
        turn.scanned += Math.max(0, pass.seen() - before.scanned);
        if (!content.sequential() && !isUnderWay(file, pass) && !proves(file, before, content)) {
            return new Outcome(Result.REPLACED, before.scanned);
        }
        boolean atEnd = result == Result.AT_END;
        boolean ended = atEnd && (!content.sequential() || content.ended());
        file.progressed(pass.deliver(rest != Rest.MAY_COME && atEnd, ended));
        boolean breaksOff = SequentialContent.damageOf(content).isPresent(); // then a half line is not known to be lost
        file.observedLength = Math.max(file.observedLength, breaksOff ? file.readUpTo() : pass.seen());
        counts.add(pass.counts());
        return new Outcome(result, pass.seen());
    }

    /** Whether a beginning that is long has not been read to its end: it is proven once, when it has been. */
    private static boolean isUnderWay(TrackedFile file, ReadPass pass) {
        return file.head().length() > LONG_HEAD && !pass.hasTaken();
    }

    /**
     * Whether a content still is a log file's up to the position, as far as that can be told whenever it has grown. While a long beginning is
     * read, a hole most likely, that is told by the bytes before those that are searched next: of what lies before them nothing has been
     * taken, and the whole beginning is compared before anything is.
     */
    static boolean stillHolds(TrackedFile file, Content content) throws IOException {
        ReadProgress progress = file.progress();
        if (progress.position > 0 || file.head().length() <= LONG_HEAD || progress.scannedTail.isEmpty()) {
            return proves(file, progress, content);
        }
        return isBefore(progress.scanned, progress.scannedTail.get(), content);
    }

    /** Whether a content still is a log file's up to the position. */
    static boolean proves(TrackedFile file, ReadProgress progress, Content content) throws IOException {
        if (progress.position == 0) {
            return file.head().begins(content);
        }
        if (progress.tail.isEmpty()) {
            return false;
        }
        return isBefore(progress.position, progress.tail.get(), content);
    }

    private static boolean isBefore(long offset, byte[] bytes, Content content) throws IOException {
        return content.before(offset).filter(now -> Arrays.equals(now, bytes)).isPresent();
    }
}
