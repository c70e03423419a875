/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Reads rejected lines, requests and events with their bytes, for people and to offer them again. Only reads. */
public final class ReadRejected {
    private final LedgerTables tables;

    /**
     * Which rows.
     *
     * @param since least time of the rejection, milliseconds since 1970-01-01 UTC
     * @param state {@code stored}, {@code replayed} or {@code skipped}; empty: all
     * @param ids only these; empty: all
     */
    public record Filter(
            Optional<String> reason,
            Optional<String> stream,
            OptionalLong since,
            Optional<String> state,
            List<Long> ids) {}

    /**
     * One row.
     *
     * @param rejectedAt milliseconds since 1970-01-01 UTC
     * @param state {@code stored} while it waits
     * @param eventTime milliseconds since 1970-01-01 UTC
     */
    public record Row(
            long id, long rejectedAt, String state, Place place, OptionalLong eventTime, Why why, Kept kept) {}

    /**
     * Where it stood.
     *
     * @param stream empty where an event names none
     * @param file empty for an event that names no file
     * @param path where its file was read last; empty if that is unknown
     * @param paths the tracker paths with which its file was read last
     * @param offset of its line in the file
     * @param bytes what it counts for in its file's account
     * @param index position in a bulk call
     */
    public record Place(
            Optional<String> stream,
            Optional<LogFile> file,
            String host,
            String path,
            String paths,
            long offset,
            long bytes,
            int index) {}

    /**
     * Why it was rejected.
     *
     * @param reason a short stable code
     * @param detail a sentence for people
     */
    public record Why(String reason, String detail) {}

    /**
     * What is kept of it.
     *
     * @param form {@code line}, {@code request}, {@code event} or {@code pack}
     * @param headers an event's headers as a JSON object
     */
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    public record Kept(String form, byte[] raw, Optional<String> headers) {}

    public ReadRejected(LedgerTables tables) {
        this.tables = tables;
    }

    /** The next rows by id, at most so many. */
    public List<Row> page(Connection connection, Filter filter, long afterId, int most) throws SQLException {
        return rows(connection, filter, " AND j.rejected_id > " + afterId + " ORDER BY j.rejected_id LIMIT " + most);
    }

    /** The next rows by id that wait and whose reason begins so, at most so many. */
    public List<Row> waiting(Connection connection, String reasonPrefix, long afterId, int most) throws SQLException {
        String sql = columns() + from() + waitingBehind(afterId, most);
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, reasonPrefix + "%");
            return rows(select);
        }
    }

    /**
     * How many of the next rows that wait have so many bytes together.
     *
     * @param most no more are counted
     * @return at least 1
     */
    public int waitingWithin(Connection connection, String reasonPrefix, long afterId, int most, long bytes)
            throws SQLException {
        String sql = "SELECT COALESCE(LENGTH(j.raw), 0) AS raw_bytes" + from() + waitingBehind(afterId, most);
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, reasonPrefix + "%");
            try (ResultSet row = select.executeQuery()) {
                int within = 0;
                long sum = 0;
                while (row.next() && sum + row.getLong("raw_bytes") <= bytes) {
                    sum += row.getLong("raw_bytes");
                    within++;
                }
                return Math.max(1, within);
            }
        }
    }

    private static String waitingBehind(long afterId, int most) {
        return " WHERE j.replay_state = 'stored' AND j.reason LIKE ? AND j.rejected_id > " + afterId
                + " ORDER BY j.rejected_id LIMIT " + most;
    }

    /** The last rows, the newest first. */
    public List<Row> latest(Connection connection, Filter filter, int most) throws SQLException {
        return rows(connection, filter, " ORDER BY j.rejected_id DESC LIMIT " + most);
    }

    private List<Row> rows(Connection connection, Filter filter, String rest) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(columns() + from() + where(filter) + rest)) {
            set(select, filter);
            return rows(select);
        }
    }

    private static String columns() {
        return """
                SELECT j.rejected_id, j.rejected_at, COALESCE(s.name, j.stream) AS stream, f.fingerprint, f.file_number,
                    COALESCE(j.host, f.host, '') AS host, COALESCE(f.path, '') AS path,
                    COALESCE(f.tracker_paths, '') AS tracker_paths, j.line_offset, j.line_bytes, j.line_index,
                    j.event_time, j.reason, j.detail, j.form, j.raw, j.replay_state, j.headers
                """;
    }

    private static List<Row> rows(PreparedStatement select) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(row(row));
            }
        }
        return rows;
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("rejected_id"),
                row.getLong("rejected_at"),
                row.getString("replay_state"),
                place(row),
                NullableLong.read(row, "event_time"),
                new Why(row.getString("reason"), row.getString("detail")),
                new Kept(row.getString("form"), row.getBytes("raw"), Optional.ofNullable(row.getString("headers"))));
    }

    private static Place place(ResultSet row) throws SQLException {
        Optional<String> stream = Optional.ofNullable(row.getString("stream"));
        Optional<String> fingerprint = Optional.ofNullable(row.getString("fingerprint"));
        long number = row.getLong("file_number");
        return new Place(
                stream,
                fingerprint.map(
                        hex -> new LogFile(stream.orElseThrow(), new Fingerprint(hex), number, Optional.empty())),
                row.getString("host"),
                row.getString("path"),
                row.getString("tracker_paths"),
                row.getLong("line_offset"),
                row.getLong("line_bytes"),
                row.getInt("line_index"));
    }

    /** How many rows there are by stream and reason, as {@code stream TAB reason}; the stream may be empty. */
    public Map<String, Long> counts(Connection connection, Filter filter) throws SQLException {
        String sql = "SELECT COALESCE(s.name, j.stream, '') AS of_stream, j.reason, COUNT(*) AS number" + from()
                + where(filter) + " GROUP BY of_stream, j.reason ORDER BY of_stream, j.reason";
        Map<String, Long> counts = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            set(select, filter);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    counts.put(row.getString("of_stream") + "\t" + row.getString("reason"), row.getLong("number"));
                }
            }
        }
        return counts;
    }

    /** The id of the last row there is; 0 if there is none. */
    public long last(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(tables.sql(
                        "SELECT COALESCE(MAX(rejected_id), 0) AS last_id FROM matomo_trackreplay_rejected"));
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong("last_id");
        }
    }

    /**
     * How many rows of a log file wait.
     *
     * @param upTo greatest id
     * @param without reasons that are not counted
     */
    public long waiting(Connection connection, String stream, Fingerprint file, long upTo, Collection<String> without)
            throws SQLException {
        String reasons = without.stream().map(reason -> "?").collect(Collectors.joining(", "));
        String sql =
                "SELECT COUNT(*) AS number" + from() + " WHERE f.fingerprint = ? AND s.name = ? AND j.rejected_id <= ?"
                        + " AND j.replay_state = 'stored'"
                        + (reasons.isEmpty() ? "" : " AND j.reason NOT IN (" + reasons + ")");
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, file.hex());
            select.setString(2, stream);
            select.setLong(3, upTo);
            int at = 4;
            for (String reason : without) {
                select.setString(at++, reason);
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong("number");
            }
        }
    }

    private String from() {
        return tables.sql("""

                FROM matomo_trackreplay_rejected j
                LEFT JOIN matomo_trackreplay_file f ON f.file_id = j.file_id
                LEFT JOIN matomo_trackreplay_stream s ON s.stream_id = f.stream_id
                """);
    }

    private static String where(Filter filter) {
        StringBuilder where = new StringBuilder(" WHERE 1 = 1");
        filter.reason().ifPresent(reason -> where.append(" AND j.reason = ?"));
        filter.stream().ifPresent(stream -> where.append(" AND COALESCE(s.name, j.stream) = ?"));
        filter.since().ifPresent(since -> where.append(" AND j.rejected_at >= ?"));
        filter.state().ifPresent(state -> where.append(" AND j.replay_state = ?"));
        if (!filter.ids().isEmpty()) {
            where.append(" AND j.rejected_id IN (");
            where.append(
                    String.join(", ", filter.ids().stream().map(String::valueOf).toList()));
            where.append(')');
        }
        return where.toString();
    }

    private static void set(PreparedStatement select, Filter filter) throws SQLException {
        int at = 1;
        if (filter.reason().isPresent()) {
            select.setString(at++, filter.reason().get());
        }
        if (filter.stream().isPresent()) {
            select.setString(at++, filter.stream().get());
        }
        if (filter.since().isPresent()) {
            select.setLong(at++, filter.since().getAsLong());
        }
        if (filter.state().isPresent()) {
            select.setString(at, filter.state().get());
        }
    }
}
