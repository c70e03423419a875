/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.mysql.ledger.LedgerReadiness;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.trackingapi.SendingTables;
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

    /**
     * Says what is wrong with the tables of what is sent; that none is there is not, where the sink will make them.
     *
     * @param setting the sink's, for which they are needed
     */
    void sending(Connection connection, LedgerTables tables, String setting) throws SQLException {
        if (!sink.isTrue("createTables")) {
            new SendingTables(tables)
                    .problem(connection)
                    .ifPresent(problem -> findings.hindrance(sink.prefix() + setting, problem));
        }
    }

    private static String hint(LedgerReadiness state) {
        return state instanceof LedgerReadiness.Absent ? " Or set createTables = true." : "";
    }
}
