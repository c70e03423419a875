/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.ArchiveEnd;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.mysql.ledger.StoredPack;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.ReplayOrder;
import io.github.trackreplay.order.StreamOrder;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whose packs are replayed, and what becomes of those of streams that nobody lists: they are set aside with their stream while
 * there is room, and refused beyond that. Used for one transaction.
 */
final class StreamAdmission {
    /** Most streams that nobody lists and of which something is set aside: names cost memory. */
    static final int MOST_UNLISTED = 100;

    static final String UNLISTED = "unlisted-stream";

    private final ReplayPolicy policy;
    private final ReplayOrder order;
    private final AsideRoom room;
    private final Known known;
    private final Set<String> unlisted = new TreeSet<>();

    /** What the ledger knows of log files. */
    interface Known {
        /** Whether all bytes of a pack have come before. */
        boolean has(Pack pack) throws SQLException;
    }

    StreamAdmission(ReplayPolicy policy, ReplayOrder order, AsideRoom room, Known known) {
        this.known = known;
        this.policy = policy;
        this.order = order;
        this.room = room;
    }

    /** Whether what comes of a stream is replayed: this collector admits it, or another one lists it. */
    boolean admits(String stream) {
        return policy.admits(stream)
                || order.find(stream).filter(StreamOrder::expected).isPresent();
    }

    /** The delivery, or its refusal. */
    Delivery judge(Delivery delivery) throws SQLException {
        if (!(delivery instanceof Delivery.OfPack event)) {
            return delivery;
        }
        String stream = event.pack().header().file().stream();
        if (admits(stream)) {
            return delivery;
        }
        unlisted.add(stream);
        boolean few = order.find(stream).isPresent() || ignored() < MOST_UNLISTED;
        if (few && room.has(AsideRoom.Claim.NOBODY, bytes(event.pack()))) {
            return delivery;
        }
        if (few && isTaken(event.pack())) { // what it promises of the time would take room, and is promised again
            Pack pack = event.pack();
            return new Delivery.OfPack(new Pack(pack.header().withWatermark(OptionalLong.empty()), pack.entries()));
        }
        return new Delivery.Refused(
                UNLISTED,
                "The event is of stream '" + stream + "', which the sink's streams do not list, and so "
                        + (few ? "is much else that is kept already." : "are many others."),
                event.pack());
    }

    /** Whether nothing of a pack is new. */
    private boolean isTaken(Pack pack) throws SQLException {
        PackHeader header = pack.header();
        return header.unknownLoss().isEmpty() && header.archiveEnd() == ArchiveEnd.UNTOLD && known.has(pack);
    }

    /**
     * Whether a pack says nothing that would be missed: it has no bytes, its stream is listed by nobody and not waited for any more,
     * and what it promises of the time the next one promises again. Logs in which nothing happens send one every second, for ever.
     */
    boolean ignores(Pack pack) {
        PackHeader header = pack.header();
        String stream = header.file().stream();
        boolean silent = pack.entries().isEmpty()
                && header.start() == header.end()
                && header.unknownLoss().isEmpty()
                && header.watermark().orElse(0) != Long.MAX_VALUE;
        boolean known = order.find(stream)
                .filter(found -> !AsideRoom.isWaitedFor(found))
                .isPresent();
        if (!silent || !known || admits(stream)) {
            return false;
        }
        unlisted.add(stream);
        return true;
    }

    /** Whether a pack would make a row for its file, or for its range. */
    static boolean takesPlace(FileTrack file, PackHeader header) {
        boolean apart = header.end() > header.start() && file.taken().endBefore(header.start()) < header.start();
        return !file.stored() || apart;
    }

    /**
     * A pack of a stream that nobody lists has been set aside.
     *
     * @param place whether it has got a place in the ledger besides
     * @param rows in which it waits
     */
    void setAside(StreamOrder stream, Pack pack, boolean place, List<Pack> rows) {
        for (Pack row : rows.isEmpty() && place ? List.of(pack) : rows) {
            room.fillUnlisted(stream.id(), bytes(row));
        }
    }

    private static long bytes(Pack pack) {
        return StoredPack.encode(pack).length;
    }

    private long ignored() {
        return order.streams().stream()
                .filter(stream -> !AsideRoom.isWaitedFor(stream))
                .count();
    }

    /** Streams of which something came in this transaction although nobody lists them. */
    Set<String> unlisted() {
        return unlisted;
    }
}
