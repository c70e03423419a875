/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

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
                "held_id, commit_no, file_id, min_time, max_time, requests, body_bytes, body");
        for (Stored stored : packs) {
            HeldPack pack = stored.pack();
            rows.add(
                    pack.id(),
                    commitNumber,
                    pack.fileId(),
                    pack.minTime(),
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
                    "DELETE FROM `" + tables.held() + "` WHERE held_id IN (" + ids(done) + ")")) {
                delete.executeUpdate();
            }
        }
    }

    /** Bodies by id. */
    public Map<Long, Pack> read(Connection connection, Collection<HeldPack> packs) throws SQLException {
        Map<Long, Pack> read = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT held_id, body FROM `" + tables.held() + "` WHERE held_id IN (" + ids(packs) + ")");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                read.put(row.getLong(1), StoredPack.decode(row.getBytes(2)));
            }
        }
        return read;
    }

    /** Gives an index the next packs beyond its horizon. */
    public void refill(Connection connection, HoldIndex index) throws SQLException {
        String from = " FROM `" + tables.held() + "` WHERE min_time >= ";
        List<HeldPack> next = select(
                connection, from + index.horizon() + " ORDER BY min_time, held_id LIMIT " + (index.refillSize() + 1));
        if (next.size() <= index.refillSize()) {
            index.refill(next, Long.MAX_VALUE);
            return;
        }
        long first = next.get(0).minTime();
        long last = next.get(next.size() - 1).minTime();
        if (first == last) {
            // more than fit begin in one millisecond: all of them, or the index could not get on
            index.refill(select(connection, " FROM `" + tables.held() + "` WHERE min_time = " + first), first + 1);
            return;
        }
        next.removeIf(pack -> pack.minTime() == last);
        index.refill(next, last);
    }

    private static List<HeldPack> select(Connection connection, String fromWhere) throws SQLException {
        List<HeldPack> packs = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT held_id, file_id, min_time, max_time, body_bytes, requests" + fromWhere);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                packs.add(new HeldPack(
                        row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getInt(6)));
            }
        }
        return packs;
    }

    private static String ids(Collection<HeldPack> packs) {
        return packs.stream().map(pack -> String.valueOf(pack.id())).collect(Collectors.joining(", "));
    }
}
