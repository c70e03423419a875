/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.ProofRows;
import io.github.trackreplay.source.tail.KnownContent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** What the ledger knows of log files, asked before any of it is taken. Tables that do not exist yet know nothing. */
final class LedgerContent implements KnownContent {
    private static final int NO_SUCH_TABLE = 1146;

    private final DatabaseOptions database;

    LedgerContent(DatabaseOptions database) {
        this.database = database;
    }

    /** One question. */
    private interface Question<T> {
        T ask(ProofRows rows, Connection connection) throws SQLException;
    }

    private <T> T ask(T unknown, Question<T> question) {
        return Database.use(database, connection -> {
            try {
                return question.ask(new ProofRows(new LedgerTables(database.prefix())), connection);
            } catch (SQLException e) {
                if (e.getErrorCode() == NO_SUCH_TABLE) {
                    return unknown;
                }
                throw e;
            }
        });
    }

    @Override
    public Set<Fingerprint> known(String stream, Collection<Fingerprint> among) {
        return ask(Set.of(), (rows, connection) -> rows.known(connection, stream, among));
    }

    @Override
    public Map<Long, Proof> proofs(String stream, Fingerprint file) {
        return ask(Map.of(), (rows, connection) -> rows.of(connection, stream, file));
    }
}
