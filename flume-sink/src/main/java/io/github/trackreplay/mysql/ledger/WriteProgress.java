/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes the progress row and notes that this collector committed; the last statements before a COMMIT. */
public final class WriteProgress {
    private static final String COLUMNS = "collector_id, instance, host, commit_no, committed_at, seen_at, max_hold";

    private final LedgerTables tables;

    /**
     * Who commits.
     *
     * @param name names this collector among all that use the database
     * @param instance tells this process from all others that may use the same name by mistake
     * @param host where it runs, for people
     * @param maxHold for how many milliseconds it waits for a silent stream; empty if it passes nobody
     */
    public record Collector(String name, String instance, String host, OptionalLong maxHold) {}

    public WriteProgress(LedgerTables tables) {
        this.tables = tables;
    }

    public void run(Connection connection, Progress progress, Collector collector) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(tables.sql("""
                UPDATE matomo_trackreplay_progress
                SET commit_no = ?, next_id = ?, frontier_time = ?, frontier_stream = ?, frontier_file = ?,
                    frontier_offset = ?, frontier_index = ?, watermark = ?, watermark_stream = ?, complete_through = ?,
                    complete_through_utc = TIMESTAMPADD(MICROSECOND, ? * 1000, '1970-01-01 00:00:00.000'),
                    held_packs = ?, held_requests = ?, held_bytes = ?, committed_at = ?
                WHERE id = 1"""))) {
            int at = 1;
            update.setLong(at++, progress.commitNumber());
            update.setLong(at++, progress.nextId());
            update.setObject(at++, Rows.time(progress.frontier().time()));
            update.setString(at++, progress.frontier().stream());
            update.setLong(at++, progress.frontier().fileNumber());
            update.setLong(at++, progress.frontier().offset());
            update.setInt(at++, progress.frontier().index());
            update.setObject(at++, Rows.time(progress.reach().watermark()));
            update.setString(at++, progress.reach().holder().orElse(null));
            update.setObject(at++, Rows.time(progress.reach().completeThrough()));
            update.setObject(at++, Rows.time(progress.reach().completeThrough()));
            update.setLong(at++, progress.held().packs());
            update.setLong(at++, progress.held().requests());
            update.setLong(at++, progress.held().bytes());
            update.setLong(at++, progress.committedAt());
            if (update.executeUpdate() != 1) {
                throw LockProgress.lost(tables, "has lost its row");
            }
        }
        Rows.upsert(
                        connection,
                        tables.collector(),
                        COLUMNS,
                        Rows.all("instance, host, commit_no, committed_at, seen_at, max_hold"))
                .add(
                        collector.name(),
                        collector.instance(),
                        collector.host(),
                        progress.commitNumber(),
                        progress.committedAt(),
                        progress.committedAt(),
                        maxHold(collector))
                .send();
    }

    private static @Nullable Long maxHold(Collector collector) {
        return NullableLong.orNull(collector.maxHold());
    }

    /** Notes that an idle collector is there, which touches no other row. What another process of its name committed is not its own. */
    public void seen(Connection connection, Collector collector, long now) throws SQLException {
        Rows.upsert(
                        connection,
                        tables.collector(),
                        COLUMNS,
                        "commit_no = IF(instance = VALUES(instance), commit_no, 0), "
                                + Rows.all("instance, host, seen_at, max_hold"))
                .add(collector.name(), collector.instance(), collector.host(), 0, now, now, maxHold(collector))
                .send();
    }

    /**
     * Notes that a collector is there and takes nothing, because the database has gone back: a commit of its row that is later than
     * the progress says so.
     *
     * @param known number of the last commit that it knows of
     */
    public void refuses(Connection connection, Collector collector, long known, long now) throws SQLException {
        Rows.upsert(connection, tables.collector(), COLUMNS, Rows.all("instance, host, commit_no, seen_at, max_hold"))
                .add(collector.name(), collector.instance(), collector.host(), known, now, now, maxHold(collector))
                .send();
    }

    /** The number of the last commit of a collector's process; 0 if it never committed, or another one since. */
    public long lastCommit(Connection connection, String collector, String instance) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                        SELECT commit_no
                        FROM matomo_trackreplay_collector
                        WHERE collector_id = ? AND instance = ?"""))) {
            select.setString(1, collector);
            select.setString(2, instance);
            try (var row = select.executeQuery()) {
                return row.next() ? row.getLong("commit_no") : 0;
            }
        }
    }
}
