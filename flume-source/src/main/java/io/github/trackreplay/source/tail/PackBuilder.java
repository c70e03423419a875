/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PackHeader;
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
    private final TailSettings settings;
    private final LogFile file;
    private final Turn turn;
    private final List<RawPack> packs = new ArrayList<>();
    private long packedBytes;

    private long start;
    private long beforeStart;
    private Optional<String> fields = Optional.empty();
    private List<RawLine> lines = new ArrayList<>();
    private int bytes;

    PackBuilder(TailSettings settings, LogFile file, Turn turn, Progress progress) {
        this.settings = settings;
        this.file = file;
        this.turn = turn;
        this.start = progress.accounted;
        this.beforeStart = progress.beforeStart;
    }

    /** Whether a candidate line of a length still fits into this turn. */
    boolean accepts(int length, Optional<String> fieldsOfLine) {
        if (turn.bytes + packedBytes + bytes >= turn.maxBytes) {
            return packs.isEmpty() && lines.isEmpty() && turn.packs.isEmpty();
        }
        int open = lines.isEmpty() ? 0 : 1;
        int further = lines.isEmpty() || !joins(length, fieldsOfLine) ? 1 : 0;
        return turn.packs.size() + packs.size() + open + further <= turn.maxPacks;
    }

    private boolean joins(int length, Optional<String> fieldsOfLine) {
        return (long) bytes + length + 1 <= settings.packBytes() && fields.equals(fieldsOfLine);
    }

    void add(RawLine line, Optional<String> fieldsOfLine) {
        if (!lines.isEmpty() && !joins(line.bytes().length, fieldsOfLine)) {
            close(line.offset());
        }
        if (lines.isEmpty()) {
            fields = fieldsOfLine;
        }
        lines.add(line);
        bytes += line.bytes().length + 1;
    }

    void skippedBeforeStart(long length) {
        beforeStart += length;
    }

    private void close(long end) {
        packs.add(new RawPack(header(start, end, beforeStart), fields, lines));
        packedBytes += bytes;
        start = end;
        beforeStart = 0;
        lines = new ArrayList<>();
        bytes = 0;
    }

    /**
     * Ends the turn at the position.
     *
     * @param account whether a range of nothing but skipped bytes is to be a pack of its own
     * @return whether all bytes up to the position are in packs now
     */
    boolean finish(long position, boolean account) {
        if (!lines.isEmpty()) {
            close(position);
        } else if (start < position && !packs.isEmpty()) {
            extendLast(position);
        } else if (start < position && account) {
            close(position);
        }
        return start == position;
    }

    private void extendLast(long position) {
        RawPack last = packs.remove(packs.size() - 1);
        PackHeader header = last.header();
        long before = header.beforeStart() + beforeStart;
        packs.add(new RawPack(header(header.start(), position, before), last.fields(), last.lines()));
        start = position;
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
    }

    /** A pack without lines. */
    static RawPack empty(
            TailSettings settings,
            LogFile file,
            Turn turn,
            Progress progress,
            long end,
            long lost,
            OptionalLong watermark,
            Optional<UnknownLoss> unknownLoss) {
        PackBuilder builder = new PackBuilder(settings, file, turn, progress);
        return new RawPack(
                builder.header(progress.accounted, end, progress.beforeStart, lost, watermark, unknownLoss),
                progress.fieldsAtMark,
                List.of());
    }

    private PackHeader header(long from, long to, long before) {
        return header(from, to, before, 0, OptionalLong.empty(), Optional.empty());
    }

    private PackHeader header(
            long from, long to, long before, long lost, OptionalLong watermark, Optional<UnknownLoss> unknownLoss) {
        return new PackHeader(
                file,
                from,
                to,
                turn.now,
                settings.host(),
                watermark,
                settings.disorder().toMillis(),
                settings.declaredPaths(),
                before,
                lost,
                unknownLoss);
    }
}
