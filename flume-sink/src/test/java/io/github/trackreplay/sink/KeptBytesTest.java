/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.mysql.ledger.DiscardEvents;
import io.github.trackreplay.mysql.ledger.KeptBytes;
import io.github.trackreplay.mysql.ledger.LockProgress;
import io.github.trackreplay.mysql.ledger.RetireStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is counted as kept is what is there, behind each COMMIT, whoever counts anew at the same time and whatever dies. */
@Timeout(60)
class KeptBytesTest {
    private static final ReplayPolicy LISTED =
            ReplayPolicy.DEFAULT.with(p -> p.streams(Set.of("web1")).admitsUnlisted(false));
    private static final String WAITING = "SELECT COUNT(*) FROM information_schema.innodb_trx t"
            + " JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id"
            + " WHERE t.trx_state = 'LOCK WAIT' AND p.db = DATABASE()";

    private static EngineFixture fixture;
    private final KeptBytes kept = new KeptBytes(EngineFixture.TABLES);

    @BeforeAll
    static void open() {
        fixture = new EngineFixture();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void reset() {
        fixture.reset();
    }

    private static Delivery refused(String stream) {
        FrontendLog log = new FrontendLog(stream, 0).line(1000);
        return new Delivery.Refused("unsigned-event", "Why.", log.pack(0, log.end()));
    }

    private Map<KeptBytes.Of, Long> drift() throws SQLException {
        try (Connection connection = fixture.pool.connection()) {
            return kept.drift(connection);
        }
    }

    private KeptBytes.Kept counted() throws SQLException {
        try (Connection connection = fixture.pool.connection()) {
            KeptBytes.Kept counted = kept.read(connection);
            connection.rollback();
            return counted;
        }
    }

    /** Has all of them wait for the progress lock, and then go. */
    private static void atOnce(List<Callable<?>> works) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Connection holder = fixture.pool.connection()) {
            new LockProgress(EngineFixture.TABLES).run(holder);
            List<Future<?>> under = new ArrayList<>();
            works.forEach(work -> under.add(threads.submit(work)));
            await().until(() -> fixture.number(WAITING) == works.size());
            holder.rollback();
            for (Future<?> work : under) {
                work.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean retire(String stream) throws SQLException {
        try (Connection connection = fixture.pool.connection()) {
            return new RetireStream(EngineFixture.TABLES).run(connection, stream);
        }
    }

    private static long discard(String stream) throws SQLException {
        try (Connection connection = fixture.pool.connection()) {
            return new DiscardEvents(EngineFixture.TABLES)
                    .run(connection, new DiscardEvents.Which(Optional.empty(), Optional.of(stream), true))
                    .events();
        }
    }

    @Test
    void twoWhoCountAnewAtTheSameTimeCountOnce() throws Exception {
        fixture.engine(LISTED).replay(List.of(refused("web1"), refused("web2")));
        fixture.execute("UPDATE matomo_trackreplay_tally SET number = number + 10000 WHERE name LIKE 'kept-%'");

        atOnce(List.of(() -> discard("nobody"), () -> discard("nobody")));

        assertThat(drift()).isEmpty();
        assertThat(counted().known()).isPositive();
        assertThat(counted().unknown()).isPositive();
    }

    @Test
    void anOperatorWhoRetiresAStreamAndACollectorThatListsAnotherCountAnewAtTheSameTime() throws Exception {
        fixture.engine(LISTED).replay(List.of(refused("web1"), refused("web2")));
        Replayer listing =
                fixture.engine("two", LISTED.with(p -> p.streams(Set.of("web1", "web2"))), fixture.connections());

        atOnce(List.of(() -> retire("web1"), () -> listing.replay(List.of(refused("web2"), refused("web1")))));

        assertThat(drift()).isEmpty();
    }

    @Test
    void aStreamThatIsListedFromNowOnCountsAsOneInTheSameTransaction() throws Exception {
        fixture.engine(LISTED).replay(List.of(refused("web2"), refused("web2")));
        assertThat(counted().known()).isZero();

        // whoever dies behind this COMMIT has nothing left to do
        fixture.engine("two", LISTED.with(p -> p.streams(Set.of("web1", "web2"))), fixture.connections())
                .replay(List.of(refused("web2")));

        assertThat(drift()).isEmpty();
        assertThat(counted().known()).isPositive();
        assertThat(counted().unknown()).isZero();
    }

    @Test
    void aStreamThatNobodyListsAnyMoreIsNoneInTheSameTransaction() throws Exception {
        fixture.engine(LISTED).replay(List.of(refused("web1")));
        assertThat(counted().known()).isPositive();

        fixture.engine(LISTED.with(p -> p.streams(Set.of("web3")))).tick();

        assertThat(drift()).isEmpty();
        assertThat(counted().known()).isZero();
        assertThat(counted().unknown()).isPositive();
    }

    @Test
    void whoDiesBehindTheCommitThatRetiresAStreamHasCounted() throws Exception {
        fixture.engine(LISTED).replay(List.of(refused("web1")));
        try (Connection real = fixture.pool.connection()) {
            Connection dying = dyingBehindItsFirstCommit(real);
            assertThatThrownBy(() -> new RetireStream(EngineFixture.TABLES).run(dying, "web1"))
                    .isInstanceOf(SQLException.class);
            real.rollback();
        }

        assertThat(fixture.number("SELECT retired FROM matomo_trackreplay_stream WHERE name = 'web1'"))
                .isEqualTo(1);
        assertThat(drift()).isEmpty();
        assertThat(counted().known()).isZero();
    }

    private static Connection dyingBehindItsFirstCommit(Connection real) {
        return (Connection) Proxy.newProxyInstance(
                KeptBytesTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    try {
                        Object result = method.invoke(real, args);
                        if (method.getName().equals("commit")) {
                            throw new SQLException("gone", "08S01", 0);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
