/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.event.OrderKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Locks the progress row until the end of the transaction, so that one transaction runs at a time, and reads it. */
public final class LockProgress {
    private final LedgerTables tables;
    private final String sql;

    public LockProgress(LedgerTables tables) {
        this(tables, true);
    }

    private LockProgress(LedgerTables tables, boolean lock) {
        this.tables = tables;
        this.sql = tables.sql("""
                SELECT schema_version, database_id, commit_no, next_id, frontier_time, frontier_stream, frontier_file,
                    frontier_offset, frontier_index, watermark, watermark_stream, complete_through, held_packs,
                    held_requests, held_bytes, committed_at
                FROM matomo_trackreplay_progress
                WHERE id = 1 {}""", lock ? "FOR UPDATE" : "");
    }

    /** The same without the lock, for reports. */
    public static LockProgress reading(LedgerTables tables) {
        return new LockProgress(tables, false);
    }

    /** @throws LedgerException if the tables are empty or of another version */
    public Progress run(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw lost(tables, "is empty");
            }
            LedgerSchema.check(row.getInt("schema_version"));
            return new Progress(
                    row.getString("database_id"),
                    row.getLong("commit_no"),
                    row.getLong("next_id"),
                    new OrderKey(
                            time(row, "frontier_time"),
                            row.getString("frontier_stream"),
                            row.getLong("frontier_file"),
                            row.getLong("frontier_offset"),
                            row.getInt("frontier_index")),
                    new Progress.Reach(
                            time(row, "watermark"),
                            Optional.ofNullable(row.getString("watermark_stream")),
                            time(row, "complete_through")),
                    new Progress.Held(
                            row.getLong("held_packs"), row.getLong("held_requests"), row.getLong("held_bytes")),
                    row.getLong("committed_at"));
        }
    }

    /**
     * What to say of a progress table without its row. A ledger that was never begun has the same look as one that somebody has
     * emptied, and whoever begins that one anew replays again what has been replayed: so the restore is named first.
     */
    static LedgerException lost(LedgerTables tables, String what) {
        return new LedgerException(
                "The table " + tables.progress() + " " + what + ". If anything has been replayed into"
                        + " this database, somebody has emptied our tables, or restored them in part: nothing has been changed. Stop all"
                        + " agents and restore Matomo's tables and ours together from one consistent backup; the logs are read again"
                        + " from there. Only if nothing has ever been replayed here, run 'trackreplay schema': it begins a ledger"
                        + " that knows of no request, so whatever is read again is applied again.");
    }

    /** NULL is {@link Long#MIN_VALUE}. */
    static long time(ResultSet row, String column) throws SQLException {
        return NullableLong.read(row, column).orElse(Long.MIN_VALUE);
    }
}
