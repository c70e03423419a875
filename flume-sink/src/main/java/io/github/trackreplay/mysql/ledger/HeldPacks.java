/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.event.OrderKey;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.order.HeldPack;
import io.github.trackreplay.order.HoldIndex;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The hold-back table: one row per pack, with the number of the commit that took it. */
public final class HeldPacks {
    private final LedgerTables tables;

    /** A pack to store. */
    @SuppressWarnings("ArrayRecordComponent") // written, never compared
    public record Stored(HeldPack pack, byte[] body) {}

    public HeldPacks(LedgerTables tables) {
        this.tables = tables;
    }

    public void insert(Connection connection, Collection<Stored> packs, long commitNumber) throws SQLException {
        Rows rows = Rows.insert(
                connection,
                tables.held(),
                "held_id, commit_no, file_id, min_time, min_offset, max_time, requests, body_bytes, body");
        for (Stored stored : packs) {
            HeldPack pack = stored.pack();
            rows.add(
                    pack.id(),
                    commitNumber,
                    pack.fileId(),
                    pack.minTime(),
                    pack.first().offset(),
                    pack.maxTime(),
                    pack.requests(),
                    pack.bytes(),
                    stored.body());
        }
        rows.send();
    }

    public void delete(Connection connection, Collection<HeldPack> done) throws SQLException {
        if (!done.isEmpty()) {
            try (PreparedStatement delete = connection.prepareStatement(
                    tables.sql("DELETE FROM matomo_trackreplay_held WHERE held_id IN ({})", ids(done)))) {
                delete.executeUpdate();
            }
        }
    }

    /**
     * Bodies by id.
     *
     * @throws SpoiltHeldException if one cannot be read
     */
    public Map<Long, Pack> read(Connection connection, Collection<HeldPack> packs) throws SQLException {
        Map<Long, Pack> read = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql(
                        "SELECT held_id, body FROM matomo_trackreplay_held WHERE held_id IN ({})", ids(packs)));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                long id = row.getLong("held_id");
                read.put(id, StoredPack.decode(SpoiltHeldException.Place.HELD, id, row.getBytes("body")));
            }
        }
        return read;
    }

    /** Gives an index the next packs beyond its horizon. */
    public void refill(Connection connection, HoldIndex index) throws SQLException {
        List<HeldPack> next = select(
                connection,
                "min_time >= " + index.horizon() + " ORDER BY min_time, held_id LIMIT " + (index.refillSize() + 1));
        if (next.size() <= index.refillSize()) {
            index.refill(next, Long.MAX_VALUE);
            return;
        }
        long first = next.get(0).minTime();
        long last = next.get(next.size() - 1).minTime();
        if (first == last) {
            // more than fit begin in one millisecond: all of them, or the index could not get on
            index.refill(select(connection, "min_time = " + first), first + 1);
            return;
        }
        next.removeIf(pack -> pack.minTime() == last);
        index.refill(next, last);
    }

    private List<HeldPack> select(Connection connection, String where) throws SQLException {
        List<HeldPack> packs = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT h.held_id, h.file_id, h.min_time, h.min_offset, h.max_time, h.body_bytes, h.requests, s.name,
                    f.file_number
                FROM (SELECT held_id, file_id, min_time, min_offset, max_time, body_bytes,
                    requests FROM matomo_trackreplay_held WHERE {}) h
                JOIN matomo_trackreplay_file f ON f.file_id = h.file_id
                JOIN matomo_trackreplay_stream s ON s.stream_id = f.stream_id
                ORDER BY h.min_time, h.held_id""", where));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                OrderKey first = new OrderKey(
                        row.getLong("min_time"),
                        row.getString("name"),
                        row.getLong("file_number"),
                        row.getLong("min_offset"),
                        0);
                packs.add(new HeldPack(
                        row.getLong("held_id"),
                        row.getLong("file_id"),
                        first,
                        row.getLong("max_time"),
                        row.getLong("body_bytes"),
                        row.getInt("requests")));
            }
        }
        return packs;
    }

    private static String ids(Collection<HeldPack> packs) {
        return packs.stream().map(pack -> String.valueOf(pack.id())).collect(Collectors.joining(", "));
    }
}
