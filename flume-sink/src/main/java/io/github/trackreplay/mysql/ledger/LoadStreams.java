/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.event.CommonText;
import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.order.Chain;
import io.github.trackreplay.order.FileAccount;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.GaplessReach;
import io.github.trackreplay.order.StoredStream;
import io.github.trackreplay.order.StreamOrder;
import io.github.trackreplay.order.TakenRanges;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Reads streams with their chains and with the files from the chains' reaches onwards. */
public final class LoadStreams {
    private static final String FILE_COLUMNS =
            "f.file_id, f.stream_id, f.fingerprint, f.file_number, f.seen, f.chain_id, f.previous, f.previous_length,"
                    + " f.host, f.tracker_paths, f.last_seen, f.first_time, f.last_time, f.applied_bytes,"
                    + " f.skipped_bytes, f.before_start_bytes, f.rejected_bytes, f.held_bytes, f.lost_bytes, f.path";
    private static final int MOST_IDS = 1000;

    private final LedgerTables tables;

    /**
     * What is read.
     *
     * @param streams by id
     * @param tallies by stream id
     */
    public record Loaded(Map<Long, StreamOrder> streams, Map<Long, StreamTally> tallies) {}

    private record Row(StreamOrder stream, FileTrack file) {}

    public LoadStreams(LedgerTables tables) {
        this.tables = tables;
    }

    /** The streams that were changed by commits after a number; all of them after -1. */
    public Loaded changedAfter(Connection connection, long commitNumber) throws SQLException {
        Loaded loaded = new Loaded(new HashMap<>(), new HashMap<>());
        String changed = " s.commit_no > " + commitNumber;
        streams(connection, changed, loaded);
        if (loaded.streams().isEmpty()) {
            return loaded;
        }
        Map<Long, FileTrack> files =
                files(connection, fromReachesOn(changed) + " UNION " + orderReaches(changed), loaded.streams());
        chains(connection, changed, loaded, files);
        Map<String, StreamOrder> byName = new HashMap<>();
        loaded.streams().values().forEach(stream -> byName.put(stream.name(), stream));
        files.values().forEach(file -> of(byName, file.file().stream()).add(file));
        return loaded;
    }

    private String fromReachesOn(String where) {
        return tables.sql("""
                SELECT {}
                FROM matomo_trackreplay_stream s
                JOIN matomo_trackreplay_chain c ON c.stream_id = s.stream_id
                JOIN matomo_trackreplay_file w ON w.file_id = c.whole_file
                JOIN matomo_trackreplay_file f ON f.stream_id = s.stream_id AND f.chain_id = c.chain_id
                    AND f.file_number >= w.file_number
                WHERE{}""", FILE_COLUMNS, where);
    }

    /**
     * The order's reach is no earlier file, except where an older version gave numbers that do not ascend. Of such a chain the files behind it
     * with smaller numbers come with their next pack; until then, or for {@code maxHold}, the order stands.
     */
    private String orderReaches(String where) {
        return tables.sql("""
                SELECT {}
                FROM matomo_trackreplay_stream s
                JOIN matomo_trackreplay_chain c ON c.stream_id = s.stream_id
                JOIN matomo_trackreplay_file f ON f.file_id = c.order_file
                WHERE{}""", FILE_COLUMNS, where);
    }

    private void streams(Connection connection, String where, Loaded into) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT s.stream_id, s.name, s.last_number, s.current_chain, s.retired, s.passed, s.last_seen,
                    s.last_request, s.loss_from, s.late, s.rejects_in_row, s.stopped, s.expected, s.forgotten_until,
                    s.identity
                FROM matomo_trackreplay_stream s
                WHERE{}""", where));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                StreamOrder stream = new StreamOrder(row.getLong("stream_id"), row.getString("name"));
                int waited = row.getInt("passed");
                stream.describe(new StoredStream(
                        row.getLong("last_number"),
                        row.getLong("current_chain"),
                        new StoredStream.Waited(
                                row.getBoolean("expected"),
                                row.getBoolean("retired"),
                                waited != 0,
                                waited == WriteStreams.PASSED_BEHIND),
                        row.getLong("last_seen"),
                        row.getLong("last_request"),
                        NullableLong.read(row, "loss_from").orElse(Long.MAX_VALUE)));
                into.streams().put(stream.id(), stream);
                into.tallies()
                        .put(
                                stream.id(),
                                new StreamTally(
                                        row.getLong("late"),
                                        row.getLong("rejects_in_row"),
                                        StreamTally.course(row.getInt("stopped")),
                                        LockProgress.time(row, "forgotten_until"),
                                        row.getString("identity")));
            }
        }
    }

    private void chains(Connection connection, String where, Loaded into, Map<Long, FileTrack> files)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT c.chain_id, c.stream_id, c.order_file, c.order_offset, c.order_watermark, c.whole_file,
                    c.whole_offset, c.whole_watermark, c.followed, c.ended
                FROM matomo_trackreplay_stream s
                JOIN matomo_trackreplay_chain c ON c.stream_id = s.stream_id
                WHERE{}""", where));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                GaplessReach order = new GaplessReach(
                        true,
                        of(files, row.getLong("order_file")),
                        row.getLong("order_offset"),
                        LockProgress.time(row, "order_watermark"));
                GaplessReach whole = new GaplessReach(
                        false,
                        of(files, row.getLong("whole_file")),
                        row.getLong("whole_offset"),
                        LockProgress.time(row, "whole_watermark"));
                Chain.End end = Chain.End.of(row.getInt("ended"));
                of(into.streams(), row.getLong("stream_id"))
                        .add(new Chain(row.getLong("chain_id"), order, whole, row.getBoolean("followed"), end));
            }
        }
    }

    /**
     * Every stored file that may matter to a pack of this file: itself, its neighbours, whoever has its number. If only its
     * successor has told of it so far, also the chain that it heads, which may become part of its predecessor's.
     */
    public List<FileTrack> around(Connection connection, StreamOrder stream, LogFile file) throws SQLException {
        String previous = file.previous().map(p -> p.fingerprint().hex()).orElse("");
        String where = " FROM `" + tables.file() + "` f WHERE f.stream_id = " + stream.id() + " AND ";
        String fingerprint = file.fingerprint().hex();
        return List.copyOf(files(
                        connection,
                        tables.sql(
                                """
                                SELECT {}{}f.fingerprint IN ('{}', '{}') UNION
                                SELECT {}{}f.file_number IN ({}, {}) UNION
                                SELECT {}{}f.previous IN ('{}', '{}') UNION
                                SELECT {}
                                FROM matomo_trackreplay_file h
                                JOIN matomo_trackreplay_file f ON f.stream_id = h.stream_id AND f.chain_id = h.file_id
                                WHERE h.stream_id = {} AND h.fingerprint = '{}' AND h.seen = 0""",
                                FILE_COLUMNS,
                                where,
                                fingerprint,
                                previous,
                                FILE_COLUMNS,
                                where,
                                file.number(),
                                (file.number() - 1),
                                FILE_COLUMNS,
                                where,
                                fingerprint,
                                previous,
                                FILE_COLUMNS,
                                stream.id(),
                                fingerprint),
                        Map.of(stream.id(), stream))
                .values());
    }

    /** Files by id. */
    public Collection<FileTrack> byId(Connection connection, Collection<Long> ids, Map<Long, StreamOrder> streams)
            throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        return files(
                        connection,
                        tables.sql(
                                "SELECT {} FROM matomo_trackreplay_file f WHERE f.file_id IN ({})",
                                FILE_COLUMNS,
                                list(ids)),
                        streams)
                .values();
    }

    /** Names of other streams that a fingerprint has been taken under. */
    public List<String> otherStreams(Connection connection, LogFile file) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT s.name
                FROM matomo_trackreplay_file f
                JOIN matomo_trackreplay_stream s ON s.stream_id = f.stream_id
                WHERE f.fingerprint = ? AND f.seen = 1 AND s.name <> ?"""))) {
            select.setString(1, file.fingerprint().hex());
            select.setString(2, file.stream());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString("name"));
                }
            }
        }
        return names;
    }

    /** The greatest event time of a stream's log files, a pipeline's apart; {@link Long#MIN_VALUE} if they have none. */
    public long newestInLogs(Connection connection, StreamOrder stream) throws SQLException {
        long newest = stream.files().stream()
                .filter(file -> !PipelineLog.is(file.file()))
                .mapToLong(FileTrack::lastTime)
                .max()
                .orElse(Long.MIN_VALUE);
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT MAX(last_time) AS newest
                FROM matomo_trackreplay_file
                WHERE stream_id = ? AND fingerprint <> ?"""))) {
            select.setLong(1, stream.id());
            select.setString(2, PipelineLog.fingerprint().hex());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return Math.max(newest, LockProgress.time(row, "newest"));
            }
        }
    }

    private Map<Long, FileTrack> files(Connection connection, String sql, Map<Long, StreamOrder> streams)
            throws SQLException {
        Map<Long, Row> rows = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                StreamOrder stream = of(streams, row.getLong("stream_id"));
                rows.put(row.getLong("file_id"), new Row(stream, file(row, stream.name())));
            }
        }
        ranges(connection, rows);
        return rows.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().file()));
    }

    private static FileTrack file(ResultSet row, String stream) throws SQLException {
        Optional<LogFile.Previous> previous = row.getString("previous") == null
                ? Optional.empty()
                : Optional.of(new LogFile.Previous(
                        new Fingerprint(row.getString("previous")), row.getLong("previous_length")));
        FileTrack file = new FileTrack(
                row.getLong("file_id"),
                new LogFile(
                        stream, new Fingerprint(row.getString("fingerprint")), row.getLong("file_number"), previous),
                row.getBoolean("seen"),
                row.getLong("chain_id"),
                FileAccount.of(
                        row.getLong("applied_bytes"),
                        row.getLong("skipped_bytes"),
                        row.getLong("before_start_bytes"),
                        row.getLong("rejected_bytes"),
                        row.getLong("held_bytes"),
                        row.getLong("lost_bytes")));
        OptionalLong first = NullableLong.read(row, "first_time");
        file.describe(
                CommonText.of(row.getString("host")),
                Optional.ofNullable(row.getString("path")).orElse(""),
                CommonText.of(row.getString("tracker_paths")),
                row.getLong("last_seen"),
                first.orElse(Long.MAX_VALUE),
                first.isPresent() ? row.getLong("last_time") : Long.MIN_VALUE);
        return file;
    }

    /** What another row of the same transaction names. */
    private static <K, V> V of(Map<K, V> rows, K key) {
        return Optional.ofNullable(rows.get(key))
                .orElseThrow(() -> new LedgerException("The ledger names " + key + ", and has no row of it."));
    }

    private void ranges(Connection connection, Map<Long, Row> rows) throws SQLException {
        List<Long> ids = new ArrayList<>(rows.keySet());
        for (int from = 0; from < ids.size(); from += MOST_IDS) {
            String some = list(ids.subList(from, Math.min(ids.size(), from + MOST_IDS)));
            try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                                    SELECT file_id, kind, range_start, range_end, watermark
                                    FROM matomo_trackreplay_range
                                    WHERE file_id IN ({})""", some));
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    FileTrack file = of(rows, row.getLong("file_id")).file();
                    RangeKind.of(row.getInt("kind"))
                            .of(file)
                            .restore(new TakenRanges.Span(
                                    row.getLong("range_start"),
                                    row.getLong("range_end"),
                                    LockProgress.time(row, "watermark")));
                }
            }
        }
    }

    private static String list(Collection<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
