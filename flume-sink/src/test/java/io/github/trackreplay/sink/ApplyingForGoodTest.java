/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.tracking.RequestOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a request that fails means where nothing that is applied can be taken back. */
class ApplyingForGoodTest {
    private static EngineFixture fixture;
    private final List<String> streams = new ArrayList<>();

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

    /** Applies for good whatever it is given. */
    private final class ForGood implements RequestApplier {
        private final RecordingApplier behind = new RecordingApplier();

        @Override
        public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests) throws SQLException {
            requests.forEach(request -> streams.add(request.file().stream()));
            return behind.apply(connection, requests);
        }

        @Override
        public boolean canBeTakenBack() {
            return false;
        }

        @Override
        public void forget() {
            behind.forget();
        }
    }

    private Replayer engine() {
        return fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections(), new ForGood());
    }

    @Test
    void aRequestThatFailsWhileOthersGoIsRejectedWithoutATrial() throws Exception {
        FrontendLog log = new FrontendLog("w", 0);
        log.line(1000, "idsite=1&rec=1&defect=1").line(1001).line(1002);

        CommitSummary summary = engine().replay(EngineFixture.of(log.ended()));

        assertThat(summary.counts().rejected()).isEqualTo(Map.of("defect", 1L));
        assertThat(fixture.applied()).containsExactly("w:1001", "w:1002");
        assertThat(streams).containsOnly("w");
    }

    @Test
    void whereNoOtherOneGoesNothingIsRejectedAndNothingIsTried() {
        FrontendLog log = new FrontendLog("w", 0).line(1000, "idsite=1&rec=1&defect=1");

        assertThatThrownBy(() -> engine().replay(EngineFixture.of(log.ended())))
                .isInstanceOfSatisfying(ReplayException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
                    assertThat(e).hasMessageContaining("no other one shows");
                });

        assertThat(streams).containsOnly("w");
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isZero();
    }
}
