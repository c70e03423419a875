/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RejectedLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was rejected may be offered again: judged anew, applied once, whoever offers it and whatever breaks. */
class ReplayerRejectedTest {
    private final EngineFixture fixture = new EngineFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static List<Delivery> offer(long id, PackEntry... entries) {
        return List.of(new Delivery.Again(id, List.of(entries)));
    }

    private static PackEntry request(long offset, int index, long time, String query) {
        return FrontendLog.request(offset, FrontendLog.LINE, index, time, query);
    }

    private long id(String reason) {
        return fixture.number("SELECT rejected_id FROM matomo_trackreplay_rejected WHERE replay_state = 'stored'"
                + " AND reason = '" + reason + "' ORDER BY rejected_id LIMIT 1");
    }

    private List<String> states() {
        return fixture.list(
                "SELECT CONCAT(reason, ' ', replay_state) FROM matomo_trackreplay_rejected" + " ORDER BY rejected_id");
    }

    private List<String> counters() {
        return fixture.list("SELECT CONCAT(outcome, '/', reason, ' ', requests) FROM matomo_trackreplay_counter"
                + " WHERE requests <> 0 ORDER BY outcome, reason");
    }

    @Test
    void anUnknownSiteThatExistsNowIsAppliedOnceAndLate() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(
                new FrontendLog("web1", 0).line(1000, "idsite=0").line(2000).pack()));
        long id = id("unknown-site");

        CommitSummary first = engine.replay(offer(id, request(0, 0, 1000, "idsite=1")));
        CommitSummary second = engine.replay(offer(id, request(0, 0, 1000, "idsite=1")));
        CommitSummary another = fixture.engine(ReplayPolicy.DEFAULT).replay(offer(id, request(0, 0, 1000, "idsite=1")));

        assertThat(first.counts().recorded()).isEqualTo(1);
        assertThat(first.counts().late()).isEqualTo(1);
        assertThat(second.counts().duplicates()).isEqualTo(1);
        assertThat(another.counts().duplicates()).isEqualTo(1);
        assertThat(fixture.applied()).containsExactly("web1:2000", "web1:1000");
        assertThat(states()).containsExactly("unknown-site replayed");
        assertThat(counters()).containsExactly("recorded/ 2");
        assertThat(fixture.number("SELECT applied_bytes FROM matomo_trackreplay_file"))
                .isEqualTo(200);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void whatIsRejectedAgainGoesOnWaitingWithItsNewReason() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT.with(p -> p.mostRejectsInRow(2)));
        engine.replay(EngineFixture.of(new FrontendLog("web1", 0).garbage().heartbeat(5000)));
        long id = id("no-time");

        for (int i = 0; i < 5; i++) {
            CommitSummary again = engine.replay(offer(id, request(0, 0, 1000, "idsite=0")));
            assertThat(again.counts().rejected()).containsExactly(Map.entry("unknown-site", 1L));
            assertThat(again.said().streams().stopped()).isEmpty();
        }

        assertThat(states()).containsExactly("unknown-site stored");
        assertThat(counters()).containsExactly("rejected/unknown-site 1");
        assertThat(fixture.unaccounted()).isZero();
        assertThat(engine.replay(offer(id, request(0, 0, 1000, "idsite=1")))
                        .counts()
                        .recorded())
                .isEqualTo(1);
    }

    @Test
    void ofABulkLineWhatGoesIsAppliedAndWhatDoesNotWaitsByItself() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(new FrontendLog("web1", 0).garbage().heartbeat(5000)));

        engine.replay(offer(
                id("no-time"),
                request(0, 0, 1000, "idsite=1"),
                request(0, 1, 1000, "idsite=0"),
                request(0, 2, 1000, "idsite=1")));

        assertThat(fixture.applied()).containsExactly("web1:1000", "web1:1000");
        assertThat(states()).containsExactly("no-time replayed", "unknown-site stored");
        assertThat(fixture.unaccounted()).isZero();

        engine.replay(offer(id("unknown-site"), request(0, 1, 1000, "idsite=1")));

        assertThat(fixture.applied()).hasSize(3);
        assertThat(states()).containsExactly("no-time replayed", "unknown-site replayed");
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void whatIsNoTrackingRequestUnderTodaysSettingsIsSkipped() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(new FrontendLog("web1", 0).garbage().heartbeat(5000)));

        engine.replay(offer(id("no-time")));

        assertThat(states()).containsExactly("no-time skipped");
        assertThat(fixture.number("SELECT skipped_bytes FROM matomo_trackreplay_file"))
                .isEqualTo(FrontendLog.LINE);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aRequestWhoseTurnHasNotComeWaitsForIt() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web2 = new FrontendLog("web2", 0).line(500);
        engine.replay(
                EngineFixture.of(new FrontendLog("web1", 0).line(1000).garbage().pack(), web2.pack()));

        engine.replay(offer(id("no-time"), request(FrontendLog.LINE, 0, 900, "idsite=1")));
        assertThat(fixture.applied()).containsExactly("web2:500");
        assertThat(states()).containsExactly("no-time replayed");
        assertThat(fixture.unaccounted()).isZero();

        engine.replay(EngineFixture.of(web2.line(950).line(2000).pack()));
        assertThat(fixture.applied()).containsExactly("web2:500", "web1:900", "web2:950", "web1:1000");
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aLineThatIsNotReadableEitherWaysStaysAsItIs() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(new FrontendLog("web1", 0).garbage().heartbeat(5000)));

        engine.replay(offer(id("no-time"), new RejectedLine(0, FrontendLog.LINE, "no-time", "still", new byte[0])));

        assertThat(fixture.list("SELECT CONCAT(detail, ' ', raw) FROM matomo_trackreplay_rejected"))
                .containsExactly("still garbage");
    }

    @Test
    void anEventThatCanBeReadNowIsTakenLikeAnyOther() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(List.of(new Delivery.Unreadable("foreign-event", "", new byte[] {1})));
        FrontendLog web1 = new FrontendLog("web1", 0).line(1000);

        engine.replay(List.of(new Delivery.EventAgain(id("foreign-event"), web1.pack())));
        engine.replay(EngineFixture.of(web1.pack(0, 100)));

        assertThat(fixture.applied()).containsExactly("web1:1000");
        assertThat(states()).containsExactly("foreign-event replayed");
        assertThat(fixture.unaccounted()).isZero();
    }

    @ParameterizedTest
    @EnumSource(FaultyConnections.Fault.class)
    void aFaultAtAnyStepAppliesOnceAllTheSame(FaultyConnections.Fault fault) throws Exception {
        boolean fired = true;
        int steps = 0;
        for (; fired; steps++) {
            fixture.reset();
            fixture.engine(ReplayPolicy.DEFAULT)
                    .replay(EngineFixture.of(
                            new FrontendLog("web1", 0).garbage().garbage().heartbeat(5000)));
            long id = id("no-time");
            List<Delivery> offers = new ArrayList<>(offer(id, request(0, 0, 1000, "idsite=1")));
            offers.addAll(offer(id + 1, request(FrontendLog.LINE, 0, 1000, "idsite=0")));
            FaultyConnections faulty = new FaultyConnections(fixture.connections(), steps, fault);

            fixture.engine("two", ReplayPolicy.DEFAULT, faulty).replay(offers);

            fired = faulty.fired();
            assertThat(fixture.applied()).as("step %s", steps).containsExactly("web1:1000");
            assertThat(states()).as("step %s", steps).containsExactly("no-time replayed", "unknown-site stored");
            assertThat(fixture.unaccounted()).as("step %s", steps).isZero();
        }
        assertThat(steps).isGreaterThan(10);
    }
}
