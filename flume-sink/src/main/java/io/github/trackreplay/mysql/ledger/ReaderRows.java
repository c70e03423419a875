/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Which agents have brought streams of late, as collectors tell one another: numbers of the table of tallies. Stateless. */
public final class ReaderRows {
    private static final String READ = "reader-";
    private static final String CHAIN = "reads-";
    private static final String COMMIT = "heard-";
    private static final String ACCEPTED = "two-accepted";

    /** Of more than are of use so many are forgotten at a time. */
    private static final int MOST_FORGOTTEN = 10_000;

    private final LedgerTables tables;

    /**
     * What one life of an agent has brought.
     *
     * @param readAt when the last of it was read, milliseconds since 1970-01-01 UTC
     * @param chain of the files that it was of
     * @param commit in which the last of it was taken; 0 where a collector of an earlier version does not say
     */
    public record Read(long streamId, String reader, long readAt, long chain, long commit) {}

    /**
     * What all collectors have written.
     *
     * @param latest what was taken last
     * @param older what is beyond the bound, or some of it
     */
    public record Heard(List<Read> latest, List<Read> older) {
        /** Copies the lists. */
        public Heard {
            latest = List.copyOf(latest);
            older = List.copyOf(older);
        }
    }

    public ReaderRows(LedgerTables tables) {
        this.tables = tables;
    }

    /** Writes what they have brought last. */
    public void write(Connection connection, Collection<Read> reads) throws SQLException {
        Rows rows = Rows.upsert(connection, tables.tally(), "name, stream_id, number", Rows.all("number"));
        for (Read read : reads) {
            rows.add(READ + read.reader(), read.streamId(), read.readAt());
            rows.add(CHAIN + read.reader(), read.streamId(), read.chain());
            rows.add(COMMIT + read.reader(), read.streamId(), read.commit());
        }
        rows.send();
    }

    /**
     * What all collectors have written.
     *
     * @param most how many are of use
     */
    public Heard all(Connection connection, int most) throws SQLException {
        List<Read> reads = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        tables.sql("""
                SELECT r.name, r.stream_id, r.number AS read_at, c.number AS chain_id, COALESCE(h.number, 0) AS heard
                FROM matomo_trackreplay_tally r
                JOIN matomo_trackreplay_tally c ON c.name = CONCAT('{}', SUBSTRING(r.name, {}))
                    AND c.stream_id = r.stream_id
                LEFT JOIN matomo_trackreplay_tally h ON h.name = CONCAT('{}', SUBSTRING(r.name, {}))
                    AND h.stream_id = r.stream_id
                WHERE r.name LIKE '{}%'
                ORDER BY heard DESC, r.name
                LIMIT {}""", CHAIN, behind(), COMMIT, behind(), READ, most + MOST_FORGOTTEN));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                reads.add(new Read(
                        row.getLong("stream_id"),
                        row.getString("name").substring(READ.length()),
                        row.getLong("read_at"),
                        row.getLong("chain_id"),
                        row.getLong("heard")));
            }
        }
        int kept = Math.min(most, reads.size());
        return new Heard(reads.subList(0, kept), reads.subList(kept, reads.size()));
    }

    private static int behind() {
        return READ.length() + 1;
    }

    /** Notes that an operator has accepted what two agents had brought of a stream until then. */
    void accept(Connection connection, long streamId, long commit) throws SQLException {
        Rows.upsert(connection, tables.tally(), "name, stream_id, number", Rows.all("number"))
                .add(ACCEPTED, streamId, commit)
                .send();
    }

    /** The commit by which an operator has accepted last what two agents had brought of a stream; 0 if none has. */
    public long acceptedIn(Connection connection, long streamId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                tables.sql("SELECT number FROM matomo_trackreplay_tally WHERE name = ? AND stream_id = ?"))) {
            select.setString(1, ACCEPTED);
            select.setLong(2, streamId);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong("number") : 0;
            }
        }
    }

    /** Forgets some. */
    public void forget(Connection connection, Collection<Read> old) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                tables.sql("DELETE FROM matomo_trackreplay_tally WHERE name IN (?, ?, ?) AND stream_id = ?"))) {
            for (Read read : old) {
                delete.setString(1, READ + read.reader());
                delete.setString(2, CHAIN + read.reader());
                delete.setString(3, COMMIT + read.reader());
                delete.setLong(4, read.streamId());
                delete.addBatch();
            }
            if (!old.isEmpty()) {
                delete.executeBatch();
            }
        }
    }
}
