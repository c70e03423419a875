/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.order.ByteRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Rejected rows that are offered again: which of them still wait, and what became of them. */
public final class ReofferedRows {
    private static final int LONGEST_DETAIL = 4000;
    private static final int LONGEST_REASON = 64;

    private final LedgerTables tables;

    /**
     * A row that waits to be replayed.
     *
     * @param fileId empty for an event that named no file
     * @param bytes what it counts for in its file's account
     * @param form what is kept of it
     */
    public record Waiting(
            long id, OptionalLong fileId, long offset, long bytes, int index, String reason, Rejection.Form form) {
        /** Whether it stands for one request, not for whatever its line or pack holds. */
        public boolean ofOne() {
            return form == Rejection.Form.REQUEST;
        }

        /** How many it was counted as. */
        public long counted(int entries) {
            return form == Rejection.Form.PACK && fileId.isPresent() ? entries : 1;
        }
    }

    /** Why a row was rejected again. */
    public record Again(long id, String reason, String detail) {}

    public ReofferedRows(LedgerTables tables) {
        this.tables = tables;
    }

    /** Rows of a file, in whatever state, that stand for bytes of a range. */
    public List<ByteRange> covering(Connection connection, long fileId, ByteRange range) throws SQLException {
        List<ByteRange> covered = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT line_offset, line_bytes
                FROM matomo_trackreplay_rejected
                WHERE file_id = ? AND line_offset < ? AND line_offset + line_bytes > ?"""))) {
            select.setLong(1, fileId);
            select.setLong(2, range.end());
            select.setLong(3, range.start());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long start = row.getLong("line_offset");
                    covered.add(new ByteRange(start, start + row.getLong("line_bytes")));
                }
            }
        }
        return covered;
    }

    /** Those of some rows that still wait, by id. */
    public Map<Long, Waiting> waiting(Connection connection, Collection<Long> ids) throws SQLException {
        return ids.isEmpty() ? Map.of() : select(connection, "rejected_id IN (" + list(ids) + ")");
    }

    private Map<Long, Waiting> select(Connection connection, String where) throws SQLException {
        Map<Long, Waiting> rows = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                                SELECT rejected_id, file_id, line_offset, line_bytes, line_index, reason, form
                                FROM matomo_trackreplay_rejected
                                WHERE replay_state = 'stored' AND {}""", where));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.put(
                        row.getLong("rejected_id"),
                        new Waiting(
                                row.getLong("rejected_id"),
                                NullableLong.read(row, "file_id"),
                                row.getLong("line_offset"),
                                row.getLong("line_bytes"),
                                row.getInt("line_index"),
                                row.getString("reason"),
                                Rejection.Form.of(row.getString("form"))));
            }
        }
        return rows;
    }

    /**
     * Marks rows of which nothing waits any more.
     *
     * @param state {@code replayed} or {@code skipped}
     */
    public void settle(Connection connection, Collection<Long> ids, String state, long commitNumber, long now)
            throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(tables.sql("""
                UPDATE matomo_trackreplay_rejected
                SET replay_state = ?, replayed_at = ?, replayed_commit = ?
                WHERE rejected_id IN ({})""", list(ids)))) {
            update.setString(1, state);
            update.setLong(2, now);
            update.setLong(3, commitNumber);
            int settled = update.executeUpdate();
            new TableTallies(tables)
                    .change(connection, TableTallies.Table.REJECTED, new TableTallies.Tally(0, 0, settled));
        }
    }

    /** Notes why rows were rejected again; they go on waiting. */
    public void rejectAgain(Connection connection, List<Again> rows, long now) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(tables.sql("""
                UPDATE matomo_trackreplay_rejected
                SET reason = ?, detail = ?, replayed_at = ?
                WHERE rejected_id = ?"""))) {
            for (Again row : rows) {
                update.setString(1, Rows.cut(row.reason(), LONGEST_REASON));
                update.setString(2, Rows.cut(row.detail(), LONGEST_DETAIL));
                update.setLong(3, now);
                update.setLong(4, row.id());
                update.addBatch();
            }
            if (!rows.isEmpty()) {
                update.executeBatch();
            }
        }
    }

    private static String list(Collection<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
