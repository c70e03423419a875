/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.event.Pack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Packs of streams that have stopped: taken and kept as they came, judged when the operator lets the stream go on. */
public final class AsidePacks {
    private final LedgerTables tables;
    private final TableTallies tallies;

    /** A pack, with what of it had not been taken before. */
    public record Aside(long id, long streamId, long fileId, Pack pack) {}

    public AsidePacks(LedgerTables tables) {
        this.tables = tables;
        this.tallies = new TableTallies(tables);
    }

    public void insert(Connection connection, Collection<Aside> packs, long commitNumber) throws SQLException {
        Rows rows = Rows.insert(connection, tables.aside(), "aside_id, stream_id, file_id, commit_no, body");
        for (Aside aside : packs) {
            rows.add(aside.id(), aside.streamId(), aside.fileId(), commitNumber, StoredPack.encode(aside.pack()));
        }
        rows.send();
        tallies.change(connection, TableTallies.Table.ASIDE, tally(packs));
    }

    /**
     * The first packs of a stream.
     *
     * @throws SpoiltHeldException if one cannot be read
     */
    public List<Aside> first(Connection connection, long streamId, int most) throws SQLException {
        List<Aside> packs = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT aside_id, file_id, body
                FROM matomo_trackreplay_aside
                WHERE stream_id = ?
                ORDER BY aside_id
                LIMIT ?"""))) {
            select.setLong(1, streamId);
            select.setInt(2, most);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long id = row.getLong("aside_id");
                    Pack pack = StoredPack.decode(SpoiltHeldException.Place.ASIDE, id, row.getBytes("body"));
                    packs.add(new Aside(id, streamId, row.getLong("file_id"), pack));
                }
            }
        }
        return packs;
    }

    public void delete(Connection connection, Collection<Aside> packs) throws SQLException {
        if (!packs.isEmpty()) {
            String ids = packs.stream().map(p -> String.valueOf(p.id())).collect(Collectors.joining(", "));
            try (PreparedStatement delete = connection.prepareStatement(
                    tables.sql("DELETE FROM matomo_trackreplay_aside WHERE aside_id IN ({})", ids))) {
                delete.executeUpdate();
            }
            tallies.change(connection, TableTallies.Table.ASIDE, tally(packs).gone());
        }
    }

    private static TableTallies.Tally tally(Collection<Aside> packs) {
        return TableTallies.Tally.of(packs.stream().map(Aside::id).toList());
    }
}
