/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How many requests the ledger of a schema says are applied, which is true in the transaction that brings their rows. */
final class Applied implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement sum;

    Applied(BenchDatabase database, String schema) throws SQLException {
        connection = database.connect(schema);
        sum = connection.prepareStatement("SELECT COALESCE(SUM(requests), 0) FROM "
                + new LedgerTables(BenchDatabase.PREFIX).counter() + " WHERE outcome <> 'duplicate'");
    }

    long requests() throws SQLException {
        try (ResultSet row = sum.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Waits until so many are.
     *
     * @param every how often to look
     * @param most how long
     * @return nanoseconds that it took
     */
    long await(long requests, Duration every, Duration most) throws SQLException {
        long begun = System.nanoTime();
        while (requests() < requests) {
            if (System.nanoTime() - begun > most.toNanos()) {
                throw new IllegalStateException("Of " + requests + " requests " + requests() + " were applied within "
                        + most.toSeconds() + " s.");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(every.toMillis()));
        }
        return System.nanoTime() - begun;
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            sum.close();
        }
    }
}
