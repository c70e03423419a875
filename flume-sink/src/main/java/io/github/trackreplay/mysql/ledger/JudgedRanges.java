/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.order.ByteRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * With which tracker paths the bytes of a log file were judged. The file's row names those of its last read; whatever was read
 * with others before has a range here, and so has what was offered again with further ones.
 */
public final class JudgedRanges {
    private final LedgerTables tables;

    /** What a range tells. */
    public enum Kind {
        /** It was judged with these paths and not with those of the file's row. */
        INSTEAD(0),
        /** It was judged with these paths, too. */
        BESIDES(1);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private int code() {
            return code;
        }

        private static Kind of(int code) {
            return code == INSTEAD.code ? INSTEAD : BESIDES;
        }
    }

    /** One range. */
    public record Judged(Kind kind, ByteRange range, String paths) {}

    public JudgedRanges(LedgerTables tables) {
        this.tables = tables;
    }

    /** The ledger's id of a stream's file that has been read. */
    public OptionalLong fileId(Connection connection, String stream, String fingerprint) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT f.file_id
                FROM matomo_trackreplay_file f
                JOIN matomo_trackreplay_stream s ON s.stream_id = f.stream_id
                WHERE s.name = ? AND f.fingerprint = ? AND f.seen = 1"""))) {
            select.setString(1, stream);
            select.setString(2, fingerprint);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong("file_id")) : OptionalLong.empty();
            }
        }
    }

    /** All ranges of a file. */
    public List<Judged> of(Connection connection, long fileId) throws SQLException {
        List<Judged> ranges = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT kind, range_start, range_end, tracker_paths
                FROM matomo_trackreplay_judged
                WHERE file_id = ?
                ORDER BY kind, range_start"""))) {
            select.setLong(1, fileId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ranges.add(new Judged(
                            Kind.of(row.getInt("kind")),
                            new ByteRange(row.getLong("range_start"), row.getLong("range_end")),
                            row.getString("tracker_paths")));
                }
            }
        }
        return ranges;
    }

    /** Adds a range that overlaps no other of its kind and paths; one that ends where it begins grows. */
    public void add(Connection connection, long fileId, Judged judged) throws SQLException {
        String hash = SettingTexts.name(judged.paths());
        try (PreparedStatement grow = connection.prepareStatement(tables.sql("""
                UPDATE matomo_trackreplay_judged
                SET range_end = ?
                WHERE file_id = ? AND kind = ? AND paths_hash = ? AND range_end = ?"""))) {
            grow.setLong(1, judged.range().end());
            grow.setLong(2, fileId);
            grow.setInt(3, judged.kind().code());
            grow.setString(4, hash);
            grow.setLong(5, judged.range().start());
            if (grow.executeUpdate() > 0) {
                return;
            }
        }
        Rows.insert(connection, tables.judged(), "file_id, kind, paths_hash, range_start, range_end, tracker_paths")
                .add(
                        fileId,
                        judged.kind().code(),
                        hash,
                        judged.range().start(),
                        judged.range().end(),
                        judged.paths())
                .send();
    }
}
