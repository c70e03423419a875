/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.LossRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the status in one consistent snapshot, without locks. */
public final class ReadStatus {
    private static final String PROGRESS = """
            SELECT commit_no, committed_at, watermark, watermark_stream, complete_through, held_requests
            FROM matomo_trackreplay_progress WHERE id = 1
            """;
    private static final String STREAMS = """
            SELECT stream_id, name, state, expected, last_seen, last_request, watermark, whole_before, late, skew, disorder
            FROM matomo_trackreplay_stream ORDER BY name
            """;
    private static final String COLLECTORS = """
            SELECT c.collector_id, c.seen_at, c.max_hold, c.commit_no > p.commit_no AS refuses
            FROM matomo_trackreplay_collector c JOIN matomo_trackreplay_progress p ON p.id = 1
            WHERE c.max_hold IS NOT NULL ORDER BY c.seen_at DESC, c.collector_id
            """;
    private static final String LOSSES = """
            SELECT stream_id, lost_bytes, from_time, to_time, COALESCE(why, '') AS why FROM matomo_trackreplay_loss WHERE accepted_at IS NULL ORDER BY loss_id
            """;
    private static final String REJECTED = """
            SELECT COALESCE(f.stream_id, 0) AS id, j.reason, COUNT(*) AS number FROM matomo_trackreplay_rejected j
            LEFT JOIN matomo_trackreplay_file f ON f.file_id = j.file_id
            WHERE j.replay_state = 'stored' GROUP BY id, j.reason ORDER BY id, j.reason
            """;
    private static final String DISBELIEVED = """
            SELECT stream, reason, COUNT(*) AS number, MAX(rejected_at) AS last_at FROM matomo_trackreplay_rejected
            WHERE replay_state = 'stored' AND file_id IS NULL AND stream IS NOT NULL
                AND reason IN ('unsigned-event', 'wrong-signature', 'unproven-range')
            GROUP BY stream, reason
            """;
    private static final String SKIPPED =
            "SELECT file_id AS id, reason, skipped_bytes AS number FROM matomo_trackreplay_skipped WHERE skipped_bytes > 0";
    private static final String CONFLICTS =
            "SELECT stream_id, COUNT(*) AS number FROM matomo_trackreplay_conflict WHERE accepted_at IS NULL GROUP BY stream_id";
    private static final String OUTCOMES =
            "SELECT stream_id, outcome, reason, requests FROM matomo_trackreplay_counter WHERE requests <> 0";
    private static final String FILES = """
            SELECT f.stream_id, f.fingerprint, f.file_number, f.host, f.first_time, f.last_time,
                COALESCE(r.taken, 0) AS taken_bytes, f.applied_bytes, f.skipped_bytes, f.before_start_bytes, f.rejected_bytes,
                f.held_bytes, f.lost_bytes, f.file_id, COALESCE(f.path, '') AS read_at, f.last_seen
            FROM matomo_trackreplay_file f
            LEFT JOIN (SELECT file_id, SUM(range_end - range_start) AS taken FROM matomo_trackreplay_range WHERE kind = 0 GROUP BY file_id) r
                ON r.file_id = f.file_id
            WHERE f.seen = 1
            ORDER BY f.stream_id, f.file_number
            """;

    private final LedgerTables tables;

    public ReadStatus(LedgerTables tables) {
        this.tables = tables;
    }

    /** @param connection auto-commit on; left that way */
    public Status run(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            Parts parts = new Parts(
                    outcomes(statement),
                    losses(statement),
                    conflicts(statement),
                    byReason(statement, tables.sql(REJECTED)),
                    disbelieved(statement),
                    files(statement));
            Map<String, Long> foreign = parts.rejected().getOrDefault(0L, Map.of());
            Status.Outside outside =
                    new Status.Outside(foreign, Status.unkept(parts.outcomes().getOrDefault(0L, Map.of())));
            return progress(statement, streams(statement, parts), outside, collectors(statement));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private Map<String, Status.Disbelieved> disbelieved(Statement statement) throws SQLException {
        Map<String, Status.Disbelieved> streams = new HashMap<>();
        try (ResultSet row = statement.executeQuery(tables.sql(DISBELIEVED))) {
            while (row.next()) {
                Status.Disbelieved one = new Status.Disbelieved(
                        Map.of(row.getString("reason"), row.getLong("number")), time(row, "last_at"));
                streams.merge(row.getString("stream"), one, Status.Disbelieved::and);
            }
        }
        return streams;
    }

    /** What is known of streams, by their ids; what was not believed, by their names. */
    private record Parts(
            Map<Long, Map<String, Long>> outcomes,
            Map<Long, List<Status.Loss>> losses,
            Map<Long, Long> conflicts,
            Map<Long, Map<String, Long>> rejected,
            Map<String, Status.Disbelieved> disbelieved,
            Map<Long, List<Status.LogFileAccount>> files) {}

    private Map<Long, Long> conflicts(Statement statement) throws SQLException {
        Map<Long, Long> conflicts = new HashMap<>();
        try (ResultSet row = statement.executeQuery(tables.sql(CONFLICTS))) {
            while (row.next()) {
                conflicts.put(row.getLong("stream_id"), row.getLong("number"));
            }
        }
        return conflicts;
    }

    private static Map<Long, Map<String, Long>> byReason(Statement statement, String sql) throws SQLException {
        Map<Long, Map<String, Long>> numbers = new HashMap<>();
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                numbers.computeIfAbsent(row.getLong("id"), id -> new TreeMap<>())
                        .put(row.getString("reason"), row.getLong("number"));
            }
        }
        return numbers;
    }

    private List<Status.Collector> collectors(Statement statement) throws SQLException {
        List<Status.Collector> collectors = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(tables.sql(COLLECTORS))) {
            while (row.next()) {
                collectors.add(new Status.Collector(
                        row.getString("collector_id"),
                        Instant.ofEpochMilli(row.getLong("seen_at")),
                        Duration.ofMillis(row.getLong("max_hold")),
                        row.getBoolean("refuses")));
            }
        }
        return collectors;
    }

    private Status progress(
            Statement statement, List<Status.Stream> streams, Status.Outside outside, List<Status.Collector> collectors)
            throws SQLException {
        try (ResultSet row = statement.executeQuery(tables.sql(PROGRESS))) {
            if (!row.next()) {
                Status.Reach none = new Status.Reach(Optional.empty(), Optional.empty());
                return new Status(0, Optional.empty(), none, Optional.empty(), 0, streams, outside, collectors);
            }
            return new Status(
                    row.getLong("commit_no"),
                    time(row, "committed_at"),
                    reach(row, streams),
                    Optional.ofNullable(row.getString("watermark_stream")),
                    row.getLong("held_requests"),
                    streams,
                    outside,
                    collectors);
        }
    }

    private static Status.Reach reach(ResultSet row, List<Status.Stream> streams) throws SQLException {
        boolean over = !streams.isEmpty() && streams.stream().allMatch(Status.Stream::over);
        return new Status.Reach(
                // where nothing holds the order there is no time to store
                time(row, "watermark").or(() -> over ? Optional.of(Instant.MAX) : Optional.empty()),
                time(row, "complete_through"));
    }

    private List<Status.Stream> streams(Statement statement, Parts parts) throws SQLException {
        List<Status.Stream> streams = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(tables.sql(STREAMS))) {
            while (row.next()) {
                streams.add(stream(row, parts));
            }
        }
        return streams;
    }

    private static Status.Stream stream(ResultSet row, Parts parts) throws SQLException {
        long id = row.getLong("stream_id");
        List<Status.LogFileAccount> files = parts.files().getOrDefault(id, List.of());
        return new Status.Stream(
                row.getString("name"),
                row.getString("state"),
                row.getBoolean("expected"),
                new Status.Signs(
                        time(row, "last_seen"),
                        time(row, "last_request"),
                        duration(row, "skew"),
                        duration(row, "disorder")),
                new Status.Reach(
                        time(row, "watermark"), time(row, "whole_before").map(ReadStatus::through)),
                new Status.Requests(
                        row.getLong("late"),
                        parts.outcomes().getOrDefault(id, Map.of()),
                        parts.rejected().getOrDefault(id, Map.of()),
                        sum(files)),
                new Status.Doubts(
                        parts.losses().getOrDefault(id, List.of()),
                        parts.conflicts().getOrDefault(id, 0L),
                        parts.disbelieved().getOrDefault(row.getString("name"), Status.Disbelieved.NOTHING)),
                files);
    }

    /** Whole before a time is complete through the millisecond before it. */
    private static Instant through(Instant before) {
        return before.equals(Instant.MAX) ? before : before.minusMillis(1);
    }

    private static Map<String, Long> sum(List<Status.LogFileAccount> files) {
        Map<String, Long> sum = new TreeMap<>();
        files.forEach(file -> file.skipped().forEach((reason, bytes) -> sum.merge(reason, bytes, Long::sum)));
        return sum;
    }

    private Map<Long, Map<String, Long>> outcomes(Statement statement) throws SQLException {
        Map<Long, Map<String, Long>> outcomes = new HashMap<>();
        try (ResultSet row = statement.executeQuery(tables.sql(OUTCOMES))) {
            while (row.next()) {
                String outcome = row.getString("outcome");
                String reason = row.getString("reason");
                outcomes.computeIfAbsent(row.getLong("stream_id"), id -> new TreeMap<>())
                        .put(reason.isEmpty() ? outcome : outcome + "/" + reason, row.getLong("requests"));
            }
        }
        return outcomes;
    }

    private Map<Long, List<Status.Loss>> losses(Statement statement) throws SQLException {
        Map<Long, List<Status.Loss>> losses = new HashMap<>();
        try (ResultSet row = statement.executeQuery(tables.sql(LOSSES))) {
            while (row.next()) {
                losses.computeIfAbsent(row.getLong("stream_id"), id -> new ArrayList<>())
                        .add(new Status.Loss(
                                row.getLong("lost_bytes"),
                                time(row, "from_time"),
                                time(row, "to_time"),
                                row.getString("why").equals(LossRows.TWO_READERS)));
            }
        }
        return losses;
    }

    private Map<Long, List<Status.LogFileAccount>> files(Statement statement) throws SQLException {
        Map<Long, Map<String, Long>> skipped = byReason(statement, tables.sql(SKIPPED));
        Map<Long, List<Status.LogFileAccount>> files = new HashMap<>();
        try (ResultSet row = statement.executeQuery(tables.sql(FILES))) {
            while (row.next()) {
                files.computeIfAbsent(row.getLong("stream_id"), id -> new ArrayList<>())
                        .add(file(row, skipped.getOrDefault(row.getLong("file_id"), Map.of())));
            }
        }
        return files;
    }

    private static Status.LogFileAccount file(ResultSet row, Map<String, Long> skipped) throws SQLException {
        return new Status.LogFileAccount(
                row.getString("fingerprint"),
                row.getLong("file_number"),
                row.getString("host"),
                row.getString("read_at"),
                new Status.Times(time(row, "last_seen"), time(row, "first_time"), time(row, "last_time")),
                skipped,
                new Status.Bytes(
                        row.getLong("taken_bytes"),
                        row.getLong("applied_bytes"),
                        row.getLong("skipped_bytes"),
                        row.getLong("before_start_bytes"),
                        row.getLong("rejected_bytes"),
                        row.getLong("held_bytes"),
                        row.getLong("lost_bytes")));
    }

    private static Optional<Duration> duration(ResultSet row, String column) throws SQLException {
        long milliseconds = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(milliseconds));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        long milliseconds = row.getLong(column);
        if (row.wasNull()) {
            return Optional.empty();
        }
        return Optional.of(milliseconds == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(milliseconds));
    }
}
