/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.parts.Parts;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * One read of one log file: a copy of its progress that goes on, and the packs that come of it. Neither counts before the
 * content has proved to be the file's still. For one thread, and for once.
 */
final class ReadPass {
    private static final long TURN_BYTES = 4L << 20;

    private final TailSettings settings;
    private final LineBuffer buffer;
    private final ReadProgress progress;
    private final PassProof proof;
    private final CandidateLines candidates;
    private int searched;
    private boolean full;
    /** What was begun before the line of the file that is looked at next, which starts at lineStart. */
    private final Parts parts;
    /** The same before what was begun. */
    private final Parts settled;

    private int lineStart;
    private int begun;
    /** Whether the line that is being taken is a part of one that was given up. */
    private boolean givenUp;

    private long seen;

    ReadPass(
            TailSettings settings,
            PathSearch search,
            LineBuffer buffer,
            TrackedFile file,
            StartFilter start,
            Turn turn) {
        this.settings = settings;
        this.buffer = buffer;
        this.progress = file.progress().copy();
        this.proof = new PassProof(
                progress, buffer, prover -> new PackBuilder(settings, file, turn, file.progress(), prover));
        this.candidates = new CandidateLines(settings, search, start, buffer, progress, proof, file.writtenAt());
        this.parts = progress.parts.copy();
        this.settled = progress.settled.copy();
        buffer.begin(progress.scanned, progress.scannedTail.orElseThrow());
    }

    /** Reads as far as there is anything, or the turn takes it. */
    LineReader.Result run(Content content, LineReader.Rest rest) throws IOException {
        long limit = buffer.base() + TURN_BYTES;
        while (!full && buffer.base() < limit) {
            makeRoom();
            int n = buffer.fill(content);
            seen = buffer.end();
            lines();
            if (n == 0) {
                if (rest == LineReader.Rest.NONE_LINE_COMPLETE && !full) {
                    unfinishedLine();
                }
                break;
            }
        }
        boolean more = full || buffer.base() >= limit;
        buffer.unread(content);
        return more ? LineReader.Result.MORE : LineReader.Result.AT_END;
    }

    /** Whether anything up to a line's end has been read. */
    boolean hasTaken() {
        return progress.position > 0;
    }

    /** Up to where the content has been read. */
    long seen() {
        return seen;
    }

    /**
     * Puts the packs into the turn: the content has proved to be the file's still.
     *
     * @param account whether a range of nothing but skipped bytes is to be a pack of its own
     * @param ended whether no complete line follows
     * @return how far the file has been read now
     */
    ReadProgress deliver(boolean account, boolean ended) {
        PackBuilder packs = proof.packs();
        boolean accounted = packs.finish(progress.position, account, ended);
        progress.beforeStart = packs.pendingBeforeStart();
        if (accounted) {
            progress.account();
        } else {
            progress.pending = packs.pending(progress.position);
        }
        packs.deliver();
        return progress;
    }

    /** What has been read. */
    Counts counts() {
        return candidates.counts();
    }

    /** Grows the buffer for a line within the limit; gives up keeping one beyond it, and NUL bytes before it. */
    private void makeRoom() {
        int nuls = progress.overlong.isEmpty() ? Bytes.afterNuls(buffer.bytes(), 0, buffer.filled()) : 0;
        if (nuls > 0) {
            searchOn(nuls);
            progress.hole += nuls;
        }
        if (progress.overlong.isPresent() || buffer.filled() > settings.maxLineBytes() + 1 + parts.between()) {
            tooLong();
        }
        buffer.grow(settings.maxLineBytes());
    }

    /** Gives up keeping what is begun. A line of the file whose own end is not in sight may be needed to tell what it is. */
    private void tooLong() {
        if (endsBefore()) {
            endBefore();
            return;
        }
        int gone = parts.isTold() ? buffer.filled() : lineStart;
        if (gone == 0) {
            return;
        }
        parts.overlong();
        byte[] kept = progress.overlong.orElseGet(() -> Arrays.copyOf(buffer.bytes(), settings.overlongKept()));
        searchOn(gone);
        progress.overlong = Optional.of(kept);
    }

    /** Whether what was begun has lines of another stream with it, or cannot go on with the line whose beginning is there. */
    private boolean endsBefore() {
        boolean mixed = parts.between() > 0 && lineStart > 0;
        return mixed
                || (!parts.isTold()
                        && lineStart < buffer.filled()
                        && parts.takeBeginning(buffer.bytes(), lineStart, buffer.filled())
                                .filter(Parts.Step.ENDS_BEFORE::equals)
                                .isPresent());
    }

    /** What was begun before the line of the file that is looked at ends there. */
    private void endBefore() {
        endAt(Bytes.withoutCarriageReturn(buffer.bytes(), 0, lineStart - 1), lineStart);
    }

    /** Nothing is begun any more. */
    private void lineEnded() {
        parts.close();
        settled.become(parts);
        begun = 0;
        givenUp = false;
    }

    /** Everything up to an index is read, where a line of the file starts that stands alone or begins one. */
    private void settle(int to) {
        lineEnded();
        proof.take(to);
        drop(to);
        atPosition();
    }

    /** Drops bytes of a line whose end is not in sight. */
    private void searchOn(int bytes) {
        if (bytes == 0) {
            return;
        }
        proof.search(bytes, bytes == lineStart);
        progress.parts = bytes < lineStart ? settled.copy() : parts.copy();
        drop(bytes);
        progress.scanned = buffer.base();
        progress.scannedTail = Optional.of(buffer.before());
    }

    /** The position is the buffer's beginning. */
    private void atPosition() {
        progress.advance(buffer.base(), buffer.before());
        progress.parts = settled.copy();
        progress.settled = settled.copy();
    }

    /** Handles the complete lines in the buffer and removes them. */
    private void lines() {
        int from = 0;
        int lineFeed;
        while (!full && (lineFeed = nextLineFeed()) >= 0) {
            from = lineOfFile(from, lineFeed);
        }
        searched = full ? searched : buffer.filled();
        if (from > 0) {
            proof.take(from);
            drop(from);
            atPosition();
        }
    }

    private int nextLineFeed() {
        return Bytes.lineFeed(buffer.bytes(), Math.max(lineStart, searched), buffer.filled());
    }

    /** Handles the line of the file up to a line feed; what was begun starts at an index. Returns where the next does. */
    private int lineOfFile(int from, int lineFeed) {
        Parts.Step step = parts.take(buffer.bytes(), lineStart, lineFeed);
        if (step == Parts.Step.GOES_ON) {
            begun++;
            lineStart = lineFeed + 1;
            return from;
        }
        boolean before = step == Parts.Step.ENDS_BEFORE;
        int next = before ? lineStart : lineFeed + 1;
        givenUp = step == Parts.Step.GIVEN_UP;
        if (!line(from, Bytes.withoutCarriageReturn(buffer.bytes(), from, next - 1), next)) {
            full = true;
            searched = lineFeed;
            return from;
        }
        lineEnded();
        lineStart = next;
        searched = before ? lineFeed : next;
        if (next == 0) {
            settle(0); // all of what ends here has been dropped
        }
        return next;
    }

    private void drop(int bytes) {
        buffer.drop(bytes);
        searched = Math.max(0, searched - bytes);
        lineStart = Math.max(0, lineStart - bytes);
        proof.dropped(bytes);
    }

    /** Takes what was begun and ends before an index, where the next line starts; false if the turn is full. */
    private boolean line(int from, int end, int next) {
        boolean beginningKept = from == 0 && progress.overlong.isPresent();
        boolean together = begun > 0 && !beginningKept;
        return together ? candidates.takeTogether(from, end, next, settled) : candidates.take(from, end, next, givenUp);
    }

    /** What was begun has no end, and none will come. */
    private void unfinishedLine() {
        if (buffer.filled() == 0 && progress.scanned == progress.position) {
            return;
        }
        if (lineStart < buffer.filled()) {
            takeLastPart();
        }
        if (!full) {
            int end = lineStart < buffer.filled()
                    ? buffer.filled()
                    : Bytes.withoutCarriageReturn(buffer.bytes(), 0, Math.max(0, buffer.filled() - 1));
            endAt(end, buffer.filled());
        }
    }

    /** What was begun goes on with the bytes that are left, or ends before them. */
    private void takeLastPart() {
        Parts.Step step = parts.take(buffer.bytes(), lineStart, buffer.filled());
        if (step == Parts.Step.ENDS_BEFORE) {
            endBefore();
            step = full ? step : parts.take(buffer.bytes(), 0, buffer.filled());
        }
        givenUp = step == Parts.Step.GIVEN_UP;
    }

    /** Takes what was begun up to an index, behind which the next line starts at another one. */
    private void endAt(int end, int next) {
        if (line(0, end, next)) {
            settle(next);
        } else {
            full = true;
        }
    }
}
