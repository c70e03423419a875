/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.ReadConflicts;
import io.github.trackreplay.mysql.ledger.ReadRejected;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import picocli.CommandLine.Mixin;

/** The rejected rows that a command is about: where they are kept, and which of them. Reads them by pages, of which memory holds one. */
final class RejectedSelection {
    private static final int PAGE = 500;

    @Mixin
    private DatabaseOptions database;

    @Mixin
    private RejectedFilter filter;

    /** What is done with a row. */
    interface Use {
        void of(ReadRejected.Row row);
    }

    DatabaseOptions database() {
        return database;
    }

    RejectedFilter filter() {
        return filter;
    }

    /** @param all also those that have been replayed */
    ReadRejected.Filter wanted(boolean all) {
        return all ? filter.all() : filter.waiting();
    }

    ReadRejected ledger() {
        return new ReadRejected(new LedgerTables(database.prefix()));
    }

    /** Rows in the order of their ids, at most so many. */
    void each(Connection connection, ReadRejected.Filter wanted, long most, Use use) throws SQLException {
        ReadRejected ledger = ledger();
        long after = 0;
        long left = most;
        while (left > 0) {
            List<ReadRejected.Row> page = ledger.page(connection, wanted, after, (int) Math.min(PAGE, left));
            for (ReadRejected.Row row : page) {
                use.of(row);
                after = row.id();
            }
            left = page.size() < PAGE ? 0 : left - page.size();
        }
    }

    /** The next ones that wait, by a connection of their own. */
    List<ReadRejected.Row> waitingAfter(long id) {
        return Database.use(database, connection -> ledger().page(connection, filter.waiting(), id, PAGE));
    }

    /** Packs in conflict, which have a table of their own. */
    List<ReadConflicts.Conflict> conflicts(Connection connection) throws SQLException {
        return new ReadConflicts(new LedgerTables(database.prefix())).run(connection, filter.stream());
    }
}
