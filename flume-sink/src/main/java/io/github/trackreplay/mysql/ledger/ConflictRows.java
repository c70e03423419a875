/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.order.ProofMatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Packs that contradict what had been taken: kept whole, applied never, until somebody looks into it. Stateless. */
public final class ConflictRows {
    private static final int LONGEST_HOST = 255;

    private final LedgerTables tables;

    /** A pack, masked as it is stored, with the place where it contradicts. */
    public record Conflict(long id, long streamId, long fileId, Pack pack, ProofMatch.Contradiction contradiction) {
        /** What its row takes. */
        public long bytes() {
            return StoredPack.encode(pack).length;
        }
    }

    public ConflictRows(LedgerTables tables) {
        this.tables = tables;
    }

    public void insert(Connection connection, Collection<Conflict> conflicts, long commitNumber, long now)
            throws SQLException {
        Rows rows = Rows.insert(
                connection,
                tables.conflict(),
                "conflict_id, commit_no, noticed_at, stream_id, file_id, host, range_start, range_end, boundary,"
                        + " taken_proof, pack_proof, requests, body");
        for (Conflict conflict : conflicts) {
            PackHeader header = conflict.pack().header();
            rows.add(
                    conflict.id(),
                    commitNumber,
                    now,
                    conflict.streamId(),
                    conflict.fileId(),
                    Rows.cut(header.host(), LONGEST_HOST),
                    header.start(),
                    header.end(),
                    conflict.contradiction().pack().boundary(),
                    HexFormat.of().parseHex(conflict.contradiction().taken().hash()),
                    HexFormat.of().parseHex(conflict.contradiction().pack().hash()),
                    conflict.pack().entries().size(),
                    StoredPack.encode(conflict.pack()));
        }
        rows.send();
        new TableTallies(tables)
                .change(
                        connection,
                        TableTallies.Table.CONFLICT,
                        TableTallies.Tally.of(
                                conflicts.stream().map(Conflict::id).toList()));
    }

    /** Whether anything of a log file was set aside that nobody has accepted. */
    public boolean open(Connection connection, long fileId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                        SELECT 1
                        FROM matomo_trackreplay_conflict
                        WHERE file_id = ? AND accepted_at IS NULL
                        LIMIT 1"""))) {
            select.setLong(1, fileId);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /**
     * By boundary the hash, in hexadecimal digits, of the proof by which the latest pack there contradicted what had been taken of a stream's
     * file, accepted or not.
     */
    public Map<Long, String> proofs(Connection connection, String stream, Fingerprint file) throws SQLException {
        Map<Long, String> proofs = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT c.boundary, c.pack_proof
                FROM matomo_trackreplay_stream s
                JOIN matomo_trackreplay_file f ON f.stream_id = s.stream_id
                JOIN matomo_trackreplay_conflict c ON c.file_id = f.file_id
                WHERE s.name = ? AND f.fingerprint = ?
                ORDER BY c.conflict_id"""))) {
            select.setString(1, stream);
            select.setString(2, file.hex());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    proofs.put(
                            row.getLong("boundary"),
                            HexFormat.of().formatHex(row.getBytes("pack_proof"), 0, Proof.BYTES));
                }
            }
        }
        return proofs;
    }

    /** Whether the same was set aside before: its event may come twice. */
    public boolean knows(Connection connection, long fileId, PackHeader header, ProofMatch.Contradiction contradiction)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT 1
                FROM matomo_trackreplay_conflict
                WHERE file_id = ? AND range_start = ? AND range_end = ? AND boundary = ? AND pack_proof = ?
                LIMIT 1"""))) {
            select.setLong(1, fileId);
            select.setLong(2, header.start());
            select.setLong(3, header.end());
            select.setLong(4, contradiction.pack().boundary());
            select.setBytes(5, HexFormat.of().parseHex(contradiction.pack().hash()));
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }
}
