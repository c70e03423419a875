/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    /** The reason of events that their frontend vouches for and that could not be taken all the same. */
    public static final String OWN = "unprocessable-event";

    /** Counts what names a stream that is waited for. */
    public static final Of KNOWN = new Of("kept-known", 0);
    /** Counts what of that is not believed. */
    public static final Of NAMED = new Of("kept-named", 0);
    /** Counts all else. */
    public static final Of UNKNOWN = new Of("kept-unknown", 0);

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
     * @param named what of the first is not believed
     */
    public record Kept(long known, long unknown, long named) {}

    public KeptBytes(LedgerTables tables) {
        this.tables = tables;
    }

    /** The counter for what is set aside of a stream that nobody lists; all of it is counted as unknown besides. */
    public static Of ofUnlisted(long streamId) {
        return new Of(UNLISTED, streamId);
    }

    public Kept read(Connection connection) throws SQLException {
        return new Kept(
                Math.max(0, read(connection, KNOWN)),
                Math.max(0, read(connection, UNKNOWN)),
                Math.max(0, read(connection, NAMED)));
    }

    /** A counter's number. */
    public long read(Connection connection, Of counter) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                tables.sql("SELECT number FROM matomo_trackreplay_tally WHERE name = ? AND stream_id = ?"))) {
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

    /** Packs in conflict are about to be deleted that meet a condition on their table, {@code c}. */
    void discardConflicts(Connection connection, String where) throws SQLException {
        Map<Of, Long> gone = new HashMap<>(conflicts(connection, " AND " + where));
        gone.replaceAll((of, bytes) -> -bytes);
        add(connection, gone);
    }

    /**
     * By how much the counters differ from what is there, in one look while others go on: what they write changes both alike. What is
     * set aside of a stream that is waited for, because it has stopped, does not count.
     *
     * @param connection auto-commit off, in no transaction
     */
    public Map<Of, Long> drift(Connection connection) throws SQLException {
        int isolation = connection.getTransactionIsolation();
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try {
            return differences(connection);
        } finally {
            connection.rollback();
            connection.setTransactionIsolation(isolation);
        }
    }

    /**
     * Counts anew: to be done in the very transaction in which a stream begins or ceases to be one that is waited for, which makes
     * what is kept of it count otherwise, behind all else that this changes; so whatever dies, both are done or neither. The
     * transaction holds the progress lock: nobody writes anything, counts anew or changes who is waited for between the look and what
     * is made of it. That keeps others waiting for as long as reading what is kept takes, and is rare.
     */
    public void countAnew(Connection connection) throws SQLException {
        add(connection, differences(connection));
    }

    private Map<Of, Long> differences(Connection connection) throws SQLException {
        Map<Of, Long> drift = counters(connection);
        drift.replaceAll((of, bytes) -> -bytes);
        there(connection).forEach((of, bytes) -> drift.merge(of, bytes, Long::sum));
        drift.values().removeIf(bytes -> bytes == 0);
        return drift;
    }

    private Map<Of, Long> counters(Connection connection) throws SQLException {
        Map<Of, Long> counters = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql(
                        "SELECT name, stream_id, number FROM matomo_trackreplay_tally WHERE name LIKE 'kept-%'"));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                counters.put(new Of(row.getString("name"), row.getLong("stream_id")), row.getLong("number"));
            }
        }
        return counters;
    }

    private Map<Of, Long> there(Connection connection) throws SQLException {
        Map<Of, Long> there = new HashMap<>();
        for (Map.Entry<Long, Long> stream : unlisted(connection).entrySet()) {
            there.put(ofUnlisted(stream.getKey()), stream.getValue());
            there.merge(UNKNOWN, stream.getValue(), Long::sum);
        }
        events(connection).forEach((of, bytes) -> there.merge(of, bytes, Long::sum));
        conflicts(connection, "").forEach((of, bytes) -> there.merge(of, bytes, Long::sum));
        return there;
    }

    /** What events take: those that could not be taken are their frontend's own, others only name a stream. */
    private Map<Of, Long> events(Connection connection) throws SQLException {
        Map<Of, Long> bytes = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT reason = '{}' AS own, stream IN (SELECT name FROM matomo_trackreplay_stream WHERE {}) AS named,
                    SUM(LENGTH(raw) + {}) AS bytes
                FROM matomo_trackreplay_rejected
                WHERE file_id IS NULL
                GROUP BY own, named""", OWN, WAITED_FOR, ROW_BYTES));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                boolean own = row.getBoolean("own");
                boolean named = row.getBoolean("named");
                bytes.merge(own || named ? KNOWN : UNKNOWN, row.getLong("bytes"), Long::sum);
                if (named && !own) {
                    bytes.merge(NAMED, row.getLong("bytes"), Long::sum);
                }
            }
        }
        return bytes;
    }

    private Map<Of, Long> conflicts(Connection connection, String where) throws SQLException {
        Map<Of, Long> bytes = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT c.stream_id IN (SELECT stream_id FROM matomo_trackreplay_stream WHERE {}) AS named,
                    SUM(LENGTH(c.body) + {}) AS bytes
                FROM matomo_trackreplay_conflict c
                WHERE 1 = 1{}
                GROUP BY named""", WAITED_FOR, ROW_BYTES, where));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                bytes.merge(row.getBoolean("named") ? KNOWN : UNKNOWN, row.getLong("bytes"), Long::sum);
            }
        }
        return bytes;
    }

    private Map<Long, Long> unlisted(Connection connection) throws SQLException {
        Map<Long, Long> streams = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT a.stream_id, SUM(LENGTH(a.body) + {}) AS bytes
                FROM matomo_trackreplay_aside a
                JOIN matomo_trackreplay_stream s ON s.stream_id = a.stream_id
                WHERE NOT {}
                GROUP BY a.stream_id""", ROW_BYTES, WAITED_FOR));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                streams.put(row.getLong("stream_id"), row.getLong("bytes"));
            }
        }
        return streams;
    }
}
