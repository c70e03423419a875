/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.MatomoSide;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.sink.ReplayEngine;
import io.github.trackreplay.sink.ReplayPolicy;
import io.github.trackreplay.sink.Replayer;
import java.util.Optional;

/** The engine of one import, and a way to ask the database beside it. For one thread. */
final class ReplaySession implements AutoCloseable {
    private static final int CONNECTIONS = 2;

    private final DatabaseOptions database;
    private final LedgerTables tables;
    private final MatomoSide matomo;
    private final ReplayEngine engine;

    private ReplaySession(DatabaseOptions database, LedgerTables tables, MatomoSide matomo, ReplayEngine engine) {
        this.database = database;
        this.tables = tables;
        this.matomo = matomo;
        this.engine = engine;
    }

    static ReplaySession open(DatabaseOptions database, ReplayOptions options, ReplayPolicy policy) {
        MatomoInstallation installation = new MatomoInstallation(options.matomoHome());
        String prefix = installation.prefix(database.tablePrefix());
        if (options.createTables()) {
            createMissingTables(database, new LedgerSchema(new LedgerTables(prefix)));
        }
        ReplayEngine.Settings settings = new ReplayEngine.Settings(
                new WriterPool.Settings(database.url(), database.user(), database.password(), CONNECTIONS),
                prefix,
                false,
                new Replayer.Identity("import/" + ReplayOptions.host(), ReplayOptions.host()),
                policy,
                Optional.empty());
        MatomoSide matomo = installation.side(prefix, options.liveTrackerAllowed());
        return new ReplaySession(database, new LedgerTables(prefix), matomo, new ReplayEngine(settings, matomo));
    }

    /** Touches nothing when all are there, so that an account without the right to create tables can import. */
    private static void createMissingTables(DatabaseOptions database, LedgerSchema schema) {
        Database.use(database, connection -> {
            if (!schema.missing(connection).isEmpty()) {
                schema.createOrUpgrade(connection);
            }
            return null;
        });
    }

    Replayer replayer() {
        return engine.replayer();
    }

    /** Time spent in reading and writing Matomo's tables. */
    long matomoTablesNanos() {
        return matomo.applier().databaseNanos();
    }

    LedgerTables tables() {
        return tables;
    }

    /** Asks the database on a connection of its own. */
    <T> T use(Database.Work<T> work) {
        return Database.use(database, work);
    }

    @Override
    public void close() {
        engine.close();
    }
}
