/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.WholeProof;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.TakenRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The bytes of a pack that are new: what of its range had not come before. Immutable.
 *
 * @param untaken what the ledger did not account for, ascending
 * @param recovered what it had booked as destroyed, and the pack brings after all, ascending
 * @param lost what it had booked as destroyed, and still is, ascending
 */
record NewBytes(List<ByteRange> untaken, List<ByteRange> recovered, List<ByteRange> lost) {
    /**
     * Of a pack.
     *
     * @param destroyed what is booked as destroyed of its file
     */
    static NewBytes of(Pack pack, List<ByteRange> untaken, List<ByteRange> destroyed) {
        PackHeader header = pack.header();
        ByteRange all = new ByteRange(header.start(), header.end());
        List<ByteRange> ofPack =
                destroyed.stream().flatMap(lost -> lost.common(all).stream()).toList();
        if (ofPack.isEmpty()) {
            return new NewBytes(untaken, List.of(), List.of());
        }
        List<ByteRange> recovered = new ArrayList<>();
        List<ByteRange> lost = ofPack;
        for (ByteRange read : read(pack)) {
            ofPack.forEach(gone -> gone.common(read).ifPresent(recovered::add));
            lost = lost.stream().flatMap(gone -> gone.without(read).stream()).toList();
        }
        return new NewBytes(untaken, recovered, lost);
    }

    /** All of a range is new. */
    static NewBytes all(ByteRange range) {
        return new NewBytes(List.of(range), List.of(), List.of());
    }

    /**
     * Which bytes of a pack's range have come with it, ascending: not those before where an agent began, nor those at its end that were
     * destroyed. Where an agent leaves lines out by their times, it says how many bytes these have and not where they stand; then only
     * what its entries are made of is certain to have come.
     */
    private static List<ByteRange> read(Pack pack) {
        PackHeader header = pack.header();
        long end = header.end() - header.lost();
        if (header.beforeStart() == 0 || WholeProof.onlyOfTheRest(header)) {
            return List.of(new ByteRange(Math.min(header.start() + header.beforeStart(), end), end));
        }
        return TakenRanges.union(pack.entries().stream()
                .map(entry -> new ByteRange(entry.offset(), Math.min(entry.offset() + entry.length(), header.end()))));
    }

    /** All that the pack brings, ascending; parts that touch are one. */
    List<ByteRange> ranges() {
        return recovered.isEmpty() ? untaken : TakenRanges.union(Stream.concat(untaken.stream(), recovered.stream()));
    }

    /** Which bytes of the pack nobody had read, ascending; parts that touch are one. */
    List<ByteRange> neverRead() {
        return lost.isEmpty() ? ranges() : TakenRanges.union(Stream.concat(ranges().stream(), lost.stream()));
    }

    /** How many the ledger did not account for. */
    long untakenLength() {
        return length(untaken);
    }

    /** How many all of them are. */
    long length() {
        return length(untaken) + length(recovered);
    }

    private static long length(List<ByteRange> ranges) {
        return ranges.stream().mapToLong(ByteRange::length).sum();
    }

    /** Which bytes of it a pack says were destroyed: those that the ledger does not account for at its end, behind all entries. */
    List<ByteRange> destroyed(Pack pack) {
        PackHeader header = pack.header();
        if (header.lost() == 0) {
            return List.of();
        }
        long entriesEnd = pack.entries().stream()
                .mapToLong(entry -> entry.offset() + entry.length())
                .max()
                .orElse(header.start());
        ByteRange tail = new ByteRange(Math.max(entriesEnd, header.end() - header.lost()), header.end());
        return untaken.stream().flatMap(range -> range.common(tail).stream()).toList();
    }

    /** Whether an entry is new: a request by its offset; what stands for a whole rejected pack, if any byte of it is. */
    boolean brings(PackEntry entry) {
        return contains(entry.offset()) || (entry instanceof RejectedLine && overlap(ranges(), entry) > 0);
    }

    private boolean contains(long offset) {
        return contains(untaken, offset) || contains(recovered, offset);
    }

    private static boolean contains(List<ByteRange> ranges, long offset) {
        for (ByteRange range : ranges) {
            if (offset >= range.start() && offset < range.end()) {
                return true;
            }
        }
        return false;
    }

    /** How many bytes of an entry lie in ranges that do not overlap. */
    static long overlap(List<ByteRange> ranges, PackEntry entry) {
        long bytes = 0;
        for (ByteRange range : ranges) {
            bytes += range.overlap(entry.offset(), entry.offset() + entry.length());
        }
        return bytes;
    }
}
