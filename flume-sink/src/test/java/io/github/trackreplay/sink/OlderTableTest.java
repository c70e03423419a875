/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.mysql.ledger.DiscardEvents;
import io.github.trackreplay.mysql.ledger.LedgerCheck;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An older copy of one of the tables of which no account tells, beside a newer ledger: noticed at the start. */
class OlderTableTest {
    private static final ReplayPolicy LISTED =
            ReplayPolicy.DEFAULT.with(p -> p.streams(Set.of("web1", "way1")).admitsUnlisted(false));

    private final EngineFixture fixture = new EngineFixture();
    private final FrontendLog web1 = new FrontendLog("web1", 0);
    private final FrontendLog web9 = new FrontendLog("web9", 0);
    private final PipelinePackBuilder way1 = new PipelinePackBuilder("way1");
    private long time = 1000;

    /** Something goes into each of the tables. */
    private void replay(Replayer engine) throws Exception {
        time += 1000;
        Pack taken = proven(web1.line(time).garbage().pack(), 0);
        engine.replay(EngineFixture.of(
                taken,
                proven(new Pack(taken.header(), taken.entries()), (int) time),
                web9.line(time).pack(),
                way1.request(time, PipelinePackBuilder.id("a" + time))
                        .request(time, RequestIdentity.of(RequestIdentity.Kind.BYTES, "b" + time))
                        .pack()));
    }

    /** Proven to end in some bytes: others than those of another number. */
    private static Pack proven(Pack pack, int bytes) {
        PackHeader h = pack.header();
        return new Pack(
                h.withoutWatermark().withProofs(List.of(new Proof(h.start(), h.end(), String.format("%032x", bytes)))),
                pack.entries());
    }

    @BeforeEach
    void replayedBeforeAndAfterTheBackup() throws Exception {
        Replayer engine = fixture.engine(LISTED);
        replay(engine);
        for (String table : List.of("aside", "rejected", "conflict", "request_id", "window_hash")) {
            String name = "matomo_trackreplay_" + table;
            fixture.database.execute("CREATE TABLE backup_" + table + " AS SELECT * FROM " + name);
            assertThat(fixture.number("SELECT COUNT(*) FROM " + name)).as(table).isPositive();
        }
        replay(engine);
        assertThat(changedByOthers()).isEmpty();
        assertThat(fixture.engine(LISTED).tick().order()).isNotNull();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void restore(String table) {
        fixture.database.execute("DELETE FROM matomo_trackreplay_" + table + "; INSERT INTO matomo_trackreplay_" + table
                + " SELECT * FROM backup_" + table);
    }

    private Optional<String> changedByOthers() throws Exception {
        try (Connection connection = fixture.pool.connection()) {
            Optional<String> said = new LedgerCheck(EngineFixture.TABLES).changedByOthers(connection);
            connection.rollback();
            return said;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"aside", "request_id", "window_hash"})
    void whereWhatComesNextWouldBeLostOrDoubledNothingIsApplied(String table) {
        restore(table);
        List<String> before = fixture.applied();

        ReplayException trouble = catchThrowableOfType(ReplayException.class, () -> replay(fixture.engine(LISTED)));

        assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
        assertThat(trouble.getMessage())
                .contains("matomo_trackreplay_" + table + " holds", "that were written to it", "one consistent backup");
        assertThat(fixture.applied()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rejected", "conflict"})
    void whereAnOperatorHasToAskFirstItIsSaidAndTheRestGoesOn(String table) throws Exception {
        restore(table);

        long before = fixture.number("SELECT commit_no FROM matomo_trackreplay_progress");
        replay(fixture.engine(LISTED));

        assertThat(fixture.number("SELECT commit_no FROM matomo_trackreplay_progress"))
                .isGreaterThan(before);
        assertThat(changedByOthers())
                .hasValueSatisfying(said -> assertThat(said)
                        .contains("matomo_trackreplay_" + table + " holds", "trackreplay rejected discard"));
    }

    @Test
    void whatWasReplayedIsNotReplayedAgainFromAnOlderCopy() throws Exception {
        long id = fixture.number("SELECT MIN(rejected_id) FROM matomo_trackreplay_rejected");
        Delivery again = new Delivery.Again(
                id, List.of(FrontendLog.request(FrontendLog.LINE, FrontendLog.LINE, 0, 2000, "idsite=1")));
        ReplayPolicy operator = ReplayPolicy.DEFAULT.with(p -> p.role(ReplayPolicy.Role.IMPORT));
        fixture.engine("operator", operator, fixture.connections()).replay(List.of(again));
        List<String> before = fixture.applied();
        restore("rejected");

        ReplayException trouble = catchThrowableOfType(
                ReplayException.class,
                () -> fixture.engine("operator", operator, fixture.connections())
                        .replay(List.of(again)));

        assertThat(trouble.getMessage()).contains("would be replayed twice");
        assertThat(fixture.applied()).isEqualTo(before);
        try (Connection connection = fixture.pool.connection()) {
            new DiscardEvents(EngineFixture.TABLES)
                    .run(connection, new DiscardEvents.Which(Optional.empty(), Optional.empty(), false));
        }
        assertThat(changedByOthers()).isEmpty();
    }

    @Test
    void aLedgerThatWasNotCountedYetIsCountedFromNowOn() throws Exception {
        fixture.database.execute("DELETE FROM matomo_trackreplay_tally");
        restore("aside");

        replay(fixture.engine(LISTED));
        replay(fixture.engine(LISTED));
        restore("aside");

        assertThat(catchThrowableOfType(ReplayException.class, () -> replay(fixture.engine(LISTED))))
                .hasMessageContaining("trackreplay_aside holds 1 rows, and not the 3");
    }
}
