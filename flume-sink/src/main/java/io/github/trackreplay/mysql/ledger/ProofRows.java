/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.Proof;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The proofs of bytes that have been taken. Only inserted, and forgotten where others tell more. Stateless. */
public final class ProofRows {
    private static final int MOST_FORGOTTEN = 1000;

    private final LedgerTables tables;

    /**
     * A proof of a log file.
     *
     * @param readTime when the bytes up to it were read, milliseconds since 1970-01-01 UTC by their reader's clock; where that is ahead,
     *     when they were taken, so that nothing is kept for ever
     */
    public record OfFile(long fileId, Proof proof, long readTime) {}

    public ProofRows(LedgerTables tables) {
        this.tables = tables;
    }

    /** Notes proofs; one that is there already stays as it is. */
    public void insert(Connection connection, Collection<OfFile> proofs) throws SQLException {
        Rows rows = Rows.upsert(
                connection,
                tables.proof(),
                "file_id, boundary, block_start, proof, grid, noted_at",
                "file_id = VALUES(file_id)");
        for (OfFile row : proofs) {
            Proof proof = row.proof();
            rows.add(
                    row.fileId(),
                    proof.boundary(),
                    proof.blockStart(),
                    HexFormat.of().parseHex(proof.hash()),
                    proof.endsBlock() ? 1 : 0,
                    row.readTime());
        }
        rows.send();
    }

    /** Those of a file from a boundary to another one, both included, and the first one behind. */
    public NavigableMap<Long, Proof> around(Connection connection, long fileId, long from, long to)
            throws SQLException {
        String columns =
                tables.sql("SELECT block_start, boundary, proof FROM matomo_trackreplay_proof WHERE file_id = ? AND ");
        try (PreparedStatement select = connection.prepareStatement(columns + "boundary BETWEEN ? AND ? UNION ALL ("
                + columns + "boundary > ? ORDER BY boundary LIMIT 1)")) {
            select.setLong(1, fileId);
            select.setLong(2, from);
            select.setLong(3, to);
            select.setLong(4, fileId);
            select.setLong(5, to);
            return read(select);
        }
    }

    /** The first one behind a boundary, if its bytes were read before a time: milliseconds since 1970-01-01 UTC, by their reader's clock. */
    public Optional<Proof> behind(Connection connection, long fileId, long boundary, long readBefore)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                        SELECT block_start, boundary, proof
                        FROM (SELECT * FROM matomo_trackreplay_proof WHERE file_id = ?
                            AND boundary > ? ORDER BY boundary LIMIT 1) p
                        WHERE noted_at < ?"""))) {
            select.setLong(1, fileId);
            select.setLong(2, boundary);
            select.setLong(3, readBefore);
            return read(select).values().stream().findFirst();
        }
    }

    /** All of a stream's file. Empty for a file that the ledger does not know, or took without proofs. */
    public NavigableMap<Long, Proof> of(Connection connection, String stream, Fingerprint file) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT p.block_start, p.boundary, p.proof
                FROM matomo_trackreplay_stream s
                JOIN matomo_trackreplay_file f ON f.stream_id = s.stream_id
                JOIN matomo_trackreplay_proof p ON p.file_id = f.file_id
                WHERE s.name = ? AND f.fingerprint = ?"""))) {
            select.setString(1, stream);
            select.setString(2, file.hex());
            return read(select);
        }
    }

    /**
     * Whether a stream has a log file of which another stream has taken the same bytes, and which has had an effect.
     *
     * @param least so many of its bytes were applied at least
     */
    public boolean sharesBytes(Connection connection, long streamId, long least) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                        SELECT 1
                        FROM matomo_trackreplay_file a
                        JOIN matomo_trackreplay_file b ON b.fingerprint = a.fingerprint AND b.stream_id <> a.stream_id
                        JOIN matomo_trackreplay_proof p ON p.file_id = a.file_id
                        JOIN matomo_trackreplay_proof q ON q.file_id = b.file_id AND q.boundary = p.boundary
                            AND q.block_start = p.block_start AND q.proof = p.proof
                        WHERE a.stream_id = ? AND a.seen = 1 AND b.seen = 1 AND a.applied_bytes >= ?
                        LIMIT 1"""))) {
            select.setLong(1, streamId);
            select.setLong(2, least);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Which fingerprints are log files of a stream that something has been taken of. */
    public Set<Fingerprint> known(Connection connection, String stream, Collection<Fingerprint> among)
            throws SQLException {
        Set<Fingerprint> known = new HashSet<>();
        if (among.isEmpty()) {
            return known;
        }
        String list = among.stream().map(f -> "'" + f.hex() + "'").collect(Collectors.joining(", "));
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT f.fingerprint
                FROM matomo_trackreplay_stream s
                JOIN matomo_trackreplay_file f ON f.stream_id = s.stream_id
                WHERE s.name = ? AND f.seen = 1 AND f.fingerprint IN ({})""", list))) {
            select.setString(1, stream);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    known.add(new Fingerprint(row.getString("fingerprint")));
                }
            }
        }
        return known;
    }

    private static NavigableMap<Long, Proof> read(PreparedStatement select) throws SQLException {
        NavigableMap<Long, Proof> proofs = new TreeMap<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                proofs.put(
                        row.getLong("boundary"),
                        new Proof(
                                row.getLong("block_start"),
                                row.getLong("boundary"),
                                HexFormat.of().formatHex(row.getBytes("proof"), 0, Proof.BYTES)));
            }
        }
        return proofs;
    }

    /**
     * Forgets proofs inside of blocks, except the last one of each file. In the caller's transaction.
     *
     * @param readBefore whose bytes were read before this, milliseconds since 1970-01-01 UTC
     * @return whether there may be more
     */
    public boolean forget(Connection connection, long readBefore) throws SQLException {
        List<String> places = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT p.file_id, p.boundary
                FROM matomo_trackreplay_proof p
                WHERE p.grid = 0 AND p.noted_at < ?
                    AND EXISTS (SELECT 1 FROM matomo_trackreplay_proof q WHERE q.file_id = p.file_id
                    AND q.boundary > p.boundary)
                LIMIT {}""", MOST_FORGOTTEN))) {
            select.setLong(1, readBefore);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    places.add("(" + row.getLong("file_id") + ", " + row.getLong("boundary") + ")");
                }
            }
        }
        if (!places.isEmpty()) {
            try (PreparedStatement delete = connection.prepareStatement(tables.sql(
                    "DELETE FROM matomo_trackreplay_proof WHERE (file_id, boundary) IN ({})",
                    places.stream().collect(Collectors.joining(", "))))) {
                delete.executeUpdate();
            }
        }
        return places.size() == MOST_FORGOTTEN;
    }
}
