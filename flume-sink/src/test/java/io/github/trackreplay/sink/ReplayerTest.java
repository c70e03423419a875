/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.tracking.RequestOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplayerTest {
    private final EngineFixture fixture = new EngineFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aPackWithALineOutsideItsRangeIsRejectedAndAccountedFor() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = new FrontendLog("web1", 0).line(1000).line(2000);
        Pack sound = web1.pack();
        Pack wrong = new Pack(web1.pack(0, 100).header(), sound.entries());

        CommitSummary summary = engine.replay(EngineFixture.of(wrong));

        assertThat(summary.counts().rejected()).containsEntry("outside-range", 1L);
        assertThat(summary.counts().duplicates()).isZero();
        assertThat(summary.counts().takenBytes()).isEqualTo(100);
        assertThat(fixture.number("SELECT SUM(rejected_bytes) FROM matomo_trackreplay_file"))
                .isEqualTo(100);
        assertThat(engine.replay(EngineFixture.of(wrong)).counts().rejected()).isEmpty();
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aRejectedPackOfWhichAPartIsNewCountsForThatPart() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = new FrontendLog("web1", 0).line(1000).line(2000);
        engine.replay(EngineFixture.of(web1.pack(0, 100)));
        Pack whole = web1.pack();
        RejectedLine unreadable = new RejectedLine(0, 200, "body", "", new byte[0]);

        engine.replay(EngineFixture.of(new Pack(whole.header(), List.of(unreadable))));

        assertThat(fixture.number("SELECT SUM(rejected_bytes) FROM matomo_trackreplay_file"))
                .isEqualTo(100);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void requestsOfOtherSitesAreSkippedAndAccountedFor() throws Exception {
        SiteFilter sites = SiteFilter.parse(List.of("1", "2", "-2"));
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT.with(p -> p.sites(sites)));
        FrontendLog web1 = new FrontendLog("web1", 0)
                .line(1000, "idsite=1&rec=1")
                .line(2000, "idsite=2&rec=1")
                .line(3000, "idsite=3&rec=1")
                .line(4000, "idsite=3&idsite=1&rec=1");

        CommitSummary summary = engine.replay(EngineFixture.of(web1.pack()));

        assertThat(summary.counts().skipped()).containsExactly(Map.entry("other-site", 2L));
        assertThat(summary.counts().recorded()).isEqualTo(2);
        assertThat(fixture.applied()).containsExactly("web1:1000", "web1:4000");
        assertThat(fixture.number("SELECT SUM(skipped_bytes) FROM matomo_trackreplay_file"))
                .isEqualTo(2 * FrontendLog.LINE);
        assertThat(fixture.unaccounted()).isZero();
    }

    /** Two databases whose sites bear the same numbers share a frontend. */
    @Test
    void requestsToOtherHostsAreSkippedAndAccountedFor() throws Exception {
        HostFilter hosts = HostFilter.parse(List.of("one.example"));
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT.with(p -> p.sites(SiteFilter.ALL.of(hosts))));
        Pack pack = new FrontendLog("web1", 0).line(1000).line(2000).line(3000).pack();
        List<PackEntry> called = new ArrayList<>();
        for (String host : List.of("one.example", "two.example", "")) {
            called.add(to(host, (TrackingRequest) pack.entries().get(called.size())));
        }

        CommitSummary summary = engine.replay(EngineFixture.of(new Pack(pack.header(), called)));

        assertThat(summary.counts().skipped()).containsOnly(Map.entry("other-host", 1L), Map.entry("no-host", 1L));
        assertThat(summary.said().streams().withoutHost())
                .as("one that names none says nothing of the log")
                .isEmpty();
        assertThat(fixture.applied()).containsExactly("web1:1000");
        assertThat(fixture.list("SELECT tracker_paths FROM matomo_trackreplay_file")
                        .get(0))
                .contains("@one.example");
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aStreamWhoseLogHasNoHostIsNamedWhereHostsAreChosen() throws Exception {
        Pack pack = new FrontendLog("web1", 0).line(1000).line(2000).pack();
        HostFilter some = HostFilter.parse(List.of("one.example"));
        CommitSummary summary = fixture.engine(ReplayPolicy.DEFAULT.with(p -> p.sites(SiteFilter.ALL.of(some))))
                .replay(EngineFixture.of(pack));
        assertThat(summary.counts().skipped()).containsOnly(Map.entry("no-host", 2L));
        assertThat(summary.said().streams().withoutHost()).containsExactly("web1");
        assertThat(Announcement.ofWithoutHost("web1"))
                .contains("web1")
                .contains("no-host")
                .contains("--hosts all");

        HostFilter allBut = HostFilter.parse(List.of("-one.example"));
        Pack other = new FrontendLog("web2", 0).line(1000).pack();
        assertThat(fixture.engine(ReplayPolicy.DEFAULT.with(p -> p.sites(SiteFilter.ALL.of(allBut))))
                        .replay(EngineFixture.of(other))
                        .said()
                        .streams()
                        .withoutHost())
                .isEmpty();
    }

    /** As HTTP/1.0 has it now and then, and alone in its batch. */
    @Test
    void oneRequestWithoutHostSaysNothingOfALogThatHasThem() throws Exception {
        HostFilter hosts = HostFilter.parse(List.of("one.example"));
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT.with(p -> p.sites(SiteFilter.ALL.of(hosts))));
        FrontendLog web1 =
                new FrontendLog("web1", 0).line(1000).line(2000).line(3000).line(4000);
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Pack pack = web1.pack(100L * i, 100L * i + 100);
            String host = i == 1 ? "one.example" : "";
            told.addAll(engine.replay(EngineFixture.of(new Pack(pack.header(), List.of(to(host, (TrackingRequest)
                            pack.entries().get(0))))))
                    .said()
                    .streams()
                    .withoutHost());
        }

        assertThat(told).isEmpty();
    }

    private static TrackingRequest to(String host, TrackingRequest r) {
        return r.withHeaders(host.isEmpty() ? Map.of() : Map.of("host", host));
    }

    @Test
    void aFileThatAnotherStreamHasIsAnnouncedOnce() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = new FrontendLog("web1", 0).line(1000);
        Pack pack = web1.pack();
        assertThat(engine.replay(EngineFixture.of(pack)).said().shared()).isEmpty();
        PackHeader h = pack.header();
        LogFile renamed = new LogFile("web2", h.file().fingerprint(), 1, Optional.empty());

        CommitSummary first = engine.replay(EngineFixture.of(of(renamed, pack)));
        CommitSummary again =
                engine.replay(EngineFixture.of(of(renamed, web1.line(2000).pack())));

        assertThat(first.said().shared()).singleElement().satisfies(shared -> {
            assertThat(shared.others()).containsExactly("web1");
            assertThat(Announcement.of(shared)).contains("Stream web2").contains("of stream web1 too");
        });
        assertThat(again.said().shared()).isEmpty();
    }

    @Test
    void aBulkCallIsAppliedInOnePieceHoweverSmallTheBatchesAre() throws Exception {
        List<List<Integer>> applied = new ArrayList<>();
        RecordingApplier recording = new RecordingApplier();
        RequestApplier watching = new RequestApplier() {
            @Override
            public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests)
                    throws SQLException {
                applied.add(requests.stream().map(r -> r.request().index()).toList());
                return recording.apply(connection, requests);
            }

            @Override
            public void forget() {
                recording.forget();
            }
        };
        Replayer engine =
                fixture.engine("one", ReplayPolicy.DEFAULT.with(p -> p.batchSize(5)), fixture.connections(), watching);
        FrontendLog web1 = new FrontendLog("web1", 0);
        engine.replay(EngineFixture.of(web1.line(9000).pack()));
        applied.clear();

        web1.bulk(1000, 4).bulk(2000, 4).bulk(3000, 4).line(4000).line(5000, "idsite=1&rec=1&long=1");
        CommitSummary summary = engine.replay(EngineFixture.of(web1.pack()));

        assertThat(summary.counts().recorded()).isEqualTo(13);
        assertThat(summary.counts().rejected()).containsEntry("not-storable", 1L);
        assertThat(applied).allSatisfy(indexes -> {
            assertThat(indexes.get(0)).isZero();
            assertThat(indexes.get(indexes.size() - 1)).isIn(0, 3);
        });
    }

    @Test
    void whatTheLedgerHasForgottenIsRefusedAndNotAppliedAgain() throws Exception {
        Duration retention = Duration.ofDays(400);
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT.with(p -> p.ledgerRetention(retention)));
        FrontendLog web1 = new FrontendLog("web1", 0).line(1000).line(2000);
        Pack first = web1.pack();
        Pack second = web1.rotate().line(3000).pack();
        engine.replay(EngineFixture.of(first, second));
        fixture.waiting.now += retention.toMillis() + 1;
        long recent = fixture.waiting.now - 1000;
        Pack third = web1.rotate().line(recent).pack();
        engine.replay(EngineFixture.of(third));
        fixture.waiting.now += Duration.ofDays(1).toMillis();
        engine.tick();
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_file"))
                .isEqualTo(1);

        CommitSummary again = engine.replay(EngineFixture.of(first, second, third));

        assertThat(again.counts().rejected()).containsEntry("older-than-ledger", 3L);
        assertThat(again.counts().duplicates()).isEqualTo(1);
        assertThat(fixture.applied()).containsExactly("web1:1000", "web1:2000", "web1:3000", "web1:" + recent);
        assertThat(engine.replay(EngineFixture.of(web1.line(recent + 10).pack()))
                        .counts()
                        .recorded())
                .isEqualTo(1);
        assertThat(fixture.unaccounted()).isZero();
    }

    private static Pack of(LogFile file, Pack pack) {
        PackHeader h = pack.header();
        return new Pack(new PackHeader(file, h.start(), h.end(), h.reading(), h.promise()), pack.entries());
    }

    @Test
    void oneStreamWithoutDisorderIsAppliedAtOnce() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 =
                new FrontendLog("web1", 0).line(1000).other().line(2000).garbage();

        CommitSummary summary = engine.replay(EngineFixture.of(web1.pack()));

        assertThat(fixture.applied()).containsExactly("web1:1000", "web1:2000");
        assertThat(summary.counts().recorded()).isEqualTo(2);
        assertThat(summary.counts().rejected()).containsEntry("no-time", 1L);
        assertThat(summary.said().rejects()).containsExactly(new Rejects("web1", "no-time", 1, "", true));
        assertThat(summary.counts().takenBytes()).isEqualTo(400);
        assertThat(fixture.unaccounted()).isZero();
        assertThat(fixture.number("SELECT applied_bytes FROM matomo_trackreplay_file"))
                .isEqualTo(200);
    }

    @Test
    void whatHasBeenTakenIsNotAppliedAgainWhateverTheBounds() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = new FrontendLog("web1", 0).line(1).line(2).line(3).line(4);
        engine.replay(EngineFixture.of(web1.pack(0, 200)));

        engine.replay(EngineFixture.of(web1.pack(0, 200)));
        CommitSummary wider = engine.replay(EngineFixture.of(web1.pack(100, 300)));
        CommitSummary fromAnotherEngine =
                fixture.engine(ReplayPolicy.DEFAULT).replay(EngineFixture.of(web1.pack(0, 400)));

        assertThat(wider.counts().duplicates()).isEqualTo(1);
        assertThat(wider.counts().recorded()).isEqualTo(1);
        assertThat(fromAnotherEngine.counts().duplicates()).isEqualTo(3);
        assertThat(fixture.applied()).containsExactly("web1:1", "web1:2", "web1:3", "web1:4");
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_range"))
                .isEqualTo(1);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aStreamHoldsBackWhatLiesBeyondItsWatermark() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = new FrontendLog("web1", 0);
        FrontendLog web2 = new FrontendLog("web2", 0);
        engine.replay(EngineFixture.of(web1.line(1000).pack(), web2.line(1500).pack()));
        engine.replay(EngineFixture.of(web2.line(2500).line(4000).pack()));
        assertThat(fixture.applied()).containsExactly("web1:1000");
        assertThat(fixture.unaccounted()).isZero();

        engine.replay(EngineFixture.of(web1.line(2000).line(3000).pack()));
        assertThat(fixture.applied()).containsExactly("web1:1000", "web2:1500", "web1:2000", "web2:2500", "web1:3000");

        engine.replay(EngineFixture.of(web1.heartbeat(5000)));
        assertThat(fixture.applied()).hasSize(6).endsWith("web2:4000");
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_held"))
                .isZero();
        assertThat(fixture.number("SELECT held_requests FROM matomo_trackreplay_progress"))
                .isZero();
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void holdBackSurvivesARestart() throws Exception {
        FrontendLog web1 = new FrontendLog("web1", 0);
        FrontendLog web2 = new FrontendLog("web2", 0);
        fixture.engine(ReplayPolicy.DEFAULT)
                .replay(EngineFixture.of(
                        web1.line(1000).pack(), web2.line(1500).bulk(2000, 3).pack()));
        assertThat(fixture.applied()).containsExactly("web1:1000");

        CommitSummary summary = fixture.engine(ReplayPolicy.DEFAULT)
                .replay(EngineFixture.of(web1.heartbeat(9000), web2.heartbeat(9000)));

        assertThat(fixture.applied()).containsExactly("web1:1000", "web2:1500", "web2:2000", "web2:2000", "web2:2000");
        assertThat(summary.counts().released()).isEqualTo(4);
        assertThat(fixture.unaccounted()).isZero();
        assertThat(List.of(
                        fixture.number("SELECT SUM(held_bytes) FROM matomo_trackreplay_file"),
                        fixture.number("SELECT SUM(applied_bytes) FROM matomo_trackreplay_file")))
                .containsExactly(0L, 300L);
    }

    @Test
    void theLedgerKnowsWhereAFileWasReadLast() throws Exception {
        FrontendLog web1 = new FrontendLog("web1", 0).line(1000).line(2000).line(3000);
        String at = "SELECT COUNT(*) FROM matomo_trackreplay_file WHERE path = '%s'";
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(readAt("/var/log/access.log", web1.pack(0, 100))));
        assertThat(fixture.number(at.formatted("/var/log/access.log"))).isEqualTo(1);

        engine.replay(EngineFixture.of(readAt("/var/log/access.log.1", web1.pack(100, 200))));
        assertThat(fixture.number(at.formatted("/var/log/access.log.1"))).isEqualTo(1);

        fixture.engine(ReplayPolicy.DEFAULT).replay(EngineFixture.of(web1.pack(200, 300)));
        assertThat(fixture.number(at.formatted("/var/log/access.log.1")))
                .as("kept where a pack does not tell")
                .isEqualTo(1);
    }

    private static Pack readAt(String path, Pack pack) {
        return new Pack(pack.header().withPath(path), pack.entries());
    }
}
