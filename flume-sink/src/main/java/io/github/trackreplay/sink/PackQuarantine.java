/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.MalformedEventException;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.ledger.Rejection;
import io.github.trackreplay.mysql.ledger.StoredPack;
import io.github.trackreplay.order.StreamOrder;
import io.github.trackreplay.token.TokenMask;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Sets whole events aside: those that nobody can decode ({@link Delivery.Unreadable}), those that are not believed ({@link
 * Delivery.Refused}), those that are too large ({@link Delivery.Oversized}), and those of which {@link PackNarrowing} has found that not even the header can be taken. They are kept whole as
 * rejected while there is room ({@link AsideRoom}), in any case counted and said. Nothing of them counts as taken.
 */
record PackQuarantine(Outcomes outcomes, LedgerState state, TokenMask mask, LongSupplier ids, AsideRoom room) {
    private static final String AGAIN = "Read their log again where it exists: trackreplay reprocess.";

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
        KeptAs as = new KeptAs(event.reason(), event.detail(), new ArrayList<>());
        keep(as, pack.header(), masked(pack.entries()));
        Optional<StreamOrder> stream = waitedFor(pack.header().file().stream());
        AsideRoom.Claim claim = stream.isPresent() ? AsideRoom.Claim.NAMED : AsideRoom.Claim.NOBODY;
        book(stream, claim, as.reason(), as.detail(), as.rows());
    }

    /** An event that is too large, in rows of which each can be taken; if it turns out to be damaged, its beginning. */
    void reject(Delivery.Oversized event) throws SQLException {
        KeptAs as = new KeptAs(event.reason(), event.detail(), new ArrayList<>());
        try {
            Remaining rest = new Remaining(event.header().withWatermark(OptionalLong.empty()));
            TrackingEventCodec.decodeInParts(
                    event.headers(),
                    event.body(),
                    Intake.ROOM,
                    (entries, next) -> keep(as, rest.next(next), masked(entries)));
        } catch (MalformedEventException e) {
            String detail = e.reason() == MalformedEventException.Reason.ROOM
                    ? "One line of the event alone needs more than " + Intake.ROOM
                            + " bytes of memory, so only its beginning is kept. " + AGAIN
                    : String.valueOf(e.getMessage());
            reject(new Delivery.Unreadable(
                    event.believed() ? e.reason().code() : event.reason(), detail, event.body()));
            return;
        }
        Optional<StreamOrder> stream = waitedFor(event.header().file().stream());
        AsideRoom.Claim own = event.believed() ? AsideRoom.Claim.OWN : AsideRoom.Claim.NAMED;
        book(stream, stream.isPresent() ? own : AsideRoom.Claim.NOBODY, as.reason(), as.detail(), as.rows());
    }

    /** What is left of a range while parts are taken from its beginning. */
    private static final class Remaining {
        private PackHeader header;

        Remaining(PackHeader header) {
            this.header = header;
        }

        PackHeader next(OptionalLong end) {
            PackHeader all = header;
            if (end.isEmpty()) {
                return all;
            }
            header = PackNarrowing.from(all, end.getAsLong());
            return PackNarrowing.until(all, end.getAsLong());
        }
    }

    /** Rows of one event, and why they are kept. */
    private record KeptAs(String reason, String detail, List<Rejection> rows) {}

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

    private List<PackEntry> masked(List<PackEntry> entries) {
        return entries.stream().map(mask::mask).toList();
    }

    private void keep(KeptAs as, PackHeader header, List<PackEntry> entries) {
        byte[] stored = StoredPack.encode(new Pack(header, entries));
        boolean fits = stored.length <= PacketLimit.MOST_VALUE;
        Optional<Halves<PackEntry>> halves =
                fits ? Optional.empty() : Halves.of(entries, (a, b) -> TrackingEventCodec.mayPart(header, a, b));
        if (halves.isPresent()) {
            long middle = halves.get().second().get(0).offset();
            keep(as, PackNarrowing.until(header, middle), halves.get().first());
            keep(as, PackNarrowing.from(header, middle), halves.get().second());
            return;
        }
        as.rows()
                .add(new Rejection(
                        ids.getAsLong(),
                        Rejection.Place.ofEvent(header.start()),
                        as.reason(),
                        fits ? as.detail() : cutOff(header),
                        new Rejection.Kept(Rejection.Form.PACK, RejectionRows.beginning(stored)),
                        Optional.of(header.file().stream())));
    }

    private static String cutOff(PackHeader header) {
        return "The requests of one line (bytes " + header.start() + " to " + header.end()
                + " of its log) take more than a row of trackreplay_rejected can hold, so only their beginning is kept and they"
                + " cannot be replayed from here. " + AGAIN;
    }
}
