/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.audit;

import io.github.trackreplay.event.OrderKey;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.LockProgress;
import io.github.trackreplay.mysql.ledger.StoredPack;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.TakenRanges;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads what the ledger knows of log files. */
public final class ReadLedgerFile {
    private final LedgerTables tables;

    public ReadLedgerFile(LedgerTables tables) {
        this.tables = tables;
    }

    /**
     * All fingerprints of files that have been read.
     *
     * @param awaited only of streams that the order waits for
     */
    public Set<String> fingerprints(Connection connection, Optional<String> stream, boolean awaited)
            throws SQLException {
        Set<String> all = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT f.fingerprint FROM `" + tables.file()
                + "` f JOIN `" + tables.stream() + "` s ON s.stream_id = f.stream_id WHERE f.seen = 1"
                + (awaited ? " AND (s.retired = 0 OR s.expected = 1)" : "")
                + (stream.isPresent() ? " AND s.name = ?" : ""))) {
            if (stream.isPresent()) {
                select.setString(1, stream.get());
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    all.add(row.getString("fingerprint"));
                }
            }
        }
        return all;
    }

    /** A file, once for each stream that has it. */
    public List<LedgerFile> of(Connection connection, String fingerprint, Optional<String> stream) throws SQLException {
        List<LedgerFile> files = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                        SELECT f.file_id, s.name, s.retired, s.expected, f.file_number, f.previous, f.host, COALESCE(f.path,
                            '') AS read_at, f.applied_bytes, f.skipped_bytes, f.rejected_bytes, f.held_bytes, f.lost_bytes
                        FROM matomo_trackreplay_file f
                        JOIN matomo_trackreplay_stream s ON s.stream_id = f.stream_id
                        WHERE f.fingerprint = ? AND f.seen = 1
                        ORDER BY s.name"""))) {
            select.setString(1, fingerprint);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (stream.isEmpty() || stream.get().equals(row.getString("name"))) {
                        files.add(file(connection, fingerprint, row));
                    }
                }
            }
        }
        return files;
    }

    private LedgerFile file(Connection connection, String fingerprint, ResultSet row) throws SQLException {
        long id = row.getLong("file_id");
        return new LedgerFile(
                id,
                new LedgerFile.Name(
                        row.getString("name"),
                        !row.getBoolean("retired") || row.getBoolean("expected"),
                        fingerprint,
                        row.getLong("file_number"),
                        Optional.ofNullable(row.getString("previous"))),
                new LedgerFile.Found(row.getString("host"), row.getString("read_at")),
                new LedgerFile.Bytes(
                        row.getLong("applied_bytes"),
                        row.getLong("skipped_bytes"),
                        row.getLong("rejected_bytes"),
                        row.getLong("held_bytes"),
                        row.getLong("lost_bytes")),
                ranges(connection, id));
    }

    private LedgerFile.Ranges ranges(Connection connection, long id) throws SQLException {
        return new LedgerFile.Ranges(
                ranges(connection, tables.sql("""
                                SELECT range_start, range_end
                                FROM matomo_trackreplay_range
                                WHERE kind = 0 AND range_end > range_start AND file_id = {}
                                ORDER BY range_start""", id)),
                ranges(connection, tables.sql("""
                                SELECT line_offset AS range_start, line_offset + line_bytes AS range_end
                                FROM matomo_trackreplay_rejected
                                WHERE replay_state = 'stored' AND line_bytes > 0 AND file_id = {}""", id)),
                held(connection, id),
                ranges(connection, tables.sql("""
                                SELECT DISTINCT range_start, range_end
                                FROM matomo_trackreplay_conflict
                                WHERE accepted_at IS NULL AND file_id = {}
                                ORDER BY range_start, range_end""", id)),
                proofs(connection, id));
    }

    private static List<ByteRange> ranges(Connection connection, String sql) throws SQLException {
        List<ByteRange> ranges = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                ranges.add(new ByteRange(row.getLong("range_start"), row.getLong("range_end")));
            }
        }
        return ranges;
    }

    /** What is held back, and what was set aside of a stream that has stopped. What lies below the frontier is applied. */
    private List<ByteRange> held(Connection connection, long id) throws SQLException {
        OrderKey frontier = LockProgress.reading(tables).run(connection).frontier();
        List<ByteRange> held = new ArrayList<>();
        for (Pack pack : packs(connection, tables.held(), id)) {
            for (PackEntry entry : pack.entries()) {
                TrackingRequest request = (TrackingRequest) entry;
                OrderKey key = new OrderKey(
                        request.time(),
                        pack.header().file().stream(),
                        pack.header().file().number(),
                        request.offset(),
                        request.index());
                if (key.compareTo(frontier) >= 0) {
                    held.add(bytes(request));
                }
            }
        }
        for (Pack pack : packs(connection, tables.aside(), id)) {
            pack.entries().forEach(entry -> held.add(bytes(entry)));
        }
        return TakenRanges.union(held.stream());
    }

    private static ByteRange bytes(PackEntry entry) {
        return new ByteRange(entry.offset(), entry.offset() + entry.length());
    }

    private static List<Pack> packs(Connection connection, String table, long id) throws SQLException {
        List<Pack> packs = new ArrayList<>();
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT body FROM `" + table + "` WHERE file_id = " + id);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                packs.add(StoredPack.decode(row.getBytes("body")));
            }
        }
        return packs;
    }

    private NavigableMap<Long, NavigableMap<Long, String>> proofs(Connection connection, long id) throws SQLException {
        NavigableMap<Long, NavigableMap<Long, String>> proofs = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql(
                        "SELECT block_start, boundary, proof FROM matomo_trackreplay_proof WHERE file_id = {}", id));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                proofs.computeIfAbsent(row.getLong("block_start"), start -> new TreeMap<>())
                        .put(row.getLong("boundary"), HexFormat.of().formatHex(row.getBytes("proof")));
            }
        }
        return proofs;
    }
}
