/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.mysql.ledger.AcceptLoss;
import io.github.trackreplay.mysql.ledger.DiscardEvents;
import io.github.trackreplay.mysql.ledger.KeptBytes;
import io.github.trackreplay.mysql.ledger.ResumeStream;
import io.github.trackreplay.mysql.ledger.RetireStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody who reaches the port fills the database, and nothing of what is not kept counts as taken. */
class ReplayerRoomTest {
    private static final long ROOM = 200_000;
    private static final ReplayPolicy LISTED = ReplayPolicy.DEFAULT.with(
            p -> p.streams(Set.of("web1")).admitsUnlisted(false).maxAsideBytes(ROOM));
    private static final String EVENT_BYTES =
            "SELECT COALESCE(SUM(LENGTH(raw)), 0) FROM matomo_trackreplay_rejected WHERE file_id IS NULL";
    private static final String UNKEPT =
            "SELECT COALESCE(SUM(requests), 0) FROM matomo_trackreplay_counter WHERE outcome = 'unkept'";

    private static EngineFixture fixture;

    private final FrontendLog web1 = new FrontendLog("web1", 0);

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

    private static List<Delivery> unreadable(int number) {
        List<Delivery> events = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            events.add(new Delivery.Unreadable("foreign-event", "Why.", new byte[5_000]));
        }
        return events;
    }

    private static Delivery refused(FrontendLog log) {
        return new Delivery.Refused("unsigned-event", "Why.", log.pack(0, log.end()));
    }

    @Test
    void aFloodOfEventsThatNobodyCanReadIsCountedAndSaidAndFillsNothing() throws Exception {
        Replayer engine = fixture.engine(LISTED);

        CommitSummary first = engine.replay(unreadable(100));
        CommitSummary second =
                fixture.engine("another", LISTED, fixture.connections()).replay(unreadable(100));

        assertThat(fixture.number(EVENT_BYTES)).isBetween(1L, ROOM / 2);
        assertThat(first.counts().rejected()).containsEntry("foreign-event", 100L);
        assertThat(second.counts().rejected()).containsEntry("foreign-event", 100L);
        assertThat(second.said().rejects()).containsExactly(new Rejects("", "foreign-event", 100, "Why.", false));
        long kept = fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected");
        assertThat(fixture.number(UNKEPT)).isEqualTo(200 - kept);
    }

    @Test
    void madeUpNamesLeaveRoomForWhatMayBeAFrontendsOwn() throws Exception {
        Replayer engine = fixture.engine(LISTED);
        engine.replay(unreadable(100));

        engine.replay(List.of(refused(web1.line(1000))));

        assertThat(fixture.list("SELECT stream FROM matomo_trackreplay_rejected WHERE form = 'pack'"))
                .containsExactly("web1");
    }

    /** Whoever knows the name of a stream may sign as badly as he likes. */
    @Test
    void whatOnlyNamesAStreamLeavesRoomForWhatIsItsOwn() throws Exception {
        Replayer engine = fixture.engine(LISTED.with(p -> p.maxAsideBytes(20_000)));
        engine.replay(EngineFixture.of(proven(web1.line(1000).line(2000).pack(), 0)));
        for (int i = 0; i < 20; i++) {
            engine.replay(List.of(refused(web1)));
        }
        assertThat(fixture.number(UNKEPT)).isPositive();

        engine.replay(EngineFixture.of(proven(web1.pack(0, 200), 1)));

        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_conflict"))
                .isEqualTo(1);
        try (Connection connection = fixture.pool.connection()) {
            assertThat(new KeptBytes(EngineFixture.TABLES).drift(connection)).isEmpty();
        }
    }

    /** It comes twice after each crash of its agent. */
    @Test
    void whatWasSetAsideAlreadyIsNotCountedAsNotKeptWhenItComesAgain() throws Exception {
        FrontendLog web2 = new FrontendLog("web2", 0);
        Replayer engine = fixture.engine(LISTED.with(p -> p.maxAsideBytes(4_000)));
        Pack first = web2.line(1000).pack();
        engine.replay(EngineFixture.of(first));
        engine.replay(EngineFixture.of(web2.line(2000).pack()));
        long unkept = fixture.number(UNKEPT);
        assertThat(unkept).as("there is no more room").isPositive();

        CommitSummary again =
                fixture.engine(LISTED.with(p -> p.maxAsideBytes(4_000))).replay(EngineFixture.of(first));

        assertThat(again.counts().duplicates()).isEqualTo(1);
        assertThat(fixture.number(UNKEPT)).isEqualTo(unkept);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_aside"))
                .isEqualTo(1);
    }

    @Test
    void aPackInConflictThatTakesSeveralRowsIsCountedAsSoMany() throws Exception {
        Replayer engine = fixture.engine(LISTED.with(p -> p.maxAsideBytes(10_000_000)));
        for (int i = 0; i < 4; i++) {
            web1.line(1000 + i, "idsite=1&rec=1&x=" + "y".repeat(100_000));
        }
        engine.replay(EngineFixture.of(proven(web1.pack(), 0)));

        engine.replay(EngineFixture.of(proven(web1.pack(0, 400), 1)));

        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_conflict"))
                .isGreaterThan(1);
        try (Connection connection = fixture.pool.connection()) {
            assertThat(new KeptBytes(EngineFixture.TABLES).drift(connection)).isEmpty();
        }
    }

    @Test
    void whatIsNotKeptOfAKnownStreamIsCountedUnderItsName() throws Exception {
        Replayer engine = fixture.engine(LISTED.with(p -> p.maxAsideBytes(1000)));

        engine.replay(List.of(refused(web1.line(1000))));

        assertThat(fixture.list(
                        "SELECT CONCAT(s.name, ' ', c.reason, ' ', c.requests) FROM matomo_trackreplay_counter c"
                                + " JOIN matomo_trackreplay_stream s USING (stream_id) WHERE c.outcome = 'unkept'"))
                .containsExactly("web1 unsigned-event 1");
    }

    /** Its heartbeats are the first that come of it then, and it is not waited for any more. */
    @Test
    void aStreamThatIsNotListedAnyMoreHoldsNobodyThoughNothingButHeartbeatsComesOfIt() throws Exception {
        FrontendLog web2 = new FrontendLog("web2", 0);
        fixture.engine(LISTED.with(p -> p.streams(Set.of("web1", "web2"))))
                .replay(EngineFixture.of(web2.line(1000).pack()));
        Replayer without = fixture.engine(LISTED);

        without.replay(EngineFixture.of(web2.heartbeat(2000), web1.line(5000).pack()));
        without.replay(EngineFixture.of(web2.heartbeat(2001), web1.heartbeat(9000)));

        assertThat(fixture.applied()).contains("web1:5000");
    }

    /** A quiet log's heartbeats come every second, for ever. */
    @Test
    void heartbeatsOfAStreamThatIsNotListedTakeNoRoom() throws Exception {
        Replayer engine = fixture.engine(LISTED);
        FrontendLog web2 = new FrontendLog("web2", 0);
        engine.replay(EngineFixture.of(web2.line(1000).pack()));
        long before = fixture.number("SELECT SUM(number) FROM matomo_trackreplay_tally WHERE name LIKE 'kept-%'");

        for (int i = 0; i < 100; i++) {
            engine.replay(EngineFixture.of(web2.heartbeat(2000 + i)));
        }

        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_aside"))
                .isEqualTo(1);
        assertThat(fixture.number("SELECT SUM(number) FROM matomo_trackreplay_tally WHERE name LIKE 'kept-%'"))
                .isEqualTo(before);
        assertThat(fixture.number(UNKEPT)).isZero();
    }

    @Test
    void theFloodOfAStreamThatIsNotListedStopsAtTheRoomAndNothingOfItIsLostForGood() throws Exception {
        FrontendLog web2 = new FrontendLog("web2", 0);
        List<Pack> packs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            packs.add(web2.line(1000 + i).pack());
        }
        Replayer engine = fixture.engine(LISTED);
        engine.replay(EngineFixture.of(packs.toArray(Pack[]::new)));

        CommitSummary good = engine.replay(EngineFixture.of(web1.line(5000).pack()));

        assertThat(good.counts().recorded()).isEqualTo(1);
        long aside = fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_aside");
        assertThat(aside).isBetween(1L, 199L);
        assertThat(fixture.number("SELECT SUM(LENGTH(body)) FROM matomo_trackreplay_aside"))
                .isLessThan(ROOM / 2);
        assertThat(fixture.number(UNKEPT))
                .isEqualTo(200 - aside - fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"));
        assertThat(fixture.unaccounted()).isZero();

        Replayer listing = fixture.engine(LISTED.with(p -> p.streams(Set.of("web1", "web2"))));
        listing.tick();
        resume("web2");
        listing.replay(EngineFixture.of(packs.toArray(Pack[]::new)));
        while (listing.tick().order().moreDue()) {
            // everything that was set aside
        }
        listing.replay(EngineFixture.of(web1.heartbeat(900_000), web2.heartbeat(900_000)));

        assertThat(fixture.applied()).hasSize(201).doesNotHaveDuplicates();
        assertThat(kept(connection -> new KeptBytes(EngineFixture.TABLES).read(connection))
                        .unknown())
                .isEqualTo(fixture.number("SELECT COALESCE(SUM(LENGTH(raw) + " + KeptBytes.ROW_BYTES
                        + "), 0) FROM matomo_trackreplay_rejected"));
    }

    @Test
    void aStreamThatIsListedAndHasStoppedIsKeptWhole() throws Exception {
        ReplayPolicy policy = LISTED.with(p -> p.maxAsideBytes(1000));
        FrontendLog log = new FrontendLog("web1", 0);
        for (int i = 0; i < 1000; i++) {
            log.garbage();
        }
        Replayer engine = fixture.engine(policy);
        engine.replay(EngineFixture.of(log.pack()));

        for (int i = 0; i < 20; i++) {
            engine.replay(EngineFixture.of(
                    log.line(1000 + i, "idsite=1&rec=1&x=" + "y".repeat(500)).pack()));
        }

        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_aside"))
                .isEqualTo(20);
        assertThat(fixture.number(UNKEPT)).isZero();
    }

    @Test
    void packsInConflictFillNothingAndHoldCompletenessAllTheSame() throws Exception {
        Replayer engine = fixture.engine(LISTED.with(p -> p.maxAsideBytes(20_000)));
        engine.replay(EngineFixture.of(proven(web1.line(1000).line(2000).pack(), 0)));

        for (int i = 1; i <= 50; i++) {
            engine.replay(EngineFixture.of(proven(web1.pack(0, 200), i)));
        }

        long kept = fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_conflict");
        assertThat(kept).isBetween(1L, 20L);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_loss"))
                .isLessThanOrEqualTo(kept);
        assertThat(fixture.number(UNKEPT)).isEqualTo(2 * (50 - kept));
        engine.replay(EngineFixture.of(web1.heartbeat(900_000)));
        assertThat(engine.tick().order().completeThrough()).isLessThan(2000);
    }

    @Test
    void whatIsDiscardedMakesRoom() throws Exception {
        Replayer engine = fixture.engine(LISTED.with(p -> p.maxAsideBytes(20_000)));
        engine.replay(EngineFixture.of(proven(web1.line(1000).pack(), 0), proven(web1.pack(0, 100), 1)));
        engine.replay(List.of(refused(web1)));
        engine.replay(unreadable(10));
        try (Connection connection = fixture.pool.connection()) {
            new AcceptLoss(EngineFixture.TABLES).run(connection, "web1", 1);
        }

        DiscardEvents.Discarded waiting = discard(false);
        DiscardEvents.Discarded all = discard(true);

        assertThat(waiting).isEqualTo(new DiscardEvents.Discarded(0, 1));
        assertThat(all.events()).isPositive();
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isZero();
        assertThat(kept(connection -> new KeptBytes(EngineFixture.TABLES).read(connection)))
                .isEqualTo(new KeptBytes.Kept(0, 0, 0));
        engine.replay(unreadable(1));
        assertThat(fixture.number(EVENT_BYTES)).isEqualTo(5000);
    }

    @Test
    void countingAnewGivesWhatWasCounted() throws Exception {
        Replayer engine = fixture.engine(LISTED);
        engine.replay(EngineFixture.of(proven(web1.line(1000).pack(), 0), proven(web1.pack(0, 100), 1)));
        engine.replay(EngineFixture.of(new FrontendLog("web2", 0).line(1).pack()));
        engine.replay(List.of(refused(web1)));
        engine.replay(unreadable(2));
        KeptBytes kept = new KeptBytes(EngineFixture.TABLES);
        KeptBytes.Kept counted = kept(kept::read);

        try (Connection connection = fixture.pool.connection()) {
            assertThat(kept.drift(connection)).isEmpty();
        }
        assertThat(counted.known()).isPositive();
        assertThat(counted.unknown()).isPositive();
    }

    /** What is kept of a stream counts otherwise from then on. */
    @Test
    void theCountIsRightWhereAnOperatorTakesAStreamOutOfWhichSomethingIsKept() throws Exception {
        Replayer engine = fixture.engine(LISTED);
        engine.replay(EngineFixture.of(proven(web1.line(1000).pack(), 0), proven(web1.pack(0, 100), 1)));
        KeptBytes kept = new KeptBytes(EngineFixture.TABLES);
        assertThat(kept(kept::read).known()).isPositive();

        try (Connection connection = fixture.pool.connection()) {
            new RetireStream(EngineFixture.TABLES).run(connection, "web1");
            assertThat(kept.drift(connection)).isEmpty();
        }
        assertThat(kept(kept::read).known()).isZero();
    }

    @Test
    void alsoWhereNobodyListsItAnyMore() throws Exception {
        fixture.engine(LISTED)
                .replay(EngineFixture.of(proven(web1.line(1000).pack(), 0), proven(web1.pack(0, 100), 1)));
        KeptBytes kept = new KeptBytes(EngineFixture.TABLES);
        assertThat(kept(kept::read).known()).isPositive();
        Replayer another = fixture.engine(LISTED.with(p -> p.streams(Set.of("web2"))));

        another.replay(EngineFixture.of(proven(web1.line(2000).pack(), 0)));
        another.tick();

        try (Connection connection = fixture.pool.connection()) {
            assertThat(kept.drift(connection)).isEmpty();
        }
        assertThat(kept(kept::read).known()).isZero();
    }

    private interface Reading {
        KeptBytes.Kept of(Connection connection) throws SQLException;
    }

    private static KeptBytes.Kept kept(Reading reading) throws SQLException {
        try (Connection connection = fixture.pool.connection()) {
            KeptBytes.Kept kept = reading.of(connection);
            connection.commit();
            return kept;
        }
    }

    private static DiscardEvents.Discarded discard(boolean waiting) throws SQLException {
        try (Connection connection = fixture.pool.connection()) {
            return new DiscardEvents(EngineFixture.TABLES)
                    .run(connection, new DiscardEvents.Which(Optional.empty(), Optional.empty(), waiting));
        }
    }

    private static void resume(String stream) throws SQLException {
        try (Connection connection = fixture.pool.connection()) {
            assertThat(new ResumeStream(EngineFixture.TABLES).run(connection, stream))
                    .isTrue();
        }
    }

    /** Proven to end in some bytes: others than those of another number. */
    private static Pack proven(Pack pack, int bytes) {
        PackHeader h = pack.header();
        return new Pack(
                h.withoutWatermark().withProofs(List.of(new Proof(0, h.end(), String.format("%032x", bytes)))),
                pack.entries());
    }
}
