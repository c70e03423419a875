/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.ledger.LedgerReadiness;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** What a dry run finds where an import would be refused: looks as an import does before its first transaction, writes nothing. */
final class DryRunCheck {
    private final DatabaseOptions database;
    private final ReplayOptions options;

    DryRunCheck(DatabaseOptions database, ReplayOptions options) {
        this.database = database;
        this.options = options;
    }

    /**
     * A database that would let the import in.
     *
     * @param hasLedger whether our tables are there; the import would make them
     * @param sentence that says so
     */
    record LetIn(boolean hasLedger, String sentence) {}

    /**
     * Looks at what the command line names: the database, or Matomo's directory alone.
     *
     * @return what was found where a database was asked; nothing where none is named
     * @throws CommandFailure with the sentence that the import would end with
     */
    Optional<LetIn> run() {
        if (!database.isNamed()) {
            database.givenMatomoHome().ifPresent(home -> new LoadedMatomoHome(Optional.of(home)));
            return Optional.empty();
        }
        LoadedMatomoHome loaded = database.loadedHome();
        String prefix = database.prefix();
        boolean sends = options.trackingApi(database).isPresent();
        boolean hasLedger = Database.use(database, connection -> {
            connection.setAutoCommit(false);
            try {
                boolean found = hasLedger(connection, prefix);
                if (!sends) {
                    checkMatomo(connection, options.matomo(loaded, prefix));
                }
                return found;
            } finally {
                connection.rollback();
            }
        });
        return Optional.of(new LetIn(
                hasLedger,
                "The import would be let in: looked at were the database"
                        + (sends
                                ? " and our tables, not the Tracking API."
                                : ", Matomo's release, settings and plugins, and our tables.")));
    }

    private static void checkMatomo(Connection connection, Matomo matomo) throws SQLException {
        try (matomo) {
            matomo.check(connection);
        }
    }

    private boolean hasLedger(Connection connection, String prefix) throws SQLException {
        LedgerReadiness state = new LedgerSchema(new LedgerTables(prefix)).state(connection);
        boolean created = options.createTables() && !(state instanceof LedgerReadiness.OfVersion);
        if (!created && state.problem().isPresent()) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "The import would be refused: " + state.problem().get());
        }
        return state instanceof LedgerReadiness.Ready;
    }
}
