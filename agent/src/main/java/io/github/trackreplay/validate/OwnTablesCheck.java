/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.mysql.ledger.LedgerReadiness;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.sql.Connection;
import java.sql.SQLException;

/** Checks whether our tables are there, whole and of this program's version. */
final class OwnTablesCheck {
    private final Component sink;
    private final Findings findings;

    OwnTablesCheck(Component sink, Findings findings) {
        this.sink = sink;
        this.findings = findings;
    }

    /** Says what is wrong; that none is there is not, where the sink will make them. */
    LedgerReadiness run(Connection connection, LedgerTables tables) throws SQLException {
        LedgerReadiness state = new LedgerSchema(tables).state(connection);
        boolean made = state instanceof LedgerReadiness.Absent && sink.isTrue("createTables");
        if (!made) {
            state.problem().ifPresent(problem -> findings.hindrance(sink.prefix() + "url", problem + hint(state)));
        }
        return state;
    }

    private static String hint(LedgerReadiness state) {
        return state instanceof LedgerReadiness.Absent ? " Or set createTables = true." : "";
    }
}
