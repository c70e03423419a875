/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.ledger.Rejection;
import io.github.trackreplay.mysql.ledger.StoredPack;
import io.github.trackreplay.order.StreamOrder;
import io.github.trackreplay.token.TokenMask;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Sets whole events aside: those that nobody can decode ({@link Delivery.Unreadable}), those that are not believed ({@link
 * Delivery.Refused}), and those of which {@link PackNarrowing} has found that not even the header can be taken. They are kept whole as
 * rejected while there is room ({@link AsideRoom}), in any case counted and said. Nothing of them counts as taken.
 */
final class PackQuarantine {
    private final Outcomes outcomes;
    private final LedgerState state;
    private final TokenMask mask;
    private final LongSupplier ids;
    private final AsideRoom room;

    PackQuarantine(Outcomes outcomes, LedgerState state, TokenMask mask, LongSupplier ids, AsideRoom room) {
        this.outcomes = outcomes;
        this.state = state;
        this.mask = mask;
        this.ids = ids;
        this.room = room;
    }

    /** An event that cannot be read. What could be and cannot be taken is a frontend's own. */
    void reject(Delivery.Unreadable event) throws SQLException {
        AsideRoom.Claim claim =
                event.reason().equals(PackNarrowing.EVENT) ? AsideRoom.Claim.OWN : AsideRoom.Claim.NOBODY;
        byte[] raw = RejectionRows.masked(mask, RejectionRows.beginning(event.body()));
        book(Optional.empty(), claim, event.reason(), event.detail(), List.of(row(event, raw)));
    }

    private Rejection row(Delivery.Unreadable event, byte[] raw) {
        return new Rejection(
                ids.getAsLong(),
                Rejection.Place.ofEvent(0),
                event.reason(),
                event.detail(),
                new Rejection.Kept(Rejection.Form.EVENT, raw));
    }

    /** An event that is not believed, whole, in rows of which each can wait in the database. */
    void reject(Delivery.Refused event) throws SQLException {
        Pack pack = event.pack();
        List<Rejection> rows = new ArrayList<>();
        keep(event, pack.header(), pack.entries().stream().map(this::masked).toList(), rows);
        Optional<StreamOrder> stream = waitedFor(pack.header().file().stream());
        AsideRoom.Claim claim = stream.isPresent() ? AsideRoom.Claim.NAMED : AsideRoom.Claim.NOBODY;
        book(stream, claim, event.reason(), event.detail(), rows);
    }

    private void book(
            Optional<StreamOrder> stream, AsideRoom.Claim claim, String reason, String detail, List<Rejection> rows)
            throws SQLException {
        long bytes = rows.stream().mapToLong(row -> row.kept().raw().length).sum();
        if (room.has(claim, bytes)) {
            room.fill(claim, bytes, rows.size());
            outcomes.reject(reason, detail, rows);
        } else {
            outcomes.leaveOut(stream, "", reason, detail, 1);
        }
    }

    /** The stream of a name, if it is not one that nobody lists or that an operator has taken out. */
    private Optional<StreamOrder> waitedFor(String name) {
        return state.order().find(name).filter(AsideRoom::isWaitedFor);
    }

    private PackEntry masked(PackEntry entry) {
        if (entry instanceof TrackingRequest request) {
            return mask.mask(request);
        }
        RejectedLine line = (RejectedLine) entry;
        return new RejectedLine(line.offset(), line.length(), line.reason(), line.detail(), mask.mask(line.raw()));
    }

    private void keep(Delivery.Refused event, PackHeader header, List<PackEntry> entries, List<Rejection> rows) {
        byte[] stored = StoredPack.encode(new Pack(header, entries));
        Optional<Halves<PackEntry>> halves =
                stored.length > PacketLimit.MOST_VALUE ? Halves.of(entries) : Optional.empty();
        if (halves.isPresent()) {
            List<PackEntry> first = halves.get().first();
            List<PackEntry> second = halves.get().second();
            long middle = second.get(0).offset();
            boolean between =
                    middle > first.get(first.size() - 1).offset() && middle >= header.start() && middle <= header.end();
            keep(event, between ? header.until(middle) : header, first, rows);
            keep(event, between ? header.from(middle) : header, second, rows);
            return;
        }
        rows.add(new Rejection(
                ids.getAsLong(),
                Rejection.Place.ofEvent(header.start()),
                event.reason(),
                event.detail(),
                new Rejection.Kept(Rejection.Form.PACK, RejectionRows.beginning(stored)),
                Optional.of(header.file().stream())));
    }
}
