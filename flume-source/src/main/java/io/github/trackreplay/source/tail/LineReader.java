/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.parts.Parts;
import io.github.trackreplay.parts.WholeLines;
import io.github.trackreplay.source.checkpoint.Anchor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
    private static final int CHUNK = 256 * 1024;
    private static final long TURN_BYTES = 4L << 20;
    private static final byte[] FIELDS = "#Fields:".getBytes(StandardCharsets.US_ASCII);

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
    private byte[] buffer = new byte[2 * CHUNK];
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
        Pass pass = new Pass(file, start, turn);
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

    /** One read of one file. The buffer holds the content from base on. */
    private final class Pass {
        final ReadProgress progress;
        final StartFilter start;
        final PackBuilder packs;
        final Counts counts = new Counts();
        private long base;
        private byte[] beforeBase;
        private int filled;
        private int searched;
        private boolean full;
        private int proven;
        /** What was begun before the line of the file that is looked at next, which starts at lineStart. */
        private final Parts parts;
        /** The same before what was begun. */
        private final Parts settled;

        private int lineStart;
        private int begun;
        /** Whether the line that is being taken is a part of one that was given up. */
        private boolean givenUp;

        long seen;

        Pass(TrackedFile file, StartFilter start, Turn turn) {
            this.progress = file.progress.copy();
            this.start = start;
            this.packs = new PackBuilder(settings, file, turn, file.progress, this::proofAt);
            this.parts = progress.parts.copy();
            this.settled = progress.settled.copy();
            this.base = progress.scanned;
            this.beforeBase = progress.scannedTail.orElseThrow();
        }

        Result run(Content content, Rest rest) throws IOException {
            long limit = base + TURN_BYTES;
            while (!full && base < limit) {
                makeRoom();
                int n = content.read(base + filled, buffer, filled, Math.min(CHUNK, buffer.length - filled));
                filled += n;
                seen = base + filled;
                lines();
                if (n == 0) {
                    if (rest == Rest.NONE_LINE_COMPLETE && !full) {
                        unfinishedLine();
                    }
                    break;
                }
            }
            boolean more = full || base >= limit;
            content.unread(base, buffer, 0, filled);
            return more ? Result.MORE : Result.AT_END;
        }

        /** Grows the buffer for a line within the limit; gives up keeping one beyond it, and NUL bytes before it. */
        private void makeRoom() {
            int nuls = progress.overlong.isEmpty() ? Bytes.afterNuls(buffer, 0, filled) : 0;
            if (nuls > 0) {
                searchOn(nuls);
                progress.hole += nuls;
            }
            if (progress.overlong.isPresent() || filled > settings.maxLineBytes() + 1 + parts.between()) {
                tooLong();
            }
            if (filled == buffer.length) {
                int enough = Math.addExact(settings.maxLineBytes(), CHUNK);
                buffer = Arrays.copyOf(buffer, Math.max(buffer.length + 2, Math.min(2 * buffer.length, enough)));
            }
        }

        /** Gives up keeping what is begun. A line of the file whose own end is not in sight may be needed to tell what it is. */
        private void tooLong() {
            if (endsBefore()) {
                endBefore();
                return;
            }
            int gone = parts.isTold() ? filled : lineStart;
            if (gone == 0) {
                return;
            }
            parts.overlong();
            byte[] kept = progress.overlong.orElseGet(() -> Arrays.copyOf(buffer, settings.overlongKept()));
            searchOn(gone);
            progress.overlong = Optional.of(kept);
        }

        /** Whether what was begun has lines of another stream with it, or cannot go on with the line whose beginning is there. */
        private boolean endsBefore() {
            boolean mixed = parts.between() > 0 && lineStart > 0;
            return mixed
                    || (!parts.isTold()
                            && lineStart < filled
                            && parts.takeBeginning(buffer, lineStart, filled)
                                    .filter(Parts.Step.ENDS_BEFORE::equals)
                                    .isPresent());
        }

        /** What was begun before the line of the file that is looked at ends there. */
        private void endBefore() {
            if (line(0, Bytes.withoutCarriageReturn(buffer, 0, lineStart - 1), lineStart)) {
                settle(lineStart);
            } else {
                full = true;
            }
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
            prove(to);
            drop(to);
            atPosition();
        }

        /** Drops bytes of a line whose end is not in sight. */
        private void searchOn(int bytes) {
            if (bytes == 0) {
                return;
            }
            RunningProof searchedProof = searchedProof();
            feed(searchedProof, 0, bytes);
            if (bytes == lineStart && searchedProof.beginsBlock(base + bytes)) {
                searchedProof.close(base + bytes);
            }
            progress.parts = bytes < lineStart ? settled.copy() : parts.copy();
            drop(bytes);
            progress.scanned = base;
            progress.scannedTail = Optional.of(beforeBase);
        }

        /** The proof that goes on behind the position, for bytes of a line whose end is not in sight. */
        private RunningProof searchedProof() {
            if (progress.scannedProof.isEmpty()) {
                beginLine(base);
                progress.scannedProof = Optional.of(proof().copy());
            }
            return progress.scannedProof.get();
        }

        /** The proof at the position: it is recalled before anything is read. */
        private RunningProof proof() {
            return progress.proof.orElseThrow();
        }

        /** The position is the buffer's beginning. */
        private void atPosition() {
            progress.advance(base, beforeBase);
            progress.parts = settled.copy();
            progress.settled = settled.copy();
        }

        /** Handles the complete lines in the buffer and removes them. */
        private void lines() {
            int from = 0;
            int lineFeed;
            while (!full && (lineFeed = Bytes.lineFeed(buffer, Math.max(lineStart, searched), filled)) >= 0) {
                from = lineOfFile(from, lineFeed);
            }
            searched = full ? searched : filled;
            if (from > 0) {
                prove(from);
                drop(from);
                atPosition();
            }
        }

        /** Handles the line of the file up to a line feed; what was begun starts at an index. Returns where the next does. */
        private int lineOfFile(int from, int lineFeed) {
            Parts.Step step = parts.take(buffer, lineStart, lineFeed);
            if (step == Parts.Step.GOES_ON) {
                begun++;
                lineStart = lineFeed + 1;
                return from;
            }
            boolean before = step == Parts.Step.ENDS_BEFORE;
            int next = before ? lineStart : lineFeed + 1;
            givenUp = step == Parts.Step.GIVEN_UP;
            if (!line(from, Bytes.withoutCarriageReturn(buffer, from, next - 1), next)) {
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

        /** The proof takes the bytes up to an index, where a line starts; those searched so far of the first line precede them. */
        private void prove(int to) {
            if (progress.scannedProof.isPresent()) {
                progress.proof = progress.scannedProof;
                progress.scannedProof = Optional.empty();
                proof().closed().forEach(packs::blockEnds);
            }
            if (to > proven) {
                feed(proof(), proven, to);
                proven = to;
            }
        }

        /** Blocks begin with lines of the file, whichever of them belong together: they are the same for every reader. */
        private void feed(RunningProof proof, int from, int to) {
            int at = from;
            while (proof.beginsBlock(base + to - 1)) {
                int lineFeed = Bytes.lineFeed(buffer, (int) Math.max(at, proof.nextBlock() - base - 1), to - 1);
                if (lineFeed < 0) {
                    break;
                }
                at = closeBlock(proof, at, lineFeed + 1);
            }
            proof.update(buffer, at, to);
        }

        private int closeBlock(RunningProof proof, int from, int to) {
            proof.update(buffer, from, to);
            Proof block = proof.close(base + to);
            if (proof == proof()) {
                packs.blockEnds(block);
            }
            return to;
        }

        private void beginLine(long offset) {
            if (proof().beginsBlock(offset)) {
                proofAt(offset);
            }
            if (proof().beginsBlock(offset)) { // also behind the parts of lines before it
                packs.blockEnds(proof().close(offset));
            } else if (progress.wanted.contains(offset) || packs.wantsLineEnd(offset)) {
                proofAt(offset).ifPresent(packs::blockEnds);
            }
        }

        /** The proof at the start of the line that is being looked at, or at the position. */
        private Optional<Proof> proofAt(long boundary) {
            if (boundary > base) {
                prove((int) (boundary - base));
            }
            return proof().at(boundary);
        }

        private void drop(int bytes) {
            beforeBase = Bytes.lastOf(beforeBase, buffer, bytes, Anchor.SPAN);
            base += bytes;
            System.arraycopy(buffer, bytes, buffer, 0, filled - bytes);
            filled -= bytes;
            searched = Math.max(0, searched - bytes);
            lineStart = Math.max(0, lineStart - bytes);
            proven = Math.max(0, proven - bytes);
        }

        /** Takes the line {@code buffer[from, end)}, which takes the bytes up to next; false if the turn is full. */
        private boolean line(int from, int end, int next) {
            boolean first = from == 0 && progress.overlong.isPresent();
            long offset = from == 0 ? progress.position : base + from;
            long length = base + next - offset;
            int begin = first ? from : WholeLines.begin(buffer, from, end);
            long hole = (from == 0 ? progress.hole : 0) + begin - from;
            boolean joined = begun > 0 && !first;
            boolean overlong = first || (!joined && end - begin > settings.maxLineBytes());
            List<WholeLines.Line> all = joined ? WholeLines.join(buffer, begin, next, settled) : List.of();
            List<WholeLines.Line> together = fromTheStart(all);
            beginLine(offset);
            if (!overlong && end > begin && buffer[begin] == '#') {
                comment(begin, end);
            }
            if (all.isEmpty() ? offset < progress.start || skips(first, begin, end) : together.isEmpty()) {
                packs.skippedBeforeStart(length);
                counts.beforeStart += length;
                counts.skipped += length;
            } else if (joined) {
                if (!addJoined(together, all, offset, length)) {
                    return false;
                }
            } else if (overlong || isCandidate(begin, end)) {
                byte[] bytes = first
                        ? progress.overlong.orElseThrow()
                        : Arrays.copyOfRange(
                                buffer, begin, overlong ? Math.min(end, begin + settings.overlongKept()) : end);
                if (!packs.accepts(bytes.length, progress.fields)) {
                    return false;
                }
                boolean rejected = overlong || givenUp;
                packs.add(offset, new RawLine(offset + hole, length - hole, bytes, rejected), progress.fields);
                counts.candidates++;
                counts.skipped += hole;
            } else {
                counts.skipped += length;
            }
            counts.lines++;
            counts.bytes += length;
            return true;
        }

        private boolean isCandidate(int begin, int end) {
            return end > begin
                    && buffer[begin] != '#'
                    && search.in(buffer, begin, end)
                    && !(givenUp && WholeLines.isStandardError(Arrays.copyOfRange(buffer, begin, end)));
        }

        private boolean skips(boolean first, int begin, int end) {
            if (!start.active()) {
                return false;
            }
            byte[] kept = first ? progress.overlong.orElseThrow() : buffer;
            return first ? start.skips(kept, 0, kept.length) : start.skips(buffer, begin, end);
        }

        /** Of lines that stand together those that do not lie before the start, each judged by itself. */
        private List<WholeLines.Line> fromTheStart(List<WholeLines.Line> lines) {
            if (lines.isEmpty()) { // as for nearly every line
                return lines;
            }
            return lines.stream()
                    .filter(line -> base + line.from() >= progress.start
                            && !(start.active() && start.skips(line.bytes(), 0, line.bytes().length)))
                    .toList();
        }

        /** Takes lines that stand together in bytes from an offset; false if the turn is full. */
        private boolean addJoined(List<WholeLines.Line> lines, List<WholeLines.Line> all, long offset, long length) {
            Together together = Together.of(lines, base, search, settings);
            if (!together.candidates().isEmpty()) {
                if (!packs.accepts(together.size(), progress.fields)) {
                    return false;
                }
                packs.add(offset, together.candidates(), progress.fields);
            }
            long before = Math.min(length(all) - length(lines), length - together.taken());
            packs.skippedBeforeStart(before);
            counts.beforeStart += before;
            counts.candidates += together.candidates().size();
            counts.skipped += length - together.taken();
            return true;
        }

        private static long length(List<WholeLines.Line> lines) {
            return lines.stream().mapToLong(WholeLines.Line::length).sum();
        }

        private void comment(int from, int end) {
            if (end - from >= FIELDS.length
                    && Arrays.equals(buffer, from, from + FIELDS.length, FIELDS, 0, FIELDS.length)) {
                progress.fields = Optional.of(new String(buffer, from, end - from, StandardCharsets.UTF_8));
            }
        }

        /** What was begun has no end, and none will come. */
        private void unfinishedLine() {
            if (filled == 0 && progress.scanned == progress.position) {
                return;
            }
            if (lineStart < filled) {
                Parts.Step step = parts.take(buffer, lineStart, filled);
                if (step == Parts.Step.ENDS_BEFORE) {
                    endBefore();
                    if (full) {
                        return;
                    }
                    step = parts.take(buffer, 0, filled);
                }
                givenUp = step == Parts.Step.GIVEN_UP;
            }
            int end = lineStart < filled ? filled : Bytes.withoutCarriageReturn(buffer, 0, Math.max(0, filled - 1));
            if (line(0, end, filled)) {
                settle(filled);
            } else {
                full = true;
            }
        }
    }
}
