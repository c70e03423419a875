/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether our tables are of one moment. A restore under a running agent, or of some tables only, leaves a mixture that would
 * lose or double requests without a word. Only reads; the caller sees to it that nobody commits meanwhile.
 */
public final class LedgerCheck {
    private static final int MOST = 5;

    private final LedgerTables tables;

    public LedgerCheck(LedgerTables tables) {
        this.tables = tables;
    }

    /**
     * A sentence with the remedy if the tables contradict each other, or one of them is not there: most are asked for with every
     * transaction, some only when a log is read again. Reads the accounts of all log files.
     */
    public Optional<String> contradiction(Connection connection) throws SQLException {
        Optional<String> found = contradiction(connection, Long.MIN_VALUE);
        return found.isPresent() ? found : new LedgerSchema(tables).lost(connection);
    }

    /**
     * A sentence if tables hold other rows than were written to them from which nothing is applied before an operator asks for
     * it: no reason to stop.
     */
    public Optional<String> changedByOthers(Connection connection) throws SQLException {
        return new TableTallies(tables).changedByOthers(connection);
    }

    /** Has tables counted from now on that are not yet. */
    public void begin(Connection connection) throws SQLException {
        new TableTallies(tables).begin(connection);
    }

    /**
     * The same, but of log files only those that were read after a time, which costs the less the fewer those are.
     *
     * @param seenSince milliseconds since 1970-01-01 UTC
     */
    public Optional<String> contradiction(Connection connection, long seenSince) throws SQLException {
        Optional<String> emptied = emptied(connection, seenSince);
        if (emptied.isPresent()) {
            return emptied;
        }
        List<String> found = new ArrayList<>(accounts(connection, seenSince));
        found.addAll(chains(connection));
        found.addAll(streams(connection));
        found.addAll(held(connection));
        found.addAll(commits(connection));
        if (seenSince == Long.MIN_VALUE) {
            found.addAll(new TableTallies(tables).contradictions(connection));
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of("Our tables contradict each other: " + String.join("; ", found)
                        + ". They are not of one moment: was a backup restored while an agent ran, or only a part of it? Stop all"
                        + " agents, restore Matomo's tables and ours together from one consistent backup (mysqldump"
                        + " --single-transaction), then start again; the logs are read again from there.");
    }

    /**
     * Rows whose owner is missing: what was taken would not be known, and be taken again. Chains are looked for by their streams: a
     * file may still name one that earlier versions joined into another.
     */
    private Optional<String> emptied(Connection connection, long seenSince) throws SQLException {
        String recent = " AND o.last_seen >= " + seenSince;
        List<String> found = list(connection, tables.sql("""
                        SELECT '{} holds no stream, and requests have been replayed' AS contradiction
                        FROM matomo_trackreplay_progress p
                        WHERE p.id = 1 AND p.frontier_time IS NOT NULL AND NOT EXISTS (SELECT 1 FROM matomo_trackreplay_stream)""", tables.stream()));
        found.addAll(ownerless(connection, tables.file(), tables.stream(), "stream_id", recent));
        found.addAll(ownerless(connection, tables.file(), tables.chain(), "stream_id", recent));
        if (seenSince == Long.MIN_VALUE) {
            found.addAll(ownerless(connection, tables.range(), tables.file(), "file_id", ""));
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(lacks(String.join(", ", found)));
    }

    /** What to say of a table that somebody has emptied. */
    static String lacks(String what) {
        return "Of our tables " + what
                + ", as if somebody had emptied it: what has been replayed would be replayed again. Nothing has been changed."
                + " Stop all agents and restore Matomo's tables and ours together from one consistent backup; the logs"
                + " are read again from there. Where there is none, 'trackreplay schema --begin-again' drops what is left"
                + " and begins a new ledger; it knows nothing of what has been replayed, so whatever is read again is"
                + " applied again.";
    }

    private static List<String> ownerless(
            Connection connection, String owned, String owner, String key, String condition) throws SQLException {
        return list(
                connection,
                "SELECT CONCAT('" + owner + " lacks the rows that ', COUNT(*), ' rows of " + owned
                        + " belong to') AS contradiction FROM `" + owned + "` o LEFT JOIN `" + owner + "` w ON w." + key
                        + " = o." + key + " WHERE w." + key + " IS NULL" + condition + " HAVING COUNT(*) > 0");
    }

    /** The bytes of a file's ranges are those of its account. */
    private List<String> accounts(Connection connection, long seenSince) throws SQLException {
        return list(connection, tables.sql("""
                        SELECT CONCAT('of log file ', a.file_number, ' (', LEFT(a.fingerprint, 12), '…) of stream ', a.name,
                            ' ', a.taken, ' bytes have been taken and ', a.accounted, ' are accounted for') AS contradiction
                        FROM (SELECT f.file_number, f.fingerprint, s.name,
                            f.applied_bytes + f.skipped_bytes + f.rejected_bytes + f.held_bytes + f.lost_bytes AS accounted,
                            COALESCE((SELECT SUM(r.range_end - r.range_start) FROM matomo_trackreplay_range r WHERE r.file_id =
                            f.file_id AND r.kind = 0),
                            0) AS taken FROM matomo_trackreplay_file f JOIN matomo_trackreplay_stream s
                            ON s.stream_id = f.stream_id WHERE f.last_seen >= {}) a
                        WHERE a.taken <> a.accounted
                        LIMIT {}""", seenSince, MOST));
    }

    /** How far a chain is complete is not beyond what its file's ranges hold. */
    private List<String> chains(Connection connection) throws SQLException {
        return list(connection, tables.sql("""
                        SELECT CONCAT('stream ', s.name, ' is said to be complete to byte ', c.whole_offset,
                            ' of its log file ', COALESCE(f.file_number, '(which is missing)'),
                            ', of which that has not been taken') AS contradiction
                        FROM matomo_trackreplay_chain c
                        JOIN matomo_trackreplay_stream s ON s.stream_id = c.stream_id
                        LEFT JOIN matomo_trackreplay_file f ON f.file_id = c.whole_file
                        WHERE f.file_id IS NULL OR (c.whole_offset > 0
                            AND NOT EXISTS (SELECT 1 FROM matomo_trackreplay_range r WHERE r.file_id = c.whole_file
                            AND r.kind IN (0, 2) AND r.range_end >= c.whole_offset))
                        LIMIT {}""", MOST));
    }

    /** A stream's row is written with those of its chains, and with every row of what waits of it. */
    private List<String> streams(Connection connection) throws SQLException {
        List<String> found = list(connection, tables.sql("""
                        SELECT CONCAT('stream ', s.name, ' is said to have reached ',
                            COALESCE(FROM_UNIXTIME(s.watermark / 1000), 'nothing'), ', and its chain of log files ',
                            COALESCE(FROM_UNIXTIME(c.order_watermark / 1000), 'nothing')) AS contradiction
                        FROM matomo_trackreplay_stream s
                        JOIN matomo_trackreplay_chain c ON c.chain_id = s.current_chain
                        WHERE NOT (s.watermark <=> c.order_watermark)
                        LIMIT {}""", MOST));
        for (String table : List.of(tables.held(), tables.aside())) {
            found.addAll(list(connection, tables.sql("""
                            SELECT CONCAT('the row of stream ', s.name, ' is of commit ', s.commit_no,
                                ', and {} has one of its log files of commit ', MAX(t.commit_no)) AS contradiction
                            FROM `{}` t
                            JOIN matomo_trackreplay_file f ON f.file_id = t.file_id
                            JOIN matomo_trackreplay_stream s ON s.stream_id = f.stream_id
                            GROUP BY s.stream_id, s.name, s.commit_no
                            HAVING MAX(t.commit_no) > s.commit_no
                            LIMIT {}""", table, table, MOST)));
        }
        return found;
    }

    /** What is held back is as much as the progress says. */
    private List<String> held(Connection connection) throws SQLException {
        return list(connection, tables.sql("""
                        SELECT CONCAT(h.packs, ' packs are held back, and ', p.held_packs, ' are said to be') AS contradiction
                        FROM (SELECT COUNT(*) AS packs FROM matomo_trackreplay_held) h
                        JOIN matomo_trackreplay_progress p ON p.id = 1
                        WHERE h.packs <> p.held_packs"""));
    }

    /** No row is of a later commit than the last one. */
    private List<String> commits(Connection connection) throws SQLException {
        List<String> found = new ArrayList<>();
        found.addAll(list(connection, tables.sql("""
                        SELECT CONCAT('{}', ' has a row of commit ', t.commit_no, ', and the last commit was ',
                            p.commit_no) AS contradiction
                        FROM (SELECT commit_no FROM matomo_trackreplay_rejected ORDER BY rejected_id DESC LIMIT 1) t
                        JOIN matomo_trackreplay_progress p ON p.id = 1
                        WHERE t.commit_no > p.commit_no""", tables.rejected()))); // numbers are given in the order
        // of commits
        for (String table : List.of(tables.stream(), tables.held(), tables.aside())) {
            found.addAll(list(connection, tables.sql("""
                            SELECT CONCAT('{} has a row of commit ', MAX(t.commit_no), ', and the last commit was ',
                                MAX(p.commit_no)) AS contradiction
                            FROM `{}` t
                            JOIN matomo_trackreplay_progress p ON p.id = 1
                            HAVING MAX(t.commit_no) > MAX(p.commit_no)""", table, table)));
        }
        return found;
    }

    private static List<String> list(Connection connection, String sql) throws SQLException {
        List<String> list = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                list.add(row.getString("contradiction"));
            }
        }
        return list;
    }
}
