/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.mysql.ledger.ConflictRows;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.ProofRows;
import io.github.trackreplay.source.tail.KnownContent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** What the ledger knows of log files, asked before any of it is taken. Tables that do not exist yet know nothing. */
final class LedgerContent implements KnownContent {
    private static final int NO_SUCH_TABLE = 1146;

    private final Asking database;
    private final ProofRows rows;
    private final ConflictRows conflicts;

    /** @param prefix of our tables */
    LedgerContent(Asking database, String prefix) {
        this.database = database;
        this.rows = new ProofRows(new LedgerTables(prefix));
        this.conflicts = new ConflictRows(new LedgerTables(prefix));
    }

    private <T> T ask(T unknown, Database.Work<T> question) throws InterruptedIOException {
        try {
            return database.use(connection -> {
                try {
                    return question.with(connection);
                } catch (SQLException e) {
                    if (e.getErrorCode() == NO_SUCH_TABLE) {
                        return unknown;
                    }
                    throw e;
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the ledger was asked");
        }
    }

    @Override
    public Set<Fingerprint> known(String stream, Collection<Fingerprint> among) throws IOException {
        return ask(Set.of(), connection -> rows.known(connection, stream, among));
    }

    @Override
    public Map<Long, Proof> proofs(String stream, Fingerprint file) throws IOException {
        return ask(Map.of(), connection -> rows.of(connection, stream, file));
    }

    @Override
    public Map<Long, String> contradicted(String stream, Fingerprint file) throws IOException {
        return ask(Map.of(), connection -> conflicts.proofs(connection, stream, file));
    }
}
