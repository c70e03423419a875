/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Forgets log files that nobody has read for long, with their ranges and rejected lines, so that our tables do not grow for
 * ever. A stream remembers the greatest event time that was forgotten: what is read again with such a time is refused, for
 * nobody can tell any more whether it has been applied. Files at the end of a chain, files before a gap, and files of which
 * something is held back stay. Takes a commit number of its own, so that other collectors notice.
 */
public final class ForgetFiles {
    private static final int MOST = 500;

    private final LedgerTables tables;

    public ForgetFiles(LedgerTables tables) {
        this.tables = tables;
    }

    /**
     * Forgets some and commits.
     *
     * @param connection auto-commit off, in no transaction
     * @param lastSeenBefore files last read before this time go, milliseconds since 1970-01-01 UTC
     * @return whether there may be more
     */
    public boolean run(Connection connection, long lastSeenBefore) throws SQLException {
        long commitNumber = new LockProgress(tables).run(connection).commitNumber() + 1;
        Map<Long, Long> until = new HashMap<>();
        List<Long> files = old(connection, lastSeenBefore, until);
        if (files.isEmpty()) {
            connection.rollback();
            return false;
        }
        remember(connection, until, commitNumber);
        String ids = files.stream().map(String::valueOf).collect(Collectors.joining(", "));
        TableTallies tallies = new TableTallies(tables);
        String ofThese = "file_id IN (" + ids + ")";
        String accepted = "accepted_at IS NOT NULL AND " + ofThese;
        for (TableTallies.Table table : List.of(TableTallies.Table.REJECTED, TableTallies.Table.CONFLICT)) {
            String where = table == TableTallies.Table.REJECTED ? ofThese : accepted;
            tallies.change(
                    connection, table, tallies.of(connection, table, where).gone());
        }
        new KeptBytes(tables).discardConflicts(connection, accepted);
        try (Statement statement = connection.createStatement()) {
            for (String table : List.of(
                    tables.range(),
                    tables.rejected(),
                    tables.proof(),
                    tables.skipped(),
                    tables.judged(),
                    tables.file())) {
                statement.executeUpdate("DELETE FROM `" + table + "` WHERE " + ofThese);
            }
            statement.executeUpdate(tables.sql("DELETE FROM matomo_trackreplay_conflict WHERE {}", accepted));
            statement.executeUpdate(tables.sql("DELETE FROM matomo_trackreplay_loss WHERE {}", accepted));
            statement.executeUpdate(
                    tables.sql("UPDATE matomo_trackreplay_progress SET commit_no = {} WHERE id = 1", commitNumber));
        }
        connection.commit();
        return files.size() == MOST;
    }

    private List<Long> old(Connection connection, long lastSeenBefore, Map<Long, Long> until) throws SQLException {
        List<Long> files = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT f.file_id, f.stream_id, f.last_time
                FROM matomo_trackreplay_file f
                JOIN matomo_trackreplay_chain c ON c.chain_id = f.chain_id
                JOIN matomo_trackreplay_file w ON w.file_id = c.whole_file
                WHERE f.seen = 1 AND f.last_seen < ? AND f.held_bytes = 0 AND f.file_number < w.file_number
                    AND f.file_id <> c.order_file
                    AND NOT EXISTS (SELECT 1 FROM matomo_trackreplay_aside a WHERE a.file_id = f.file_id)
                ORDER BY f.file_id
                LIMIT {}""", MOST))) {
            select.setLong(1, lastSeenBefore);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    files.add(row.getLong("file_id"));
                    until.merge(row.getLong("stream_id"), LockProgress.time(row, "last_time"), Math::max);
                }
            }
        }
        return files;
    }

    private void remember(Connection connection, Map<Long, Long> until, long commitNumber) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(tables.sql("""
                UPDATE matomo_trackreplay_stream
                SET forgotten_until = GREATEST(COALESCE(forgotten_until, ?), ?), commit_no = ?
                WHERE stream_id = ?"""))) {
            for (Map.Entry<Long, Long> stream : until.entrySet()) {
                update.setLong(1, stream.getValue());
                update.setLong(2, stream.getValue());
                update.setLong(3, commitNumber);
                update.setLong(4, stream.getKey());
                update.executeUpdate();
            }
        }
    }
}
