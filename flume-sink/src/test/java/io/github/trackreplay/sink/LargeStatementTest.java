/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.tracking.RequestOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a server that takes the smallest packets with which we work, nothing that comes in stops the rest. */
class LargeStatementTest {
    private static final ReplayPolicy TWO_STREAMS = ReplayPolicy.DEFAULT.with(p -> p.streams(Set.of("web1", "web2")));

    private final Random random = new Random(7);
    private TestDatabase database;
    private String before;
    private EngineFixture fixture;

    @BeforeEach
    void takeSmallPacketsOnly() throws SQLException {
        database = TestDatabase.create();
        before = limit();
        limit(PacketLimit.LEAST);
        fixture = new EngineFixture(database);
    }

    @AfterEach
    void restore() {
        database.execute("SET GLOBAL max_allowed_packet = " + before);
        fixture.close();
    }

    private String limit() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT @@GLOBAL.max_allowed_packet")) {
            row.next();
            return row.getString(1);
        }
    }

    private void limit(long bytes) {
        database.execute("SET GLOBAL max_allowed_packet = " + bytes);
    }

    /** A query that no compression shortens below three quarters. */
    private String query(int bytes) {
        byte[] noise = new byte[bytes * 3 / 4];
        random.nextBytes(noise);
        return "idsite=1&rec=1&x=" + Base64.getUrlEncoder().encodeToString(noise);
    }

    @Test
    void packsThatWaitFillSeveralStatements() throws Exception {
        Replayer engine = fixture.engine(TWO_STREAMS);
        FrontendLog web1 = new FrontendLog("web1", 0);
        List<Delivery> packs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            web1.line(1000 + i, query(100_000)).line(1000 + i, query(100_000)).line(1000 + i, query(100_000));
            packs.addAll(EngineFixture.of(web1.pack()));
        }

        assertThat(engine.replay(packs).order().heldRequests()).isEqualTo(120);

        engine.replay(EngineFixture.of(new FrontendLog("web2", 0).line(5000).pack()));
        assertThat(fixture.applied()).hasSize(120);
        assertThat(fixture.unaccounted()).isZero();
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_held"))
                .isEqualTo(1);
    }

    @Test
    void aRequestThatIsTooLargeToWaitIsRejectedAndTheOthersWait() throws Exception {
        Replayer engine = fixture.engine(TWO_STREAMS);
        FrontendLog web1 = new FrontendLog("web1", 0);
        Pack pack = web1.line(1000).line(1001, query(5 << 20)).line(1002).pack();

        CommitSummary summary = engine.replay(EngineFixture.of(pack));

        assertThat(summary.counts().rejected()).containsExactly(Map.entry("too-large", 1L));
        assertThat(summary.order().heldRequests()).isEqualTo(2);
        engine.replay(EngineFixture.of(new FrontendLog("web2", 0).line(5000).pack()));
        assertThat(fixture.applied()).containsExactly("web1:1000", "web1:1002");
        assertThat(fixture.unaccounted()).isZero();
        assertThat(fixture.number("SELECT LENGTH(raw) FROM matomo_trackreplay_rejected"))
                .isEqualTo(64 << 10);
    }

    @Test
    void aRequestThatIsTooLargeToBeSetAsideIsRejectedAndTheOthersAreSetAside() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT.with(p -> p.mostRejectsInRow(1)));
        FrontendLog web1 = new FrontendLog("web1", 0);
        engine.replay(EngineFixture.of(web1.garbage().pack()));

        Pack pack = web1.line(1000)
                .line(1001, query(5 << 20))
                .line(1002, query(200_000))
                .line(1003, query(200_000))
                .pack();
        CommitSummary summary = engine.replay(EngineFixture.of(pack));

        assertThat(summary.counts().rejected()).containsExactly(Map.entry("too-large", 1L));
        assertThat(fixture.unaccounted()).isZero();
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_aside"))
                .isGreaterThan(1);
        fixture.database.execute("UPDATE matomo_trackreplay_stream SET stopped = 2, commit_no = commit_no + 1;"
                + " UPDATE matomo_trackreplay_progress SET commit_no = commit_no + 1");
        engine.tick();
        assertThat(fixture.applied()).containsExactly("web1:1000", "web1:1002", "web1:1003");
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void manyRejectedLinesWithLongDetailsFillSeveralStatements() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT.with(p -> p.mostRejectsInRow(0)));
        List<Delivery> events = new ArrayList<>();
        for (int i = 0; i < 999; i++) {
            events.add(new Delivery.Unreadable("foreign-event", "ü".repeat(4000), new byte[1000]));
        }
        events.add(new Delivery.Unreadable("foreign-event", "large", new byte[20 << 20]));

        assertThat(engine.replay(events).counts().rejected()).containsEntry("foreign-event", 1000L);
    }

    @Test
    void aStatementThatIsTooLargeIsTriedWithFewerRequestsUntilOneIsToBlame() throws Exception {
        RequestApplier large = new RequestApplier() {
            @Override
            public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests)
                    throws SQLException {
                StringBuilder sql = new StringBuilder("SELECT LENGTH('");
                requests.forEach(request -> sql.append(request.request().query()));
                try (Statement statement = connection.createStatement()) {
                    statement.executeQuery(sql.append("')").toString()).close();
                }
                return requests.stream()
                        .<RequestOutcome>map(request -> new RequestOutcome.Recorded())
                        .toList();
            }

            @Override
            public void forget() {
                // nothing is remembered
            }
        };
        Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections(), large);
        FrontendLog web1 = new FrontendLog("web1", 0);
        for (int i = 0; i < 5; i++) {
            web1.line(1000 + i, query(1 << 20));
        }
        web1.line(1005, query(5 << 20)).line(1006);

        CommitSummary summary = engine.replay(EngineFixture.of(web1.pack()));

        assertThat(summary.counts().recorded()).isEqualTo(6);
        assertThat(summary.counts().rejected()).containsExactly(Map.entry("not-storable", 1L));
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aServerThatTakesTooLittleIsRefusedInASentenceAndAcceptedOnceItTakesMore() throws Exception {
        limit(1 << 20);
        ReplayEngine.Settings settings = new ReplayEngine.Settings(
                new WriterPool.Settings(database.url(), database.user(), database.password(), 2),
                "matomo_",
                false,
                new Replayer.Identity("one", "host"),
                ReplayPolicy.DEFAULT,
                Optional.empty());
        try (ReplayEngine engine = ReplayEngine.open(settings, matomo())) {
            Pack pack = new FrontendLog("web1", 0).line(1000).pack();

            ReplayException trouble = catchThrowableOfType(
                    ReplayException.class, () -> engine.replayer().replay(EngineFixture.of(pack)));

            assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
            assertThat(trouble).hasMessageContainingAll("at most 1048576 bytes", "max_allowed_packet = 16M");
            limit(PacketLimit.LEAST);
            assertThat(engine.replayer().replay(EngineFixture.of(pack)).counts().recorded())
                    .isEqualTo(1);
        }
    }

    private static Matomo matomo() {
        return MySqlSinkTest.matomo(new Matomo.Settings(Optional.empty(), "matomo_"));
    }
}
