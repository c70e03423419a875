/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.event.OrderKey;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.ledger.SpoiltHeldException.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Sets a row aside that waits, in the hold-back table or with what came of a stopped stream, and cannot be read, so that the
 * others go on: it becomes a rejected event with its bytes, and the bytes of its lines are booked as rejected. Which lines it
 * held nobody can tell any more, so the rejected row names no offset and nothing of it is ever offered again by itself.
 */
public final class SpoiltHeld {
    private static final String REASON = "unreadable-held";

    private final LedgerTables tables;

    public SpoiltHeld(LedgerTables tables) {
        this.tables = tables;
    }

    /** @param requests how many it holds at most; 0 where its table does not tell */
    private record Row(long fileId, long fileHeld, long streamId, String stream, long number, int requests) {}

    /**
     * Does it and commits.
     *
     * @param connection auto-commit off, in no transaction
     * @return a sentence; empty if the row is not there any more
     */
    public Optional<String> setAside(Connection connection, SpoiltHeldException spoilt, long now) throws SQLException {
        OrderKey frontier = new LockProgress(tables).run(connection).frontier();
        return new OperatorCommit(tables).run(connection, commitNumber -> {
            Optional<Row> found = row(connection, spoilt);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Row row = found.get();
            long bytes = Math.max(
                    0,
                    row.fileHeld()
                            - others(connection, row, Place.HELD, spoilt, frontier)
                            - others(connection, row, Place.ASIDE, spoilt, frontier));
            String sentence = sentence(spoilt, row, bytes);
            reject(connection, spoilt, commitNumber, bytes, sentence, now);
            delete(connection, spoilt);
            account(connection, row, bytes, commitNumber);
            return Optional.of(sentence);
        });
    }

    private String sentence(SpoiltHeldException spoilt, Row row, long bytes) {
        return String.format(
                Locale.ROOT,
                "A row of the %s (%s, %s %d) cannot be read: %s of log file %d of stream"
                        + " %s, %d bytes, are not applied. Its bytes are kept as a rejected event (trackreplay rejected list"
                        + " --reason %s); the rest goes on. %s",
                spoilt.place() == Place.HELD ? "hold-back table" : "table of what was set aside",
                table(spoilt.place()),
                id(spoilt.place()),
                spoilt.id(),
                spoilt.place() == Place.HELD ? "up to " + row.requests() + " requests" : "requests",
                row.number(),
                row.stream(),
                bytes,
                REASON,
                spoilt.getMessage());
    }

    private String table(Place place) {
        return place == Place.HELD ? tables.held() : tables.aside();
    }

    private static String id(Place place) {
        return place == Place.HELD ? "held_id" : "aside_id";
    }

    private Optional<Row> row(Connection connection, SpoiltHeldException spoilt) throws SQLException {
        String requests = spoilt.place() == Place.HELD ? "h.requests" : "0";
        try (PreparedStatement select =
                connection.prepareStatement(tables.sql("""
                        SELECT f.file_id, f.held_bytes, s.stream_id, s.name, f.file_number, {} AS most_requests
                        FROM `{}` h
                        JOIN matomo_trackreplay_file f ON f.file_id = h.file_id
                        JOIN matomo_trackreplay_stream s ON s.stream_id = f.stream_id
                        WHERE h.{} = ?""", requests, table(spoilt.place()), id(spoilt.place())))) {
            select.setLong(1, spoilt.id());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Row(
                                row.getLong("file_id"),
                                row.getLong("held_bytes"),
                                row.getLong("stream_id"),
                                row.getString("name"),
                                row.getLong("file_number"),
                                row.getInt("most_requests")))
                        : Optional.empty();
            }
        }
    }

    /** Bytes of the file's other lines that wait; its account knows only the sum. */
    private long others(Connection connection, Row row, Place place, SpoiltHeldException spoilt, OrderKey frontier)
            throws SQLException {
        List<Long> others = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT " + id(place) + " AS waiting_id FROM `"
                + table(place) + "` WHERE file_id = ? AND " + id(place) + " <> ?")) {
            select.setLong(1, row.fileId());
            select.setLong(2, spoilt.id()); // ids are unique among all tables of the ledger
            try (ResultSet other = select.executeQuery()) {
                while (other.next()) {
                    others.add(other.getLong("waiting_id"));
                }
            }
        }
        long bytes = 0;
        // one after the other: there may be more than fits into memory
        try (PreparedStatement select =
                connection.prepareStatement("SELECT body FROM `" + table(place) + "` WHERE " + id(place) + " = ?")) {
            for (long other : others) {
                select.setLong(1, other);
                try (ResultSet body = select.executeQuery()) {
                    bytes += body.next() ? waiting(row, place, body.getBytes("body"), frontier) : 0;
                }
            }
        }
        return bytes;
    }

    /** Of a held-back pack what lies below the frontier is done; a pack that was set aside waits whole. */
    private static long waiting(Row row, Place place, byte[] body, OrderKey frontier) {
        long bytes = 0;
        try {
            for (PackEntry entry : StoredPack.decode(body).entries()) {
                OrderKey key = entry instanceof TrackingRequest request
                        ? new OrderKey(request.time(), row.stream(), row.number(), request.offset(), request.index())
                        : frontier;
                bytes += place == Place.ASIDE || key.compareTo(frontier) >= 0 ? entry.length() : 0;
            }
            return bytes;
        } catch (LedgerException e) {
            return 0; // spoilt as well; its bytes are booked with this one's
        }
    }

    private void reject(
            Connection connection, SpoiltHeldException spoilt, long commitNumber, long bytes, String detail, long now)
            throws SQLException {
        String time = spoilt.place() == Place.HELD ? "min_time" : "NULL";
        try (PreparedStatement insert = connection.prepareStatement(
                tables.sql("""
                INSERT INTO matomo_trackreplay_rejected (rejected_id, commit_no, rejected_at, file_id, line_offset,
                    line_bytes, line_index, event_time, reason, detail, form, raw, replay_state)
                SELECT {}, ?, ?, file_id, NULL, ?, 0, {}, '{}', ?, 'event', body, 'stored'
                FROM `{}`
                WHERE {} = ?""", id(spoilt.place()), time, REASON, table(spoilt.place()), id(spoilt.place())))) {
            insert.setLong(1, commitNumber);
            insert.setLong(2, now);
            insert.setLong(3, bytes);
            insert.setString(4, detail);
            insert.setLong(5, spoilt.id());
            insert.executeUpdate();
            new TableTallies(tables)
                    .change(connection, TableTallies.Table.REJECTED, new TableTallies.Tally(1, spoilt.id(), 0));
        }
    }

    /** The progress counts what is held back, and not what was set aside. */
    private void delete(Connection connection, SpoiltHeldException spoilt) throws SQLException {
        if (spoilt.place() == Place.HELD) {
            update(connection, tables.sql("""
                            UPDATE matomo_trackreplay_progress p
                            JOIN matomo_trackreplay_held h ON h.held_id = ?
                            SET p.held_packs = p.held_packs - 1, p.held_requests = GREATEST(0, p.held_requests - h.requests),
                                p.held_bytes = p.held_bytes - h.body_bytes
                            WHERE p.id = 1"""), spoilt.id());
        }
        if (spoilt.place() == Place.ASIDE) {
            new TableTallies(tables)
                    .change(connection, TableTallies.Table.ASIDE, new TableTallies.Tally(-1, -spoilt.id(), 0));
        }
        update(
                connection,
                "DELETE FROM `" + table(spoilt.place()) + "` WHERE " + id(spoilt.place()) + " = ?",
                spoilt.id());
    }

    private void account(Connection connection, Row row, long bytes, long commitNumber) throws SQLException {
        update(connection, tables.sql("""
                        UPDATE matomo_trackreplay_file
                        SET held_bytes = held_bytes - ?, rejected_bytes = rejected_bytes + ?
                        WHERE file_id = ?"""), bytes, bytes, row.fileId());
        update(
                connection,
                tables.sql("UPDATE matomo_trackreplay_stream SET commit_no = ? WHERE stream_id = ?"),
                commitNumber,
                row.streamId());
        update(connection, tables.sql("""
                        INSERT INTO matomo_trackreplay_counter (stream_id, outcome, reason, requests)
                        VALUES (?, 'rejected', '{}', ?)
                        ON DUPLICATE KEY UPDATE requests = requests +
                        VALUES(requests)""", REASON), row.streamId(), Math.max(1, row.requests()));
    }

    private static void update(Connection connection, String sql, long... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setLong(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
