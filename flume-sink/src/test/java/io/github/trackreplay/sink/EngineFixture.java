/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.token.TokenMask;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A database with our tables and the test's own, engines on it, and a clock that only the test moves. */
final class EngineFixture implements AutoCloseable {
    static final LedgerTables TABLES = new LedgerTables("matomo_");

    final TestDatabase database;
    final WriterPool pool;
    final FixedWaiting waiting = new FixedWaiting();

    /** A clock that stands still but for pauses. */
    static final class FixedWaiting implements Waiting {
        long now = 1_000_000_000L;

        @Override
        public long now() {
            return now;
        }

        @Override
        public void pause(Duration duration) {
            now += duration.toMillis();
        }
    }

    EngineFixture() {
        this(TestDatabase.create());
    }

    EngineFixture(TestDatabase database) {
        this.database = database;
        this.pool = new WriterPool(new WriterPool.Settings(database.url(), database.user(), database.password(), 4));
        try (Connection connection = pool.connection()) {
            new LedgerSchema(TABLES).createOrUpgrade(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        database.execute(RecordingApplier.TABLE);
    }

    /** Empties all tables: cheaper than a new schema. */
    void reset() {
        StringBuilder script = new StringBuilder("START TRANSACTION;\nDELETE FROM applied;\n");
        for (String table : TABLES.all()) {
            if (!table.equals(TABLES.progress())) {
                script.append("DELETE FROM ").append(table).append(";\n");
            }
        }
        script.append("UPDATE ")
                .append(TABLES.progress())
                .append(
                        " SET commit_no = 0, next_id = 1, frontier_time = NULL, frontier_stream = '', frontier_file = 0,"
                                + " frontier_offset = 0, frontier_index = 0, watermark = NULL, complete_through = NULL,"
                                + " held_packs = 0, held_requests = 0, held_bytes = 0;\nCOMMIT");
        database.execute(script.toString());
    }

    Connections connections() {
        return connections(pool);
    }

    static Connections connections(WriterPool pool) {
        return new Connections() {
            @Override
            public Connection connection() throws SQLException {
                return pool.connection();
            }

            @Override
            public void evict(Connection connection) {
                pool.evict(connection);
            }
        };
    }

    Replayer engine(ReplayPolicy policy) {
        return engine("one", policy, connections());
    }

    Replayer engine(String collector, ReplayPolicy policy, Connections connections) {
        return engine(collector, policy, connections, new RecordingApplier());
    }

    Replayer engine(String collector, ReplayPolicy policy, Connections connections, RequestApplier applier) {
        return new Replayer(
                new LedgerDatabase(connections, TABLES, HighWater.inMemory()),
                new Replayer.Identity(collector, "host"),
                applier,
                TokenMask.none(),
                policy,
                waiting);
    }

    static List<Delivery> of(Pack... packs) {
        List<Delivery> deliveries = new ArrayList<>();
        for (Pack pack : packs) {
            deliveries.add(new Delivery.OfPack(pack));
        }
        return deliveries;
    }

    /** stream:time of every applied request, in the order of application. */
    List<String> applied() {
        return list("SELECT CONCAT(stream, ':', time) FROM applied ORDER BY id");
    }

    void execute(String sql) {
        database.execute(sql);
    }

    long number(String sql) {
        return Long.parseLong(list(sql).get(0));
    }

    List<String> list(String sql) {
        try (Connection connection = pool.connection();
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            connection.rollback();
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Bytes of which the ledger cannot say what became; 0 if all is well. */
    long unaccounted() {
        return number("SELECT COALESCE(SUM(ABS(COALESCE(r.bytes, 0) - f.applied_bytes - f.skipped_bytes"
                + " - f.rejected_bytes - f.held_bytes - f.lost_bytes)), 0) FROM matomo_trackreplay_file f LEFT JOIN"
                + " (SELECT file_id, SUM(range_end - range_start) AS bytes FROM matomo_trackreplay_range"
                + " WHERE kind = 0 GROUP BY file_id) r ON r.file_id = f.file_id");
    }

    @Override
    public void close() {
        pool.close();
        database.close();
    }
}
