/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

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

/**
 * The hashes of requests that have been taken, by the hour of their event time, in blocks. The last block of an hour is written
 * anew until it is full. Stateless.
 */
public final class HashBlocks {
    private static final long HOUR = 3_600_000;
    private static final int MOST_FORGOTTEN = 1000;
    private static final int MOST_HOURS = 500;

    private final LedgerTables tables;

    public HashBlocks(LedgerTables tables) {
        this.tables = tables;
    }

    /** Which of the two tables: ids of requests, or hashes of what nothing better identifies. */
    public enum Kind {
        REQUEST_ID,
        OTHER
    }

    /** One block. */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    public record Block(long hour, int number, long[] hashes) {}

    /**
     * A block to be written.
     *
     * @param stored how many of its hashes are there already; 0 if there is no row of it
     */
    public record Changed(Block block, int stored) {}

    private String table(Kind kind) {
        return kind == Kind.REQUEST_ID ? tables.requestId() : tables.windowHash();
    }

    /** All blocks of some hours, those of an hour in their order. */
    public Map<Long, List<Block>> of(Connection connection, Kind kind, Collection<Long> hours) throws SQLException {
        Map<Long, List<Block>> blocks = new HashMap<>();
        List<Long> all = List.copyOf(hours);
        for (int from = 0; from < all.size(); from += MOST_HOURS) {
            String some = all.subList(from, Math.min(all.size(), from + MOST_HOURS)).stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(", "));
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT event_hour, block_no, hashes, body FROM `" + table(kind)
                                    + "` WHERE stream_id = 0 AND event_hour IN (" + some
                                    + ") ORDER BY event_hour, block_no");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long[] hashes = HashBlock.decode(row.getBytes("body"), row.getInt("hashes"));
                    Block block = new Block(row.getLong("event_hour"), row.getInt("block_no"), hashes);
                    blocks.computeIfAbsent(block.hour(), hour -> new ArrayList<>())
                            .add(block);
                }
            }
        }
        return blocks;
    }

    /** Writes blocks, in place of what they had before. */
    public void write(Connection connection, Kind kind, Collection<Changed> blocks) throws SQLException {
        Rows rows = Rows.upsert(
                connection, table(kind), "stream_id, event_hour, block_no, hashes, body", Rows.all("hashes, body"));
        long newRows = 0;
        long newHashes = 0;
        for (Changed changed : blocks) {
            Block block = changed.block();
            rows.add(0, block.hour(), block.number(), block.hashes().length, HashBlock.encode(block.hashes()));
            newRows += changed.stored() == 0 ? 1 : 0;
            newHashes += block.hashes().length - changed.stored();
        }
        rows.send();
        new TableTallies(tables).change(connection, tallied(kind), new TableTallies.Tally(newRows, newHashes, 0));
    }

    private static TableTallies.Table tallied(Kind kind) {
        return kind == Kind.REQUEST_ID ? TableTallies.Table.REQUEST_ID : TableTallies.Table.WINDOW_HASH;
    }

    /** What is there of some blocks. */
    private TableTallies.Tally tally(Connection connection, Kind kind, Collection<Block> blocks) throws SQLException {
        String places = blocks.stream()
                .map(block -> "(event_hour = " + block.hour() + " AND block_no = " + block.number() + ")")
                .collect(Collectors.joining(" OR "));
        return blocks.isEmpty()
                ? new TableTallies.Tally(0, 0, 0)
                : new TableTallies(tables).of(connection, tallied(kind), "stream_id = 0 AND (" + places + ")");
    }

    /**
     * Forgets hours that lie further than the window behind what the order and every stream of a pipeline have reached, and has
     * these streams remember it: what comes of them from before is refused. Commits, under a commit number of its own.
     *
     * @param connection auto-commit off, in no transaction
     * @param window milliseconds
     * @return whether there may be more
     */
    public boolean forget(Connection connection, long window) throws SQLException {
        Progress progress = new LockProgress(tables).run(connection);
        OptionalLong reached = reached(connection);
        int forgotten = 0;
        if (reached.isPresent()) {
            long before = Math.floorDiv(reached.getAsLong() - window, HOUR);
            for (Kind kind : Kind.values()) {
                forgotten += delete(connection, kind, before);
            }
            if (forgotten > 0) {
                new PlaceRows(tables).forget(connection, before * HOUR);
                remember(connection, before * HOUR - 1, progress.commitNumber() + 1);
            }
        }
        if (forgotten == 0) {
            connection.rollback();
            return false;
        }
        connection.commit();
        return forgotten >= MOST_FORGOTTEN;
    }

    /** The least of the frontier and of what the streams of pipelines have reached that are waited for. */
    private OptionalLong reached(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                                SELECT LEAST(p.frontier_time, COALESCE(MIN(s.watermark), p.frontier_time)) AS reached
                                FROM matomo_trackreplay_progress p
                                LEFT JOIN matomo_trackreplay_stream s ON s.identity <> 'range' AND s.retired = 0 AND s.passed = 0
                                WHERE p.id = 1
                                GROUP BY p.frontier_time"""));
                ResultSet row = select.executeQuery()) {
            return row.next() ? NullableLong.read(row, "reached") : OptionalLong.empty();
        }
    }

    private int delete(Connection connection, Kind kind, long beforeHour) throws SQLException {
        List<Block> old = places(connection, kind, beforeHour);
        if (old.isEmpty()) {
            return 0;
        }
        new TableTallies(tables)
                .change(connection, tallied(kind), tally(connection, kind, old).gone());
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM `" + table(kind)
                + "` WHERE stream_id = 0 AND event_hour < ? ORDER BY event_hour, block_no LIMIT " + MOST_FORGOTTEN)) {
            delete.setLong(1, beforeHour);
            return delete.executeUpdate();
        }
    }

    /** The oldest blocks, without what is in them. */
    private List<Block> places(Connection connection, Kind kind, long beforeHour) throws SQLException {
        List<Block> blocks = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT event_hour, block_no FROM `" + table(kind)
                + "` WHERE stream_id = 0 AND event_hour < ? ORDER BY event_hour, block_no LIMIT "
                + MOST_FORGOTTEN)) {
            select.setLong(1, beforeHour);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    blocks.add(new Block(row.getLong("event_hour"), row.getInt("block_no"), new long[0]));
                }
            }
        }
        return blocks;
    }

    private void remember(Connection connection, long until, long commitNumber) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(tables.sql("""
                UPDATE matomo_trackreplay_stream
                SET forgotten_until = GREATEST(COALESCE(forgotten_until, ?), ?), commit_no = ?
                WHERE identity <> 'range'"""))) {
            update.setLong(1, until);
            update.setLong(2, until);
            update.setLong(3, commitNumber);
            update.executeUpdate();
        }
        try (PreparedStatement update = connection.prepareStatement(
                tables.sql("UPDATE matomo_trackreplay_progress SET commit_no = ? WHERE id = 1"))) {
            update.setLong(1, commitNumber);
            update.executeUpdate();
        }
    }
}
