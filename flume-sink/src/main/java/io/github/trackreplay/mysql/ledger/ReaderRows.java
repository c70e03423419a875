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

    private final LedgerTables tables;

    /**
     * What one life of an agent has brought.
     *
     * @param readAt when the last of it was read, milliseconds since 1970-01-01 UTC
     * @param chain of the files that it was of
     */
    public record Read(long streamId, String reader, long readAt, long chain) {}

    public ReaderRows(LedgerTables tables) {
        this.tables = tables;
    }

    /** Writes what they have brought last. */
    public void write(Connection connection, Collection<Read> reads) throws SQLException {
        Rows rows = Rows.upsert(connection, tables.tally(), "name, stream_id, number", Rows.all("number"));
        for (Read read : reads) {
            rows.add(READ + read.reader(), read.streamId(), read.readAt());
            rows.add(CHAIN + read.reader(), read.streamId(), read.chain());
        }
        rows.send();
    }

    /** What all collectors have written. */
    public List<Read> all(Connection connection) throws SQLException {
        List<Read> reads = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT r.name, r.stream_id, r.number AS read_at, c.number AS chain_id
                FROM matomo_trackreplay_tally r
                JOIN matomo_trackreplay_tally c ON c.name = CONCAT('{}', SUBSTRING(r.name, {}))
                    AND c.stream_id = r.stream_id
                WHERE r.name LIKE '{}%'""", CHAIN, (READ.length() + 1), READ));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                reads.add(new Read(
                        row.getLong("stream_id"),
                        row.getString("name").substring(READ.length()),
                        row.getLong("read_at"),
                        row.getLong("chain_id")));
            }
        }
        return reads;
    }

    /** Forgets some. */
    public void forget(Connection connection, Collection<Read> old) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                tables.sql("DELETE FROM matomo_trackreplay_tally WHERE name IN (?, ?) AND stream_id = ?"))) {
            for (Read read : old) {
                delete.setString(1, READ + read.reader());
                delete.setString(2, CHAIN + read.reader());
                delete.setLong(3, read.streamId());
                delete.addBatch();
            }
            if (!old.isEmpty()) {
                delete.executeBatch();
            }
        }
    }
}
