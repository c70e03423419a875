/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.status.ReadSending;
import io.github.trackreplay.tracking.RequestOutcome;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only an administrator can mend: said with its remedy, nothing lost, and it goes on once it is mended. */
class ReplayerTroubleTest {
    private final EngineFixture fixture = new EngineFixture();
    private final Pack pack = new FrontendLog("web1", 0).line(1000).pack();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"matomo_trackreplay_progress", "matomo_trackreplay_range", "applied"})
    void aMissingTableIsNamedAndTheSameEventsGoThroughOnceItIsThere(String table) throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        fixture.database.execute("RENAME TABLE " + table + " TO away");

        ReplayException trouble =
                catchThrowableOfType(ReplayException.class, () -> engine.replay(EngineFixture.of(pack)));

        assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
        assertThat(trouble)
                .hasMessageContainingAll("A table is missing", table, "trackreplay schema", "events are kept");
        fixture.database.execute("RENAME TABLE away TO " + table);
        assertThat(engine.replay(EngineFixture.of(pack)).counts().recorded()).isEqualTo(1);
        assertThat(fixture.applied()).containsExactly("web1:1000");
    }

    @Test
    void whatIsSaidOfALostTableOfOursNeverAdvisesToMakeItAnew() {
        fixture.database.execute("RENAME TABLE matomo_trackreplay_range TO away");

        assertThatThrownBy(() -> fixture.engine(ReplayPolicy.DEFAULT).replay(EngineFixture.of(pack)))
                .hasMessageContainingAll("matomo_trackreplay_range", "one of ours", "restore all of our tables")
                .hasMessageContaining("If our tables have never been created");
    }

    @Test
    void aLedgerThatIsBegunAgainUnderARunningEngineIsReadAnew() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(pack));
        try (Connection connection = fixture.pool.connection()) {
            new LedgerSchema(EngineFixture.TABLES).beginAgain(connection);
        }
        Pack other = new FrontendLog("web2", 0).line(2000).pack();

        engine.replay(EngineFixture.of(other));

        assertThat(fixture.list("SELECT name FROM matomo_trackreplay_stream")).containsExactly("web2");
        assertThat(fixture.unaccounted()).isZero();
    }

    /** As whoever replicates or audits our tables may do to one of them. */
    @Test
    void aTableOfOursThatRefusesEverythingIsNoEventsFault() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        fixture.database.execute(
                "CREATE TRIGGER refuses BEFORE INSERT ON matomo_trackreplay_range FOR EACH ROW SIGNAL SQLSTATE"
                        + " '45000' SET MESSAGE_TEXT = 'not in this schema'");
        FrontendLog web1 = new FrontendLog("web1", 0);
        Pack one = web1.line(1000).pack();
        Pack other = web1.line(2000).pack();

        ReplayException trouble =
                catchThrowableOfType(ReplayException.class, () -> engine.replay(EngineFixture.of(one, other)));

        assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
        assertThat(trouble)
                .hasMessageContainingAll("Our tables refuse every event", "not in this schema", "events are kept");
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isZero();
        fixture.database.execute("DROP TRIGGER refuses");
        assertThat(engine.replay(EngineFixture.of(one, other)).counts().recorded())
                .isEqualTo(2);
    }

    /** It answers with the code of a client that lost its server, while the connection to itself lives. */
    @ParameterizedTest
    @ValueSource(ints = {2013, 9001})
    void aProxyThatHasLostItsServerIsNoRequestsFault(int code) throws Exception {
        AtomicInteger failures = new AtomicInteger(2);
        RecordingApplier applier = new RecordingApplier() {
            @Override
            public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests)
                    throws SQLException {
                if (failures.getAndDecrement() > 0) {
                    throw new SQLException("Lost connection to MySQL server during query", "HY000", code);
                }
                return super.apply(connection, requests);
            }
        };
        Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections(), applier);
        Pack both = new FrontendLog("web1", 0).line(1000).line(2000).pack();

        assertThat(engine.replay(EngineFixture.of(both)).counts().recorded()).isEqualTo(2);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isZero();
    }

    /** Locks of a large transaction that the server has no room for: less goes, and nobody is to blame. */
    @Test
    void whatAServerHasNoRoomForAtATimeIsTriedInHalves() throws Exception {
        AtomicInteger most = new AtomicInteger(1);
        RecordingApplier applier = new RecordingApplier() {
            @Override
            public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests)
                    throws SQLException {
                if (requests.size() > most.get()) {
                    throw new SQLException("The total number of locks exceeds the lock table size", "HY000", 1206);
                }
                return super.apply(connection, requests);
            }
        };
        Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections(), applier);
        FrontendLog log = new FrontendLog("web1", 0);
        List<Pack> packs = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            packs.add(log.line(1000L * i).pack());
        }

        assertThat(engine.replay(EngineFixture.of(packs.toArray(Pack[]::new)))
                        .counts()
                        .recorded())
                .isEqualTo(4);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isZero();

        most.set(0);
        assertThat(catchThrowableOfType(
                                ReplayException.class,
                                () -> engine.replay(
                                        EngineFixture.of(log.line(9000).pack())))
                        .kind())
                .isEqualTo(ReplayException.Kind.UNAVAILABLE);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isZero();
    }

    /** Nor for the lines of one pack, however few packs wait. */
    @Test
    void whatAServerHasNoRoomForInOnePackIsTriedInHalves() throws Exception {
        RecordingApplier applier = new RecordingApplier() {
            @Override
            public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests)
                    throws SQLException {
                if (requests.size() > 1) {
                    throw new SQLException("The total number of locks exceeds the lock table size", "HY000", 1206);
                }
                return super.apply(connection, requests);
            }
        };
        Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections(), applier);
        Pack all = new FrontendLog("web1", 0)
                .line(1000)
                .line(2000)
                .line(3000)
                .line(4000)
                .pack();

        assertThat(engine.replay(EngineFixture.of(all)).counts().recorded()).isEqualTo(4);
        assertThat(fixture.applied()).containsExactly("web1:1000", "web1:2000", "web1:3000", "web1:4000");
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isZero();
        assertThat(fixture.unaccounted()).isZero();
    }

    /** As a cluster that certifies no transaction above a size, whose answer comes with the COMMIT. */
    @Test
    void whatIsTooLargeToBeCommittedIsTriedInHalves() throws Exception {
        AtomicInteger applied = new AtomicInteger();
        RecordingApplier applier = new RecordingApplier() {
            @Override
            public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests)
                    throws SQLException {
                applied.set(requests.size());
                return super.apply(connection, requests);
            }
        };
        Connections real = fixture.connections();
        Connections bounded = new Connections() {
            @Override
            public Connection connection() throws SQLException {
                applied.set(0);
                Connection connection = real.connection();
                return (Connection) Proxy.newProxyInstance(
                        Connection.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (self, method, arguments) -> {
                            if (method.getName().equals("unwrap")) {
                                return connection;
                            }
                            if (method.getName().equals("commit") && applied.get() > 1) {
                                connection.rollback();
                                throw new SQLException(
                                        "Error on observer while running replication hook", "HY000", 3100);
                            }
                            return method.invoke(connection, arguments);
                        });
            }

            @Override
            public void evict(Connection connection) {
                try {
                    real.evict(connection.unwrap(Connection.class));
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, bounded, applier);
        Pack all = new FrontendLog("web1", 0).line(1000).line(2000).line(3000).pack();

        engine.replay(EngineFixture.of(all));

        assertThat(fixture.applied()).containsExactly("web1:1000", "web1:2000", "web1:3000");
        assertThat(fixture.unaccounted()).isZero();
    }

    /** As where the system ends a server that takes too much memory: the connection is lost while less is tried at a time. */
    @Test
    void aServerThatIsLostWhileLessIsTriedAtATimeIsNoLinesFault() throws Exception {
        for (int step = 0; step < 16; step++) {
            fixture.reset();
            AtomicBoolean applied = new AtomicBoolean();
            RecordingApplier applier = new RecordingApplier() {
                @Override
                public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests)
                        throws SQLException {
                    if (requests.size() > 1) {
                        throw new SQLException("Out of memory", "HY001", 1037);
                    }
                    applied.set(true);
                    return super.apply(connection, requests);
                }
            };
            Connections real = fixture.connections();
            FaultyConnections faulty = new FaultyConnections(real, step, FaultyConnections.Fault.BEFORE);
            Connections lost = new Connections() {
                @Override
                public Connection connection() throws SQLException {
                    return applied.get() ? faulty.connection() : real.connection();
                }

                @Override
                public void evict(Connection connection) {
                    if (Proxy.isProxyClass(connection.getClass())) {
                        faulty.evict(connection);
                    } else {
                        real.evict(connection);
                    }
                }
            };
            Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, lost, applier);
            FrontendLog log = new FrontendLog("web1", 0);

            engine.replay(EngineFixture.of(
                    log.line(1000).pack(), log.line(2000).pack(), log.line(3000).pack()));

            assertThat(fixture.applied()).as("at step %s", step).containsExactly("web1:1000", "web1:2000", "web1:3000");
            assertThat(faulty.fired()).isTrue();
        }
    }

    @Test
    void whereMemoryIsUsedUpForEverybodyNoRequestIsRejected() throws Exception {
        AtomicBoolean usedUp = new AtomicBoolean(true);
        RecordingApplier applier = new RecordingApplier() {
            @Override
            public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests)
                    throws SQLException {
                if (usedUp.get()) {
                    throw new OutOfMemoryError("Java heap space");
                }
                return super.apply(connection, requests);
            }
        };
        Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections(), applier);
        Pack both = new FrontendLog("web1", 0).line(1000).line(2000).pack();

        ReplayException trouble =
                catchThrowableOfType(ReplayException.class, () -> engine.replay(EngineFixture.of(both)));

        assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
        assertThat(trouble).hasMessageContainingAll("not memory enough", "TRACKREPLAY_HEAP", "events are kept");
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isZero();
        usedUp.set(false);
        assertThat(engine.replay(EngineFixture.of(both)).counts().recorded()).isEqualTo(2);
    }

    /** As {@code schema} prints the grants: table by table, and none on tables that only another sink makes. */
    @Test
    void anAccountThatMaySeeOurTablesAloneIsToldOfNoOthers() throws Exception {
        fixture.engine(ReplayPolicy.DEFAULT).replay(EngineFixture.of(pack));
        String grantees = "'single'@'%', 'single'@'localhost'";
        fixture.database.execute("CREATE USER 'single'@'%' IDENTIFIED BY 'x', 'single'@'localhost' IDENTIFIED BY 'x';"
                + " GRANT SELECT ON " + fixture.database.schema() + ".matomo_trackreplay_progress TO " + grantees);
        WriterPool pool = new WriterPool(new WriterPool.Settings(fixture.database.url(), "single", "x", 1));
        try (Connection connection = pool.connection()) {
            assertThat(new ReadSending(EngineFixture.TABLES).run(connection)).isEmpty();
        } finally {
            pool.close();
            fixture.database.execute("DROP USER " + grantees);
        }
    }

    /** The server lists no table on which an account has no right, which is not to be taken for a lost one. */
    @Test
    void anAccountWithoutARightOnOneOfOurTablesIsToldOfTheRight() throws Exception {
        String grantees = "'most'@'%', 'most'@'localhost'";
        fixture.database.execute("CREATE USER 'most'@'%' IDENTIFIED BY 'x', 'most'@'localhost' IDENTIFIED BY 'x'");
        for (String table :
                fixture.list("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")) {
            if (!table.equals(EngineFixture.TABLES.judged())) {
                fixture.database.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON " + fixture.database.schema() + "."
                        + table + " TO " + grantees);
            }
        }
        WriterPool pool = new WriterPool(new WriterPool.Settings(fixture.database.url(), "most", "x", 2));
        try {
            Replayer engine = fixture.engine("most", ReplayPolicy.DEFAULT, EngineFixture.connections(pool));

            ReplayException trouble =
                    catchThrowableOfType(ReplayException.class, () -> engine.replay(EngineFixture.of(pack)));

            assertThat(trouble).hasMessageContainingAll("lacks a privilege", "trackreplay schema", "events are kept");
            assertThat(trouble.getMessage()).doesNotContain("begin-again");
        } finally {
            pool.close();
            fixture.database.execute("DROP USER " + grantees);
        }
    }

    @Test
    void aUserWithoutRightsIsSaidSoAndTheSameEventsGoThroughOnceItHasThem() throws Exception {
        String grantees = "'poor'@'%', 'poor'@'localhost'";
        String on = " ON " + fixture.database.schema() + ".* TO " + grantees;
        fixture.database.execute("CREATE USER 'poor'@'%' IDENTIFIED BY 'x', 'poor'@'localhost' IDENTIFIED BY 'x';"
                + " GRANT SELECT" + on);
        WriterPool pool = new WriterPool(new WriterPool.Settings(fixture.database.url(), "poor", "x", 2));
        try {
            Replayer engine = fixture.engine("poor", ReplayPolicy.DEFAULT, EngineFixture.connections(pool));

            ReplayException trouble =
                    catchThrowableOfType(ReplayException.class, () -> engine.replay(EngineFixture.of(pack)));

            assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
            assertThat(trouble).hasMessageContainingAll("lacks a privilege", "trackreplay schema", "events are kept");
            fixture.database.execute("GRANT INSERT, UPDATE, DELETE" + on);
            assertThat(engine.replay(EngineFixture.of(pack)).counts().recorded())
                    .isEqualTo(1);
        } finally {
            pool.close();
            fixture.database.execute("DROP USER " + grantees);
        }
    }
}
