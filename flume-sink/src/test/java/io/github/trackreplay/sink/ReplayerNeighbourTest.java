/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.event.WireEvent;
import io.github.trackreplay.mysql.ledger.ResumeStream;
import io.github.trackreplay.mysql.ledger.StoredPack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What others on the network send: kept, said, waited for by nobody. */
class ReplayerNeighbourTest {
    private static final ReplayPolicy LISTED =
            ReplayPolicy.DEFAULT.with(p -> p.streams(Set.of("web1")).admitsUnlisted(false));

    private final EngineFixture fixture = new EngineFixture();
    private final FrontendLog web1 = new FrontendLog("web1", 0);
    private final FrontendLog web2 = new FrontendLog("web2", 0);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aStreamThatIsNotListedIsSetAsideAndHoldsNothing() throws Exception {
        Replayer engine = fixture.engine(LISTED);

        CommitSummary summary = engine.replay(EngineFixture.of(
                web2.line(500).pack(), web1.line(1000).line(2000).pack(), web1.heartbeat(60_000)));

        assertThat(summary.said().streams().unlisted()).containsExactly("web2");
        assertThat(fixture.applied()).containsExactly("web1:1000", "web1:2000");
        assertThat(summary.order().completeThrough()).isGreaterThanOrEqualTo(2000);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_aside"))
                .isEqualTo(1);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void onceItIsListedAndResumedNothingOfItIsMissing() throws Exception {
        Pack early = web2.line(500).pack();
        Pack later = web2.line(700).pack();
        fixture.engine(LISTED).replay(EngineFixture.of(early, later, early));
        Replayer engine = fixture.engine(LISTED.with(p -> p.streams(Set.of("web1", "web2"))));
        engine.replay(EngineFixture.of(web2.line(900).pack()));
        try (Connection connection = fixture.pool.connection()) {
            assertThat(new ResumeStream(EngineFixture.TABLES).run(connection, "web2"))
                    .isTrue();
        }

        engine.replay(EngineFixture.of(web2.line(1100).pack(), web1.heartbeat(60_000), web2.heartbeat(60_000)));
        engine.tick();

        assertThat(fixture.applied()).containsExactly("web2:500", "web2:700", "web2:900", "web2:1100");
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aStreamThatAnotherCollectorListsIsTaken() throws Exception {
        fixture.engine("two", LISTED.with(p -> p.streams(Set.of("web1", "web2"))), fixture.connections())
                .tick();

        CommitSummary summary = fixture.engine("one", LISTED, fixture.connections())
                .replay(EngineFixture.of(web2.line(500).pack()));

        assertThat(summary.said().streams().unlisted()).isEmpty();
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_aside"))
                .isZero();
    }

    @Test
    void thousandsOfNamesAreKeptAsEventsAndNotAsStreams() throws Exception {
        Replayer engine = fixture.engine(LISTED);
        int names = StreamAdmission.MOST_UNLISTED + 50;
        List<Pack> packs = new ArrayList<>();
        for (int i = 0; i < names; i++) {
            packs.add(new FrontendLog("forged" + i, 0).line(1000).pack());
        }
        packs.add(web1.line(1000).pack());

        CommitSummary summary = engine.replay(EngineFixture.of(packs.toArray(Pack[]::new)));

        assertThat(summary.counts().rejected()).containsEntry("unlisted-stream", 50L);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_stream"))
                .isEqualTo(StreamAdmission.MOST_UNLISTED + 1L);
    }

    @Test
    void aPackThatIsNotBelievedIsKeptWholeWithoutTouchingItsStream() throws Exception {
        Pack pack = web1.line(1000, "idsite=1").line(2000).pack();

        CommitSummary summary = fixture.engine(ReplayPolicy.DEFAULT)
                .replay(List.of(new Delivery.Refused("wrong-signature", "Why.", pack)));

        assertThat(summary.counts().rejected()).containsEntry("wrong-signature", 1L);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_stream"))
                .isZero();
        try (Connection connection = fixture.pool.connection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT raw FROM matomo_trackreplay_rejected WHERE form = 'pack' AND reason = 'wrong-signature'");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            assertThat(StoredPack.decode(rows.getBytes(1))).isEqualTo(pack);
        }
    }

    @Test
    void whatIsTooLargeIsKeptSoThatItCanBeTakenLater() throws Exception {
        Pack pack = web1.line(1000).line(2000).pack();
        WireEvent event = TrackingEventCodec.encode(pack, Compression.GZIP);
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);

        engine.replay(List.of(
                new Delivery.Oversized("oversized-event", "Why.", true, pack.header(), event.headers(), event.body())));

        assertThat(fixture.applied()).isEmpty();
        for (long id : ids()) {
            engine.replay(List.of(new Delivery.EventAgain(id, stored(id))));
        }
        assertThat(fixture.applied()).containsExactlyInAnyOrder("web1:1000", "web1:2000");
        assertThat(fixture.unaccounted()).isZero();
    }

    /** Both rows of a bulk call cut in two would claim its line, and whichever came second would be a duplicate. */
    @Test
    void aPackThatFitsNoRowIsCutBetweenLinesOnly() throws Exception {
        web1.line(900);
        for (int i = 0; i < 3; i++) {
            web1.line(1000 + i, "idsite=1&rec=1&x=" + incompressible(i));
        }
        Pack pack = inOneLineButTheFirst(web1.pack());

        fixture.engine(ReplayPolicy.DEFAULT).replay(List.of(new Delivery.Refused("wrong-signature", "Why.", pack)));

        List<Long> ids = ids();
        assertThat(ids).hasSize(2);
        assertThat(stored(ids.get(0)).header().end()).isEqualTo(FrontendLog.LINE);
        assertThat(fixture.list("SELECT detail FROM matomo_trackreplay_rejected ORDER BY rejected_id")
                        .get(1))
                .contains("only their beginning is kept", "trackreplay reprocess");
    }

    private static Pack inOneLineButTheFirst(Pack pack) {
        List<PackEntry> entries = new ArrayList<>();
        for (PackEntry entry : pack.entries()) {
            TrackingRequest request = (TrackingRequest) entry;
            int index = entries.size();
            entries.add(
                    index == 0
                            ? request
                            : FrontendLog.request(
                                    FrontendLog.LINE,
                                    3 * FrontendLog.LINE,
                                    index - 1,
                                    request.time(),
                                    request.query()));
        }
        return new Pack(pack.header(), entries);
    }

    private static String incompressible(long seed) {
        byte[] bytes = new byte[1 << 20];
        new Random(seed).nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private List<Long> ids() throws Exception {
        return fixture
                .list("SELECT rejected_id FROM matomo_trackreplay_rejected WHERE form = 'pack' ORDER BY rejected_id")
                .stream()
                .map(Long::valueOf)
                .toList();
    }

    private Pack stored(long id) throws Exception {
        try (Connection connection = fixture.pool.connection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT raw FROM matomo_trackreplay_rejected WHERE rejected_id = " + id);
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return StoredPack.decode(rows.getBytes(1));
        }
    }
}
