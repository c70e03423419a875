/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.status.ReadStatus;
import io.github.trackreplay.status.Status;

/** The ledger's status for a command that looks at it again and again. */
record WatchedStatus(DatabaseOptions database) {
    /** @throws CommandFailure if the database cannot be asked */
    Status now() {
        LedgerTables tables = new LedgerTables(database.prefix());
        return Database.use(database, connection -> new ReadStatus(tables).run(connection));
    }

    /** As it is now; the last one while the database is away, which is no reason to give up. */
    Status again(Status last) {
        try {
            return now();
        } catch (CommandFailure e) {
            if (e.exitCode() == ExitCode.UNAVAILABLE) {
                return last;
            }
            throw e;
        }
    }
}
