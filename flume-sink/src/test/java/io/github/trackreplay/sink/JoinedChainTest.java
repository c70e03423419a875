/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.mysql.ledger.AcceptLoss;
import io.github.trackreplay.mysql.ledger.LedgerCheck;
import java.sql.Connection;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log file that an operator has given up comes after all, and joins the chains before and behind it. */
class JoinedChainTest {
    private final EngineFixture fixture = new EngineFixture();
    private final FrontendLog web1 = new FrontendLog("web1", 0);
    private Replayer engine;
    private Pack second;

    @BeforeEach
    void ofFiveFilesTheSecondIsGivenUp() throws Exception {
        engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(web1.line(1000).pack()));
        second = web1.rotate().line(2000).pack();
        for (long time = 3000; time <= 5000; time += 1000) {
            engine.replay(EngineFixture.of(web1.rotate().line(time).pack()));
        }
        assertThat(chains()).isEqualTo(2);
        try (Connection connection = fixture.pool.connection()) {
            new AcceptLoss(EngineFixture.TABLES).run(connection, "web1", fixture.waiting.now);
        }
        assertThat(engine.tick().order().completeThrough()).isEqualTo(4999);
        engine = fixture.engine(ReplayPolicy.DEFAULT); // has in memory only what comes from the reaches on
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private long chains() {
        return fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_chain");
    }

    private Optional<String> contradiction() throws Exception {
        try (Connection connection = fixture.pool.connection()) {
            Optional<String> said = new LedgerCheck(EngineFixture.TABLES).contradiction(connection);
            connection.rollback();
            return said;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void allThatFollowsItBelongsToTheChainAndCompletenessGoesOn(boolean restarted) throws Exception {
        assertThat(engine.replay(EngineFixture.of(second)).order().completeThrough())
                .isEqualTo(4999);

        assertThat(chains()).isEqualTo(1);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_file f JOIN matomo_trackreplay_chain c"
                        + " ON c.chain_id = f.chain_id"))
                .isEqualTo(5);
        assertThat(contradiction()).isEmpty();
        Replayer next = restarted ? fixture.engine(ReplayPolicy.DEFAULT) : engine;
        CommitSummary sixth =
                next.replay(EngineFixture.of(web1.rotate().line(6000).pack()));

        assertThat(sixth.order().completeThrough()).isEqualTo(5999);
        assertThat(fixture.applied())
                .containsExactlyInAnyOrder(
                        "web1:1000", "web1:2000", "web1:3000", "web1:4000", "web1:5000", "web1:6000");
        assertThat(fixture.unaccounted()).isZero();
        assertThat(contradiction()).isEmpty();
    }

    /** Earlier versions left such rows when chains were joined. */
    @Test
    void aFileThatNamesAJoinedChainIsNoSignOfAnEmptiedTable() throws Exception {
        engine.replay(EngineFixture.of(second));
        fixture.execute("UPDATE matomo_trackreplay_file SET chain_id = (SELECT f.id FROM (SELECT file_id AS id FROM"
                + " matomo_trackreplay_file WHERE file_number = 2) f) WHERE file_number = 4");

        assertThat(contradiction()).isEmpty();

        fixture.execute("DELETE FROM matomo_trackreplay_chain");
        assertThat(contradiction())
                .hasValueSatisfying(said -> assertThat(said)
                        .contains("matomo_trackreplay_chain lacks the rows that 5 rows of matomo_trackreplay_file"));
    }
}
