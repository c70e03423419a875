/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Places;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.ledger.AsidePacks;
import io.github.trackreplay.mysql.ledger.ConflictRows;
import io.github.trackreplay.mysql.ledger.StoredPack;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.ProofMatch;
import io.github.trackreplay.token.TokenMask;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Packs of a transaction that are kept and not judged: of streams that have stopped, and those that contradict what had been taken. One
 * row each, several where that would be large. Used once.
 */
final class KeptPacks {
    private final LedgerState state;
    private final TokenMask mask;
    private final LongSupplier ids;
    private final List<AsidePacks.Aside> aside = new ArrayList<>();
    private final List<ConflictRows.Conflict> conflicts = new ArrayList<>();

    KeptPacks(LedgerState state, TokenMask mask, LongSupplier ids) {
        this.state = state;
        this.mask = mask;
        this.ids = ids;
    }

    /** An entry as it is stored: without tokens. */
    PackEntry stored(PackEntry entry, long bytes) {
        if (entry instanceof TrackingRequest request) {
            return Candidate.withLength(mask.mask(request), bytes);
        }
        RejectedLine line = (RejectedLine) entry;
        return new RejectedLine(line.offset(), bytes, line.reason(), line.detail(), mask.mask(line.raw()));
    }

    /** Whether a stored request does not fit into a packet. */
    static boolean isTooLarge(PackHeader header, TrackingRequest request) {
        return Weight.of(request) > HoldingBack.MOST_HELD
                && StoredPack.encode(new Pack(header, List.of(request))).length > PacketLimit.MOST_VALUE;
    }

    /** Keeps stored entries of a stream that has stopped. The promise that nothing earlier comes goes with the last row. */
    void setAside(FileTrack file, PackHeader header, List<PackEntry> entries) {
        if (entries.isEmpty() && header.watermark().isEmpty()) {
            return;
        }
        List<List<PackEntry>> rows = rows(entries);
        for (int i = 0; i < rows.size(); i++) {
            PackHeader ofRow = i < rows.size() - 1 ? withoutWatermark(header) : header;
            aside.add(new AsidePacks.Aside(
                    ids.getAsLong(), state.streamOf(file).id(), file.id(), new Pack(ofRow, rows.get(i))));
        }
    }

    /** Keeps stored entries that contradict what had been taken. */
    void conflict(FileTrack file, PackHeader header, List<PackEntry> entries, ProofMatch.Contradiction contradiction) {
        for (List<PackEntry> row : rows(entries)) {
            conflicts.add(new ConflictRows.Conflict(
                    ids.getAsLong(), state.streamOf(file).id(), file.id(), new Pack(header, row), contradiction));
        }
    }

    private static List<List<PackEntry>> rows(List<PackEntry> entries) {
        return Halves.parts(entries, row -> Weight.sum(row, Weight::of) <= HoldingBack.MOST_HELD);
    }

    private static PackHeader withoutWatermark(PackHeader header) {
        return header.withoutWatermark()
                .with(PackHeader.Unread.of(header.beforeStart(), header.lost()))
                .with(PackHeader.Proven.NOTHING)
                .withPlaces(Places.UNKNOWN);
    }

    /** Of streams that have stopped. */
    List<AsidePacks.Aside> aside() {
        return aside;
    }

    /** Of these, the packs from a place on. */
    List<Pack> asideFrom(int first) {
        return aside.subList(first, aside.size()).stream()
                .map(AsidePacks.Aside::pack)
                .toList();
    }

    /** Those that contradict what had been taken. */
    List<ConflictRows.Conflict> conflicts() {
        return conflicts;
    }
}
