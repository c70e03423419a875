/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.ReadRejected;
import io.github.trackreplay.mysql.ledger.StoredPack;
import io.github.trackreplay.sink.ReplayPolicy.Role;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A bulk call for which nobody vouches does not hold everybody up: a large one is set aside as a whole, and comes back by one word. */
class ReplayerBulkBoundTest {
    private static final String TOKEN = "a-writers-token";
    private static final ReplayPolicy POLICY = ReplayPolicy.DEFAULT.with(p -> p.mostInBulkCall(3));

    private final EngineFixture fixture = new EngineFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private Replayer engine(ReplayPolicy policy) {
        RecordingApplier knowing = new RecordingApplier() {
            @Override
            public boolean knowsToken(String token) {
                return token.equals(TOKEN);
            }
        };
        return fixture.engine("one", policy, fixture.connections(), knowing);
    }

    private ReadRejected.Row kept() throws Exception {
        ReadRejected.Filter waiting = new ReadRejected.Filter(
                Optional.of("bulk-too-many"), Optional.empty(), OptionalLong.empty(), Optional.of("stored"), List.of());
        try (Connection connection = fixture.pool.connection()) {
            List<ReadRejected.Row> rows =
                    new ReadRejected(new LedgerTables("matomo_")).page(connection, waiting, 0, 10);
            connection.rollback();
            assertThat(rows).hasSize(1);
            return rows.get(0);
        }
    }

    private List<String> counters() {
        return fixture.list("SELECT CONCAT(outcome, '/', reason, ' ', requests) FROM matomo_trackreplay_counter"
                + " WHERE requests <> 0 ORDER BY outcome, reason");
    }

    @Test
    void aLargeOneIsSetAsideAsAWholeInOneRowAndTheRestGoesOn() throws Exception {
        CommitSummary summary = engine(POLICY)
                .replay(EngineFixture.of(new FrontendLog("web1", 0)
                        .line(1000)
                        .bulk(2000, 4, "")
                        .bulk(2500, 3, "")
                        .line(3000)
                        .pack()));

        assertThat(fixture.applied()).containsExactly("web1:1000", "web1:2500", "web1:2500", "web1:2500", "web1:3000");
        assertThat(summary.counts().rejected()).containsExactly(Map.entry("bulk-too-many", 4L));
        assertThat(summary.said().rejects()).singleElement().satisfies(said -> {
            assertThat(said.number()).isEqualTo(4);
            assertThat(said.detail())
                    .contains("4 requests", "maxBulkRequests", "token_auth", "rejected replay --reason bulk-too-many");
        });
        assertThat(counters()).containsExactly("recorded/ 5", "rejected/bulk-too-many 4");
        assertThat(kept().place().bytes()).isEqualTo(FrontendLog.LINE);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void whatWasSetAsideIsAppliedOnceByWhoeverOffersIt() throws Exception {
        Replayer engine = engine(POLICY);
        engine.replay(EngineFixture.of(
                new FrontendLog("web1", 0).bulk(2000, 4, "").line(3000).pack()));
        ReadRejected.Row row = kept();
        List<PackEntry> entries = StoredPack.decode(row.kept().raw()).entries();
        List<Delivery> again = List.of(new Delivery.Again(row.id(), entries));

        Replayer operator = engine(POLICY.with(p -> p.role(Role.IMPORT)));
        assertThat(operator.replay(again).counts().recorded()).isEqualTo(4);
        assertThat(operator.replay(again).counts().duplicates()).isEqualTo(1);

        assertThat(fixture.applied()).containsExactly("web1:3000", "web1:2000", "web1:2000", "web1:2000", "web1:2000");
        assertThat(counters()).containsExactly("recorded/ 5");
        assertThat(fixture.list("SELECT replay_state FROM matomo_trackreplay_rejected"))
                .containsExactly("replayed");
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void whoeverBearsATokenThatCountsMaySendAnyNumber() throws Exception {
        engine(POLICY)
                .replay(EngineFixture.of(new FrontendLog("web1", 0)
                        .bulk(1000, 5, TOKEN)
                        .bulk(2000, 5, "made-up")
                        .pack()));

        assertThat(fixture.applied()).hasSize(5).allMatch("web1:1000"::equals);
    }

    @Test
    void anImportTakesAnyNumberAndSoDoesASinkWithoutABound() throws Exception {
        Pack pack = new FrontendLog("web1", 0).bulk(1000, 5, "").pack();
        engine(POLICY.with(p -> p.role(Role.IMPORT))).replay(EngineFixture.of(pack));
        assertThat(fixture.applied()).hasSize(5);

        Pack other = new FrontendLog("web2", 0).bulk(2000, 5, "").pack();
        engine(POLICY.with(p -> p.mostInBulkCall(0))).replay(EngineFixture.of(other));
        assertThat(fixture.list("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .containsExactly("0");
    }

    @Test
    void thePackInWhichItComesTwiceIsADuplicate() throws Exception {
        Replayer engine = engine(POLICY);
        Pack pack = new FrontendLog("web1", 0).bulk(1000, 4, "").line(3000).pack();
        engine.replay(EngineFixture.of(pack));

        CommitSummary again = engine.replay(EngineFixture.of(pack));

        assertThat(again.counts().rejected()).isEmpty();
        assertThat(again.counts().duplicates()).isEqualTo(5);
        assertThat(counters()).contains("rejected/bulk-too-many 4");
        assertThat(fixture.unaccounted()).isZero();
    }
}
