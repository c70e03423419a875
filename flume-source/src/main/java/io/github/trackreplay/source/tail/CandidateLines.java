/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.parts.Parts;
import io.github.trackreplay.parts.WholeLines;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Tells what becomes of each line that one {@linkplain ReadPass pass} reads: what may be a call of the tracker, or is too long to be
 * kept whole, comes into a pack; what lies before the stream's start, and everything else, is skipped and counted. For one
 * thread.
 */
final class CandidateLines {
    private static final byte[] FIELDS = "#Fields:".getBytes(StandardCharsets.US_ASCII);

    /** So far apart lines are looked at for whether they have a time. */
    private static final long TELL_EVERY = 1 << 20;

    private final TailSettings settings;
    private final PathSearch search;
    private final StartFilter start;
    private final LineBuffer buffer;
    private final ReadProgress progress;
    private final PassProof proof;
    private final PackBuilder packs;
    /** When the file was last written, milliseconds since 1970-01-01 UTC. */
    private final long writtenAt;

    private final Counts counts = new Counts();
    private long askedAt;

    /**
     * A line as it lies in the buffer, from a byte on.
     *
     * @param begin where it begins behind NUL bytes and a mark of the byte order
     * @param end where it ends without its line end
     * @param next where the next one starts
     * @param offset where it starts in the file
     * @param hole how many bytes of the file lie before where it begins
     */
    private record Place(int begin, int end, int next, long offset, long hole) {}

    CandidateLines(
            TailSettings settings,
            PathSearch search,
            StartFilter start,
            LineBuffer buffer,
            ReadProgress progress,
            PassProof proof,
            long writtenAt) {
        this.settings = settings;
        this.search = search;
        this.start = start;
        this.buffer = buffer;
        this.progress = progress;
        this.proof = proof;
        this.packs = proof.packs();
        this.writtenAt = writtenAt;
        this.askedAt = progress.told == 0 ? -TELL_EVERY : progress.told;
    }

    /** What has been taken. */
    Counts counts() {
        return counts;
    }

    /**
     * Takes a line that stands alone: {@code buffer[from, end)}, or the end of one whose beginning was too long for the buffer.
     *
     * @param next where the next one starts
     * @param givenUp whether it is a part of a line that was given up
     * @return false if the turn is full
     */
    boolean take(int from, int end, int next, boolean givenUp) {
        Optional<byte[]> kept = from == 0 ? progress.overlong : Optional.empty();
        Place line = place(kept.isPresent() ? from : WholeLines.begin(buffer.bytes(), from, end), from, end, next);
        boolean overlong = kept.isPresent() || line.end - line.begin > settings.maxLineBytes();
        proof.beginLine(line.offset);
        if (!overlong) {
            comment(line);
        }
        if (line.offset < progress.start || liesBeforeStart(line, kept)) {
            skippedBeforeStart(length(line));
        } else if (overlong || isCandidate(line, givenUp)) {
            byte[] bytes = kept.orElseGet(() -> keep(line));
            if (!add(line, bytes, overlong || givenUp)) {
                return false;
            }
            progress.told = overlong ? progress.told : buffer.base() + line.next;
        } else {
            counts.skipped += length(line);
        }
        kept.ifPresentOrElse(
                bytes -> tell(line, bytes, 0, bytes.length), () -> tell(line, buffer.bytes(), line.begin, line.end));
        return counted(line);
    }

    /** Whether the file is a log is known by its tracking requests, and by the times of other lines here and there. */
    private void tell(Place line, byte[] bytes, int from, int to) {
        long next = buffer.base() + line.next;
        if (next - askedAt > TELL_EVERY) {
            askedAt = next;
            progress.told = start.times().find(bytes, from, to).isPresent() ? next : progress.told;
        }
    }

    /**
     * Takes lines of the file that belong together, {@code buffer[from, next)}; the beginning of none was too long for the buffer.
     *
     * @param before what the lines before them tell of parts among them
     * @return false if the turn is full
     */
    boolean takeTogether(int from, int end, int next, Parts before) {
        Place place = place(WholeLines.begin(buffer.bytes(), from, end), from, end, next);
        List<WholeLines.Line> all = WholeLines.join(buffer.bytes(), place.begin, next, before);
        List<WholeLines.Line> lines = fromTheStart(all);
        proof.beginLine(place.offset);
        comment(place);
        boolean none = all.isEmpty()
                ? place.offset < progress.start || liesBeforeStart(place, Optional.empty())
                : lines.isEmpty();
        if (none) {
            skippedBeforeStart(length(place));
        } else if (!addTogether(lines, length(all) - length(lines), place)) {
            return false;
        }
        tell(place, buffer.bytes(), place.begin, place.end);
        return counted(place);
    }

    private Place place(int begin, int from, int end, int next) {
        long offset = from == 0 ? progress.position : buffer.base() + from;
        long hole = (from == 0 ? progress.hole : 0) + begin - from;
        return new Place(begin, end, next, offset, hole);
    }

    /** The bytes of the file that a line takes. */
    private long length(Place line) {
        return buffer.base() + line.next - line.offset;
    }

    private static long length(List<WholeLines.Line> lines) {
        return lines.stream().mapToLong(WholeLines.Line::length).sum();
    }

    private boolean counted(Place line) {
        counts.lines++;
        counts.bytes += length(line);
        return true;
    }

    private void skippedBeforeStart(long length) {
        packs.skippedBeforeStart(length);
        counts.beforeStart += length;
        counts.skipped += length;
    }

    private boolean liesBeforeStart(Place line, Optional<byte[]> kept) {
        if (!start.active()) {
            return false;
        }
        return kept.isPresent()
                ? start.skips(kept.get(), 0, kept.get().length, writtenAt, () -> false)
                : start.skips(buffer.bytes(), line.begin, line.end, writtenAt, () -> isCandidate(line, false));
    }

    private boolean isCandidate(Place line, boolean givenUp) {
        byte[] bytes = buffer.bytes();
        return line.end > line.begin
                && bytes[line.begin] != '#'
                && search.in(bytes, line.begin, line.end)
                && !(givenUp && WholeLines.isStandardError(Arrays.copyOfRange(bytes, line.begin, line.end)));
    }

    /** The bytes of a line; of one that is too long the first ones. */
    private byte[] keep(Place line) {
        boolean overlong = line.end - line.begin > settings.maxLineBytes();
        int to = overlong ? Math.min(line.end, line.begin + settings.overlongKept()) : line.end;
        return Arrays.copyOfRange(buffer.bytes(), line.begin, to);
    }

    private boolean add(Place line, byte[] bytes, boolean rejected) {
        if (!packs.accepts(bytes.length, progress.fields)) {
            return false;
        }
        RawLine raw = new RawLine(line.offset + line.hole, length(line) - line.hole, bytes, rejected);
        packs.add(line.offset, raw, progress.fields);
        counts.candidates++;
        counts.skipped += line.hole;
        return true;
    }

    /** Of lines that stand together those that do not lie before the start, each judged by itself. */
    private List<WholeLines.Line> fromTheStart(List<WholeLines.Line> lines) {
        return lines.stream()
                .filter(line -> buffer.base() + line.from() >= progress.start
                        && !(start.active() && liesBeforeStart(line.bytes())))
                .toList();
    }

    private boolean liesBeforeStart(byte[] line) {
        return start.skips(line, 0, line.length, writtenAt, () -> search.in(line, 0, line.length));
    }

    /** @param beforeStart how many bytes of lines among them lie before the start */
    private boolean addTogether(List<WholeLines.Line> lines, long beforeStart, Place place) {
        Together together = Together.of(lines, buffer.base(), search, settings);
        if (!together.candidates().isEmpty()) {
            if (!packs.accepts(together.size(), progress.fields)) {
                return false;
            }
            packs.add(place.offset, together.candidates(), progress.fields);
            boolean whole = together.candidates().stream().anyMatch(line -> !line.overlong());
            progress.told = whole ? buffer.base() + place.next : progress.told;
        }
        long skipped = length(place) - together.taken();
        long before = Math.min(beforeStart, skipped);
        packs.skippedBeforeStart(before);
        counts.beforeStart += before;
        counts.candidates += together.candidates().size();
        counts.skipped += skipped;
        return true;
    }

    private void comment(Place line) {
        byte[] bytes = buffer.bytes();
        int fields = line.begin + FIELDS.length;
        if (line.end >= fields && Arrays.equals(bytes, line.begin, fields, FIELDS, 0, FIELDS.length)) {
            progress.fields = Optional.of(new String(bytes, line.begin, line.end - line.begin, StandardCharsets.UTF_8));
        }
    }
}
