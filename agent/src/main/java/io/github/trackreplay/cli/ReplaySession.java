/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.matomo.MatomoSchema;
import io.github.trackreplay.mysql.matomo.UnusableSchemaException;
import io.github.trackreplay.sink.ReplayEngine;
import io.github.trackreplay.sink.ReplayPolicy;
import io.github.trackreplay.sink.Replayer;
import io.github.trackreplay.status.ReadStatus;
import io.github.trackreplay.status.Status;
import io.github.trackreplay.trackingapi.ApiSettings;
import io.github.trackreplay.trackingapi.SendingLedger;
import io.github.trackreplay.trackingapi.TrackingApiMatomo;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;

/** The engine of one import, and a way to ask the database beside it. For one thread. */
final class ReplaySession implements Asking, AutoCloseable {
    private static final int CONNECTIONS = 2;

    private final KeptConnection database;
    private final LedgerTables tables;
    private final Matomo matomo;
    private final ReplayEngine engine;

    private ReplaySession(KeptConnection database, LedgerTables tables, Matomo matomo, ReplayEngine engine) {
        this.database = database;
        this.tables = tables;
        this.matomo = matomo;
        this.engine = engine;
    }

    static ReplaySession open(DatabaseOptions database, ReplayOptions options, ReplayPolicy policy) {
        LoadedMatomoHome loaded = database.loadedHome();
        String prefix = database.prefix();
        Optional<ApiSettings> api = options.trackingApi(database);
        Database.use(database, connection -> {
            if (api.isEmpty()) {
                checkMatomo(connection, prefix);
            }
            if (options.createTables()) {
                createMissingTables(connection, new LedgerSchema(new LedgerTables(prefix)));
            }
            return true;
        });
        WriterPool.Settings pool =
                new WriterPool.Settings(database.url(), database.user(), database.password(), CONNECTIONS);
        Replayer.Identity identity = new Replayer.Identity("import/" + ReplayOptions.host(), ReplayOptions.host());
        ReplayEngine.Settings settings =
                new ReplayEngine.Settings(pool, prefix, false, identity, policy, Optional.empty());
        Matomo matomo = api.isPresent()
                ? new TrackingApiMatomo(
                        api.get(),
                        new SendingLedger(pool, prefix, identity.collector(), options.createTables()),
                        InstantSource.system())
                : options.matomo(loaded, prefix);
        return new ReplaySession(
                new KeptConnection(database, policy.waits().patience()),
                new LedgerTables(prefix),
                matomo,
                ReplayEngine.open(settings, matomo));
    }

    /** Whether requests are sent, so that this database has only our ledger. */
    boolean sends() {
        return matomo.perhapsTwice().isPresent();
    }

    /** What is to be said at the end of requests that may have been counted twice. */
    Optional<String> perhapsTwice() {
        long requests = matomo.perhapsTwice().orElse(0);
        return requests == 0
                ? Optional.empty()
                : Optional.of(
                        requests + " requests may have been counted twice, because the answer to an earlier call is"
                                + " missing: trackreplay status shows which.");
    }

    /** Touches nothing when all are there, so that an account without the right to create tables can import. */
    private static void createMissingTables(Connection connection, LedgerSchema schema) throws SQLException {
        if (!schema.missing(connection).isEmpty()) {
            schema.createOrUpgrade(connection);
        }
    }

    /** A database without Matomo gets no tables of ours either. */
    static void checkMatomo(Connection connection, String prefix) throws SQLException {
        try {
            MatomoSchema.read(connection, prefix);
        } catch (UnusableSchemaException e) {
            throw CommandFailure.saying(ExitCode.CONFIGURATION, e);
        }
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

    /** The ledger as it stands. */
    Status status() throws InterruptedException {
        return use(connection -> new ReadStatus(tables).run(connection));
    }

    /** Asks the database on a connection beside the engine's, again and again while it is away, as long as the patience lasts. */
    @Override
    public <T> T use(Database.Work<T> work) throws InterruptedException {
        return database.use(work);
    }

    @Override
    public void close() {
        database.close();
        engine.close();
    }
}
