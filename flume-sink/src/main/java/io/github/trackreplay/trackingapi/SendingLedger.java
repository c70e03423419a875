/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Where it is written down what is sent: in the database of our ledger.
 *
 * @param database how it is reached
 * @param tablePrefix of our tables in it
 * @param collector as it names itself there
 * @param createTables whether the tables that only sending needs are made where they are missing
 */
public record SendingLedger(WriterPool.Settings database, String tablePrefix, String collector, boolean createTables) {
    SendingTables tables() {
        return new SendingTables(new LedgerTables(tablePrefix));
    }

    /** @param connections are needed at the same time at least */
    WriterPool pool(int connections) {
        return new WriterPool(new WriterPool.Settings(
                database.url(), database.user(), database.password(), Math.max(database.size(), connections)));
    }

    SendJournal journal(WriterPool pool) {
        return new SendJournal(pool, tables(), collector);
    }

    /**
     * Checks, once per start, that the database has what sending needs.
     *
     * @throws EndpointRefusesException with sentences for the administrator if it has not
     */
    void check(Connection connection) throws SQLException {
        tables().require(connection, createTables);
    }
}
