/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.parts.Parts;
import io.github.trackreplay.parts.WholeLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One read of one log file: a copy of its progress that goes on, and the packs that come of it. Neither counts before the
 * content has proved to be the file's still. For one thread, and for once.
 */
final class ReadPass {
    private static final long TURN_BYTES = 4L << 20;
    private static final byte[] FIELDS = "#Fields:".getBytes(StandardCharsets.US_ASCII);

    private final TailSettings settings;
    private final PathSearch search;
    private final LineBuffer buffer;
    final ReadProgress progress;
    private final StartFilter start;
    final PackBuilder packs;
    final Counts counts = new Counts();
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

    ReadPass(
            TailSettings settings,
            PathSearch search,
            LineBuffer buffer,
            TrackedFile file,
            StartFilter start,
            Turn turn) {
        this.settings = settings;
        this.search = search;
        this.buffer = buffer;
        this.progress = file.progress.copy();
        this.start = start;
        this.packs = new PackBuilder(settings, file, turn, file.progress, this::proofAt);
        this.parts = progress.parts.copy();
        this.settled = progress.settled.copy();
        buffer.begin(progress.scanned, progress.scannedTail.orElseThrow());
    }

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
        if (line(0, Bytes.withoutCarriageReturn(buffer.bytes(), 0, lineStart - 1), lineStart)) {
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
        if (bytes == lineStart && searchedProof.beginsBlock(buffer.base() + bytes)) {
            searchedProof.close(buffer.base() + bytes);
        }
        progress.parts = bytes < lineStart ? settled.copy() : parts.copy();
        drop(bytes);
        progress.scanned = buffer.base();
        progress.scannedTail = Optional.of(buffer.before());
    }

    /** The proof that goes on behind the position, for bytes of a line whose end is not in sight. */
    private RunningProof searchedProof() {
        if (progress.scannedProof.isEmpty()) {
            beginLine(buffer.base());
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
        progress.advance(buffer.base(), buffer.before());
        progress.parts = settled.copy();
        progress.settled = settled.copy();
    }

    /** Handles the complete lines in the buffer and removes them. */
    private void lines() {
        int from = 0;
        int lineFeed;
        while (!full && (lineFeed = Bytes.lineFeed(buffer.bytes(), Math.max(lineStart, searched), buffer.filled())) >= 0) {
            from = lineOfFile(from, lineFeed);
        }
        searched = full ? searched : buffer.filled();
        if (from > 0) {
            prove(from);
            drop(from);
            atPosition();
        }
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
        while (proof.beginsBlock(buffer.base() + to - 1)) {
            int lineFeed = Bytes.lineFeed(buffer.bytes(), (int) Math.max(at, proof.nextBlock() - buffer.base() - 1), to - 1);
            if (lineFeed < 0) {
                break;
            }
            at = closeBlock(proof, at, lineFeed + 1);
        }
        proof.update(buffer.bytes(), at, to);
    }

    private int closeBlock(RunningProof proof, int from, int to) {
        proof.update(buffer.bytes(), from, to);
        Proof block = proof.close(buffer.base() + to);
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
        if (boundary > buffer.base()) {
            prove((int) (boundary - buffer.base()));
        }
        return proof().at(boundary);
    }

    private void drop(int bytes) {
        buffer.drop(bytes);
        searched = Math.max(0, searched - bytes);
        lineStart = Math.max(0, lineStart - bytes);
        proven = Math.max(0, proven - bytes);
    }

    /** Takes the line {@code buffer[from, end)}, which takes the bytes up to next; false if the turn is full. */
    private boolean line(int from, int end, int next) {
        boolean first = from == 0 && progress.overlong.isPresent();
        long offset = from == 0 ? progress.position : buffer.base() + from;
        long length = buffer.base() + next - offset;
        int begin = first ? from : WholeLines.begin(buffer.bytes(), from, end);
        long hole = (from == 0 ? progress.hole : 0) + begin - from;
        boolean joined = begun > 0 && !first;
        boolean overlong = first || (!joined && end - begin > settings.maxLineBytes());
        List<WholeLines.Line> all = joined ? WholeLines.join(buffer.bytes(), begin, next, settled) : List.of();
        List<WholeLines.Line> together = fromTheStart(all);
        beginLine(offset);
        if (!overlong && end > begin && buffer.bytes()[begin] == '#') {
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
                            buffer.bytes(), begin, overlong ? Math.min(end, begin + settings.overlongKept()) : end);
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
                && buffer.bytes()[begin] != '#'
                && search.in(buffer.bytes(), begin, end)
                && !(givenUp && WholeLines.isStandardError(Arrays.copyOfRange(buffer.bytes(), begin, end)));
    }

    private boolean skips(boolean first, int begin, int end) {
        if (!start.active()) {
            return false;
        }
        byte[] kept = first ? progress.overlong.orElseThrow() : buffer.bytes();
        return first ? start.skips(kept, 0, kept.length) : start.skips(buffer.bytes(), begin, end);
    }

    /** Of lines that stand together those that do not lie before the start, each judged by itself. */
    private List<WholeLines.Line> fromTheStart(List<WholeLines.Line> lines) {
        if (lines.isEmpty()) { // as for nearly every line
            return lines;
        }
        return lines.stream()
                .filter(line -> buffer.base() + line.from() >= progress.start
                        && !(start.active() && start.skips(line.bytes(), 0, line.bytes().length)))
                .toList();
    }

    /** Takes lines that stand together in bytes from an offset; false if the turn is full. */
    private boolean addJoined(List<WholeLines.Line> lines, List<WholeLines.Line> all, long offset, long length) {
        Together together = Together.of(lines, buffer.base(), search, settings);
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
                && Arrays.equals(buffer.bytes(), from, from + FIELDS.length, FIELDS, 0, FIELDS.length)) {
            progress.fields = Optional.of(new String(buffer.bytes(), from, end - from, StandardCharsets.UTF_8));
        }
    }

    /** What was begun has no end, and none will come. */
    private void unfinishedLine() {
        if (buffer.filled() == 0 && progress.scanned == progress.position) {
            return;
        }
        if (lineStart < buffer.filled()) {
            Parts.Step step = parts.take(buffer.bytes(), lineStart, buffer.filled());
            if (step == Parts.Step.ENDS_BEFORE) {
                endBefore();
                if (full) {
                    return;
                }
                step = parts.take(buffer.bytes(), 0, buffer.filled());
            }
            givenUp = step == Parts.Step.GIVEN_UP;
        }
        int end = lineStart < buffer.filled() ? buffer.filled() : Bytes.withoutCarriageReturn(buffer.bytes(), 0, Math.max(0, buffer.filled() - 1));
        if (line(0, end, buffer.filled())) {
            settle(buffer.filled());
        } else {
            full = true;
        }
    }
}
