/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.BulkRoom;
import io.github.trackreplay.event.LineEnds;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Places;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.UnknownLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes packs of one log file's candidate lines within one turn. The ranges of its packs follow each other without a gap;
 * lines that were skipped belong to the pack before them, or to the first one.
 */
final class PackBuilder {
    /** More skipped bytes are a pack of their own: of the blocks before, only the last ones' proofs are remembered. */
    private static final long MOST_SKIPPED = 3 << 20;
    /** A pack with more lines has no proof of each. */
    private static final int MOST_LINE_ENDS = 1_000;

    private final TailSettings settings;
    private final TrackedFile file;
    private final Turn turn;
    private final Prover prover;
    private final List<RawPack> packs = new ArrayList<>();
    private long packedBytes;

    private long start;
    private Optional<Proof> proofAtStart;
    private List<Proof> blocks = new ArrayList<>();
    /** Up to where each line end is proven; -1 if one behind the start is not. */
    private long lineEndsUntil;

    private long beforeStart;
    private Optional<String> fields = Optional.empty();
    private List<RawLine> lines = new ArrayList<>();
    private int bytes;
    /** What all lines in hand may grow to. */
    private long room;
    /** What those of the open pack may grow to. */
    private long packRoom;

    /** Gives the proof at a line end that has just been reached. */
    interface Prover {
        Optional<Proof> at(long boundary);
    }

    PackBuilder(TailSettings settings, TrackedFile file, Turn turn, ReadProgress progress, Prover prover) {
        this.prover = prover;
        this.proofAtStart = progress.markProof().filter(proof -> proof.boundary() == progress.accounted);
        this.settings = settings;
        this.file = file;
        this.turn = turn;
        this.start = progress.accounted;
        this.lineEndsUntil = progress.pending.isPresent() ? file.lineEndsUntil : -1;
        progress.pending.ifPresent(blocks::addAll);
        progress.proof.ifPresent(proof -> proof.closed().forEach(this::blockEnds));
        this.beforeStart = progress.beforeStart;
    }

    /** Whether a candidate line of a length still fits into this turn. */
    boolean accepts(int length, Optional<String> fieldsOfLine) {
        if (turn.hasNoRoom(packedBytes + bytes, room)) {
            return packs.isEmpty() && lines.isEmpty() && turn.packs.isEmpty();
        }
        int open = lines.isEmpty() ? 0 : 1;
        int further = lines.isEmpty() || !joins(length, BulkRoom.most(length), fieldsOfLine) ? 1 : 0;
        return turn.packs.size() + packs.size() + open + further <= turn.maxPacks;
    }

    private boolean joins(int length, long grown, Optional<String> fieldsOfLine) {
        return (long) bytes + length + 1 <= settings.packBytes()
                && packRoom + grown <= BulkRoom.MOST
                && fields.equals(fieldsOfLine);
    }

    /** @param lineStart where the line starts, with the NUL bytes that it begins with in the file */
    void add(long lineStart, RawLine line, Optional<String> fieldsOfLine) {
        add(lineStart, List.of(line), fieldsOfLine);
    }

    /** Adds lines whose bytes lie among each other's, so that they cannot be in two packs. */
    void add(long linesStart, List<RawLine> together, Optional<String> fieldsOfLines) {
        int size = 0;
        long grown = 0;
        for (RawLine line : together) {
            size += line.bytes().length + 1;
            grown += BulkRoom.of(line);
        }
        if (!lines.isEmpty() && !joins(size - 1, Math.min(grown, BulkRoom.most(size - 1)), fieldsOfLines)) {
            close(linesStart, false);
        }
        room += grown;
        packRoom += grown;
        if (lines.isEmpty()) {
            fields = fieldsOfLines;
        }
        lines.addAll(together);
        bytes += size;
    }

    /** A block of the file has ended; the same may be said twice. */
    void blockEnds(Proof proof) {
        if (blocks.isEmpty() || blocks.get(blocks.size() - 1).boundary() < proof.boundary()) {
            blocks.add(proof);
        }
    }

    /** Whether the end of the line before an offset is to be proven. */
    boolean wantsLineEnd(long offset) {
        return offset <= lineEndsUntil && offset > start && blocks.size() < MOST_LINE_ENDS;
    }

    /** Of which line ends a pack from the present start has proofs; asked before they are taken. */
    private LineEnds lineEnds(long end, boolean ended) {
        if (end > lineEndsUntil || blocks.size() >= MOST_LINE_ENDS || beforeStart > 0) {
            return LineEnds.SOME;
        }
        return ended ? LineEnds.ALL_THERE_ARE : LineEnds.ALL;
    }

    void skippedBeforeStart(long length) {
        beforeStart += length;
    }

    private void close(long end, boolean ended) {
        Optional<Proof> atEnd = prover.at(end);
        LineEnds ends = lineEnds(end, ended);
        PackHeader.Proven proven = new PackHeader.Proven(proofs(proofAtStart, end, atEnd), ends);
        packs.add(new RawPack(header(start, end, PackHeader.Unread.of(beforeStart, 0), proven), fields, lines));
        packedBytes += bytes;
        start = end;
        proofAtStart = atEnd;
        beforeStart = 0;
        lines = new ArrayList<>();
        bytes = 0;
        packRoom = 0;
    }

    /** Those of a pack from the present start; forgets the blocks that end in it. */
    private List<Proof> proofs(Optional<Proof> atStart, long end, Optional<Proof> atEnd) {
        List<Proof> proofs = new ArrayList<>();
        atStart.ifPresent(proofs::add);
        for (Proof block : blocks) {
            if (block.boundary() > start && block.boundary() < end) {
                proofs.add(block);
            }
        }
        blocks = new ArrayList<>();
        atEnd.filter(proof -> end > start).ifPresent(proofs::add);
        return proofs;
    }

    /**
     * Ends the turn at the position.
     *
     * @param account whether a range of nothing but skipped bytes is to be a pack of its own
     * @param ended whether no complete line follows
     * @return whether all bytes up to the position are in packs now
     */
    boolean finish(long position, boolean account, boolean ended) {
        if (!lines.isEmpty()) {
            close(position, ended);
        } else if (start < position && !packs.isEmpty()) {
            extendLast(position, ended);
        } else if (start < position && (account || (position - start > MOST_SKIPPED && !turn.full()))) {
            close(position, ended);
        }
        return start == position;
    }

    /** Proofs of all lines behind the last pack but the last line, for the next pack; empty where they are not known. */
    Optional<List<Proof>> pending(long position) {
        boolean all = position <= lineEndsUntil && blocks.size() < MOST_LINE_ENDS;
        return all ? Optional.of(List.copyOf(blocks)) : Optional.empty();
    }

    private void extendLast(long position, boolean ended) {
        RawPack last = packs.remove(packs.size() - 1);
        PackHeader header = last.header();
        long before = header.beforeStart() + beforeStart;
        Optional<Proof> atEnd = prover.at(position);
        LineEnds ends = header.lineEnds() == LineEnds.SOME ? LineEnds.SOME : lineEnds(position, ended);
        List<Proof> proofs = new ArrayList<>(header.proofs());
        proofs.addAll(proofs(Optional.empty(), position, atEnd));
        PackHeader longer =
                header(header.start(), position, PackHeader.Unread.of(before, 0), new PackHeader.Proven(proofs, ends));
        packs.add(new RawPack(longer, last.fields(), last.lines()));
        start = position;
        proofAtStart = atEnd;
        beforeStart = 0;
    }

    /** Bytes that were skipped because they lie before the stream's start and are in no pack yet. */
    long pendingBeforeStart() {
        return beforeStart;
    }

    /** Puts the packs into the turn. */
    void deliver() {
        packs.forEach(turn::add);
        turn.bytes += packedBytes;
        turn.room += room;
    }

    /** A pack without lines, of which everything was read. */
    static RawPack empty(
            TailSettings settings,
            TrackedFile file,
            Turn turn,
            long end,
            OptionalLong watermark,
            Optional<UnknownLoss> unknownLoss) {
        PackHeader.Unread unread = new PackHeader.Unread(file.progress().beforeStart, 0, unknownLoss);
        return empty(settings, file, turn, end, unread, watermark);
    }

    /**
     * A pack without lines.
     *
     * @param unread what was not read of it; what was read before destroyed bytes is proven
     */
    static RawPack empty(
            TailSettings settings,
            TrackedFile file,
            Turn turn,
            long end,
            PackHeader.Unread unread,
            OptionalLong watermark) {
        ReadProgress progress = file.progress();
        PackBuilder builder = new PackBuilder(settings, file, turn, progress, boundary -> Optional.empty());
        long lost = unread.lost();
        long read = end - lost;
        Optional<Proof> atEnd =
                read == progress.position ? progress.proof.flatMap(proof -> proof.at(read)) : Optional.empty();
        boolean all = lost == 0 && read > progress.accounted && atEnd.isPresent();
        LineEnds ends = all ? builder.lineEnds(read, false) : LineEnds.SOME;
        List<Proof> proofs = builder.proofs(builder.proofAtStart, read, atEnd);
        PackHeader header = builder.header(progress.accounted, end, unread, new PackHeader.Proven(proofs, ends))
                .withWatermark(watermark);
        return new RawPack(header, progress.fieldsAtMark, List.of());
    }

    /** A header that promises nothing. */
    private PackHeader header(long from, long to, PackHeader.Unread unread, PackHeader.Proven proven) {
        return new PackHeader(
                file.logFile(),
                from,
                to,
                settings.reading(turn.now, file.path),
                PackHeader.Promise.none(turn.disorder),
                unread,
                proven,
                Places.UNKNOWN);
    }
}
