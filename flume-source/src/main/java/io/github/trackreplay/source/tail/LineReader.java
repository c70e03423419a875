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

    private final TailSettings settings;
    private final PathSearch search;
    private final Counts counts;
    private final LineBuffer buffer = new LineBuffer();
    private long seen;

    LineReader(TailSettings settings, Counts counts) {
        this.settings = settings;
        this.search = new PathSearch(settings.trackerPaths());
        this.counts = counts;
    }

    /** Reads on where the file's progress says. */
    Result read(TrackedFile file, Content content, StartFilter start, Turn turn, Rest rest) throws IOException {
        ReadProgress before = file.progress;
        if (before.tail.isEmpty() && !Recall.recall(before, content)) {
            return Result.REPLACED;
        }
        ReadPass pass = new ReadPass(settings, search, buffer, file, start, turn);
        Result result = pass.run(content, rest);
        turn.scanned += Math.max(0, pass.seen - before.scanned);
        if (!content.sequential() && !proves(file, before, content)) {
            return Result.REPLACED;
        }
        boolean atEnd = result == Result.AT_END;
        boolean ended = atEnd && (!content.sequential() || content.ended());
        boolean accounted = pass.packs.finish(pass.progress.position, rest != Rest.MAY_COME && atEnd, ended);
        pass.progress.beforeStart = pass.packs.pendingBeforeStart();
        if (accounted) {
            pass.progress.account();
        } else {
            pass.progress.pending = pass.packs.pending(pass.progress.position);
        }
        pass.packs.deliver();
        file.progress = pass.progress;
        file.observedLength = Math.max(file.observedLength, pass.seen);
        seen = pass.seen;
        counts.add(pass.counts);
        return result;
    }

    /** Up to where the last read that counted has seen its content. */
    long seen() {
        return seen;
    }

    /** Whether a content still is a log file's up to the position. */
    static boolean proves(TrackedFile file, ReadProgress progress, Content content) throws IOException {
        if (progress.position == 0) {
            return file.head.begins(content);
        }
        if (progress.tail.isEmpty()) {
            return false;
        }
        byte[] tail = progress.tail.get();
        return content.before(progress.position)
                .filter(now -> Arrays.equals(now, tail))
                .isPresent();
    }
}
