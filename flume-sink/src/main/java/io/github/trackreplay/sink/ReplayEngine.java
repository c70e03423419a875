/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.token.TokenMask;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * An engine with everything it needs, for the sink and for the import: pool, its Matomo, replayer. Making one connects
 * to nothing; the first transaction creates our tables where that is asked for and checks the database.
 */
public final class ReplayEngine implements AutoCloseable {
    private final WriterPool pool;
    private final Matomo matomo;
    private final LedgerSchema schema;
    private final boolean createTables;
    private final String where;
    private final Replayer replayer;
    private final HighWater highWater;
    private boolean prepared;

    /**
     * How to make an engine.
     *
     * @param createTables whether to create our tables where they are missing
     * @param commitFile where to remember the last commit besides the database; empty: only in memory
     */
    public record Settings(
            WriterPool.Settings database,
            String tablePrefix,
            boolean createTables,
            Replayer.Identity identity,
            ReplayPolicy policy,
            Optional<Path> commitFile) {}

    /**
     * Makes an engine.
     *
     * @param matomo is closed with the engine, or at once if the engine cannot be made
     */
    public static ReplayEngine open(Settings settings, Matomo matomo) {
        try {
            return new ReplayEngine(settings, matomo);
        } catch (RuntimeException | Error e) {
            try (matomo) {
                throw e;
            }
        }
    }

    private ReplayEngine(Settings settings, Matomo matomo) {
        this.matomo = matomo;
        // first what can refuse, then what must be closed
        this.highWater = settings.commitFile().<HighWater>map(CommitFile::at).orElseGet(HighWater::inMemory);
        this.pool = new WriterPool(settings.database());
        LedgerTables tables = new LedgerTables(settings.tablePrefix());
        this.schema = new LedgerSchema(tables);
        this.createTables = settings.createTables();
        this.where = settings.database().where();
        this.replayer = new Replayer(
                new LedgerDatabase(new Prepared(), tables, highWater),
                settings.identity(),
                matomo.applier(),
                new TokenMask(matomo::hashedToken),
                settings.policy(),
                Waiting.system());
    }

    /** The one engine; not thread-safe. */
    public Replayer replayer() {
        return replayer;
    }

    private final class Prepared implements Connections {
        @Override
        public Connection connection() throws SQLException {
            Connection connection = pool.connection();
            if (!prepared) {
                boolean usable = false;
                try {
                    prepare(connection);
                    usable = true;
                } finally {
                    if (!usable) {
                        pool.evict(connection);
                    }
                }
            }
            return connection;
        }

        @Override
        public String where() {
            return where;
        }

        @Override
        public void evict(Connection connection) {
            pool.evict(connection);
        }
    }

    private void prepare(Connection connection) throws SQLException {
        Optional<String> problem = PacketLimit.problem(connection);
        if (problem.isPresent()) {
            throw new LedgerException(problem.get());
        }
        if (createTables) {
            matomo.find(connection); // or a wrong prefix would get a ledger of its own
            schema.createOrUpgrade(connection);
        }
        matomo.check(connection);
        connection.rollback();
        prepared = true;
    }

    @Override
    public void close() {
        try (pool;
                matomo;
                highWater) {
            prepared = false;
        }
    }
}
