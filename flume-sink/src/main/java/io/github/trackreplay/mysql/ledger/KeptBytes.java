/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * How many bytes our tables keep of what nobody vouches for: events that were not believed or not understood, packs of
 * streams that nobody lists, packs that contradict what had been taken. Counted where they are written, in counters of their
 * own, so that nothing large has to be read to know it. Stateless.
 */
public final class KeptBytes {
    /** What a row takes besides its bytes: its columns, its keys, and those of what it brings along. */
    public static final long ROW_BYTES = 1024;

    private static final Of KNOWN = new Of("kept-known", 0);
    private static final Of UNKNOWN = new Of("kept-unknown", 0);
    private static final String UNLISTED = "kept-unlisted";

    /** What is counted by itself. */
    public record Of(String name, long streamId) {}

    private static final String WAITED_FOR = "(retired = 0 OR expected = 1)";

    private final LedgerTables tables;

    /**
     * Bytes that are kept.
     *
     * @param known of what names a stream that is waited for
     * @param unknown of all else
     */
    public record Kept(long known, long unknown) {}

    public KeptBytes(LedgerTables tables) {
        this.tables = tables;
    }

    /** The counter for what names a stream that is waited for, or for all else. */
    public static Of counter(boolean known) {
        return known ? KNOWN : UNKNOWN;
    }

    /** The counter for what is set aside of a stream that nobody lists; all of it is counted as unknown besides. */
    public static Of ofUnlisted(long streamId) {
        return new Of(UNLISTED, streamId);
    }

    public Kept read(Connection connection) throws SQLException {
        return new Kept(Math.max(0, read(connection, KNOWN)), Math.max(0, read(connection, UNKNOWN)));
    }

    /** A counter's number. */
    public long read(Connection connection, Of counter) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT number FROM `" + tables.tally() + "` WHERE name = ? AND stream_id = ?")) {
            select.setString(1, counter.name());
            select.setLong(2, counter.streamId());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong("number") : 0;
            }
        }
    }

    /** Adds to what is counted. */
    public void add(Connection connection, Map<Of, Long> bytes) throws SQLException {
        Rows rows =
                Rows.upsert(connection, tables.tally(), "name, stream_id, number", "number = number + VALUES(number)");
        for (Map.Entry<Of, Long> entry : bytes.entrySet()) {
            rows.add(entry.getKey().name(), entry.getKey().streamId(), entry.getValue());
        }
        rows.send();
    }

    /** Rows of what names streams that are waited for are about to be deleted. */
    void takeOff(Connection connection, String bytes, String fromRows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long gone = sum(statement, "SELECT SUM(LENGTH(" + bytes + ") + " + ROW_BYTES + ") AS bytes " + fromRows);
            if (gone > 0) {
                add(connection, Map.of(KNOWN, -gone));
            }
        }
    }

    /**
     * Counts anew what is there, which reads it: for operators. What is set aside of a stream that is waited for, because it
     * has stopped, does not count.
     */
    public void recount(Connection connection) throws SQLException {
        Map<Of, Long> counted = new HashMap<>();
        long unlisted = 0;
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM `" + tables.tally() + "` WHERE name LIKE 'kept-%'");
            for (Map.Entry<Long, Long> stream : unlisted(statement).entrySet()) {
                counted.put(ofUnlisted(stream.getKey()), stream.getValue());
                unlisted += stream.getValue();
            }
            long events = sum(
                    statement,
                    "SELECT SUM(LENGTH(raw) + " + ROW_BYTES + ") AS bytes FROM `" + tables.rejected()
                            + "` WHERE file_id IS NULL AND (stream IS NULL OR stream NOT IN (SELECT name FROM `"
                            + tables.stream() + "` WHERE " + WAITED_FOR + "))");
            long knownEvents = sum(
                    statement,
                    "SELECT SUM(LENGTH(raw) + " + ROW_BYTES + ") AS bytes FROM `"
                            + tables.rejected() + "` WHERE file_id IS NULL AND stream IN (SELECT name FROM `"
                            + tables.stream()
                            + "` WHERE " + WAITED_FOR + ")");
            long conflicts = sum(
                    statement,
                    "SELECT SUM(LENGTH(body) + " + ROW_BYTES + ") AS bytes FROM `" + tables.conflict() + "`");
            counted.put(UNKNOWN, unlisted + events);
            counted.put(KNOWN, knownEvents + conflicts);
        }
        add(connection, counted);
    }

    private Map<Long, Long> unlisted(Statement statement) throws SQLException {
        Map<Long, Long> streams = new HashMap<>();
        try (ResultSet row = statement.executeQuery("SELECT a.stream_id, SUM(LENGTH(a.body) + " + ROW_BYTES
                + ") AS bytes FROM `" + tables.aside() + "` a JOIN `" + tables.stream()
                + "` s ON s.stream_id = a.stream_id WHERE NOT " + WAITED_FOR + " GROUP BY a.stream_id")) {
            while (row.next()) {
                streams.put(row.getLong("stream_id"), row.getLong("bytes"));
            }
        }
        return streams;
    }

    private static long sum(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong("bytes");
        }
    }
}
