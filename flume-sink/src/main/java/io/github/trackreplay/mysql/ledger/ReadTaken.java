/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.TakenRanges;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reads what has been taken of one log file, without locks. What is booked as destroyed is none of it: it is applied if it comes after all. */
public final class ReadTaken {
    private static final String SQL = """
            SELECT r.range_start, r.range_end
            FROM matomo_trackreplay_stream s
            JOIN matomo_trackreplay_file f ON f.stream_id = s.stream_id AND f.fingerprint = ?
            JOIN matomo_trackreplay_range r ON r.file_id = f.file_id AND r.kind = 0
            WHERE s.name = ?
            """;

    private static final String DESTROYED = """
            SELECT l.range_end - l.lost_bytes AS range_start, l.range_end
            FROM matomo_trackreplay_stream s
            JOIN matomo_trackreplay_file f ON f.stream_id = s.stream_id AND f.fingerprint = ? AND f.lost_bytes > 0
            JOIN matomo_trackreplay_loss l ON l.stream_id = s.stream_id AND l.file_id = f.file_id
            WHERE s.name = ? AND l.to_time IS NULL AND l.lost_bytes > 0
            """;

    private static final String LAST_TIME = """
            SELECT MAX(f.last_time) AS newest FROM matomo_trackreplay_stream s JOIN matomo_trackreplay_file f ON f.stream_id = s.stream_id WHERE s.name = ?
            """;

    private final String sql;
    private final String destroyed;
    private final String lastTime;

    public ReadTaken(LedgerTables tables) {
        this.sql = tables.sql(SQL);
        this.destroyed = tables.sql(DESTROYED);
        this.lastTime = tables.sql(LAST_TIME);
    }

    /** The taken ranges, none of an unknown log file. They carry no watermarks. */
    public TakenRanges run(Connection connection, LogFile file) throws SQLException {
        List<ByteRange> destroyed = ranges(connection, this.destroyed, file);
        TakenRanges taken = new TakenRanges();
        for (ByteRange range : ranges(connection, sql, file)) {
            List<ByteRange> parts = List.of(range);
            for (ByteRange lost : destroyed) {
                parts = parts.stream()
                        .flatMap(part -> part.without(lost).stream())
                        .toList();
            }
            parts.forEach(
                    part -> taken.restore(new TakenRanges.Span(part.start(), part.end(), TakenRanges.NO_WATERMARK)));
        }
        return taken;
    }

    private static List<ByteRange> ranges(Connection connection, String sql, LogFile file) throws SQLException {
        List<ByteRange> ranges = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, file.fingerprint().hex());
            select.setString(2, file.stream());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ranges.add(new ByteRange(row.getLong("range_start"), row.getLong("range_end")));
                }
            }
        }
        return ranges;
    }

    /** The greatest event time that has been taken of a stream; nothing if there is none. */
    public OptionalLong lastTime(Connection connection, String stream) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(lastTime)) {
            select.setString(1, stream);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return NullableLong.read(row, "newest");
            }
        }
    }
}
