/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static io.github.trackreplay.sink.PipelinePackBuilder.file;
import static io.github.trackreplay.sink.PipelinePackBuilder.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.RequestIdentity.Kind;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.event.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same lines by two ways under one stream's name. */
class ReplayerWaysTest {
    private static final EngineFixture FIXTURE = new EngineFixture();
    private static final long NOW = 1_000_000_000L;
    private static final String FILEBEAT = Way.file("fingerprint");
    private static final String VECTOR = Way.file("path");

    private final FrontendLog log = new FrontendLog("web1", 0);

    @BeforeEach
    void reset() {
        FIXTURE.reset();
        FIXTURE.waiting.now = NOW;
    }

    @AfterAll
    static void close() {
        FIXTURE.close();
    }

    private static String call(long time) {
        return "idsite=1&rec=1&r=" + time;
    }

    /** A shipper's pack of requests at these times. */
    private static Pack by(String way, long... times) {
        PipelinePackBuilder pack = new PipelinePackBuilder("web1").readAt(NOW).by(way);
        for (long time : times) {
            pack.request(time, file(way, time), call(time));
        }
        return pack.pack();
    }

    private Pack own(long... times) {
        for (long time : times) {
            log.line(time, call(time));
        }
        return log.pack();
    }

    private static Pack withIds(Pack pack) {
        List<PackEntry> entries = new ArrayList<>();
        for (PackEntry entry : pack.entries()) {
            TrackingRequest request = (TrackingRequest) entry;
            entries.add(id(request.query()).put(request));
        }
        return new Pack(pack.header(), entries);
    }

    private static void settle(Replayer engine) throws Exception {
        for (int i = 0; i < 3; i++) {
            FIXTURE.waiting.now += Duration.ofMinutes(30).toMillis();
            engine.tick();
        }
    }

    private static long setAside() {
        return FIXTURE.number(
                "SELECT COUNT(*) FROM matomo_trackreplay_rejected WHERE reason = 'two-ways' AND replay_state = 'stored'");
    }

    private static List<String> applied() {
        return FIXTURE.list("SELECT CONCAT(stream, ':', time) FROM applied ORDER BY time");
    }

    @Test
    void whatOurSourceHasBroughtAShipperDoesNotBringAgain() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(own(10_000, 20_000, 60_000)));

        CommitSummary second = engine.replay(EngineFixture.of(by(FILEBEAT, 10_000, 20_000, 60_000, 70_000)));
        engine.replay(EngineFixture.of(own(70_000)));
        settle(engine);

        assertThat(applied()).containsExactly("web1:10000", "web1:20000", "web1:60000", "web1:70000");
        assertThat(setAside()).isEqualTo(4);
        assertThat(second.said().rejects())
                .singleElement()
                .satisfies(rejects -> assertThat(rejects.detail())
                        .contains("web1 come by two ways (log file; file by fingerprint)")
                        .contains("trackreplay rejected replay --stream web1 --reason two-ways"));
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    @Test
    void whatAShipperHasBroughtOurSourceDoesNotBringAgain() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(by(FILEBEAT, 10_000, 20_000, 60_000)));

        engine.replay(EngineFixture.of(own(10_000, 20_000, 60_000)));
        settle(engine);

        assertThat(applied()).containsExactly("web1:10000", "web1:20000", "web1:60000");
        assertThat(setAside()).isEqualTo(3);
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    /** A first pass says how far all that it found runs backwards: that is no depth of a border. */
    @Test
    void aBacklogThatRunsBackFarBringsNothingAgain() throws Exception {
        long hours = Duration.ofHours(10).toMillis();
        FIXTURE.engine(ReplayPolicy.DEFAULT)
                .replay(EngineFixture.of(by(FILEBEAT, NOW - hours, NOW - hours / 2, NOW - 60_000)));

        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        Pack found = own(NOW - 60_000, NOW - hours / 2, NOW - hours);
        engine.replay(EngineFixture.of(new Pack(found.header().promising(NOW - hours, hours), found.entries())));
        settle(engine);

        assertThat(applied()).hasSize(3).doesNotHaveDuplicates();
        assertThat(setAside()).isEqualTo(3);
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    /** Both are live: the second never lies further behind than times may run backwards anyway. */
    @ParameterizedTest
    @ValueSource(strings = {"log file", "file by path", "content"})
    void ofTwoLiveWaysOneCounts(String second) throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        for (long time = 100_000; time < 200_000; time += 1000) {
            engine.replay(EngineFixture.of(by(FILEBEAT, time)));
            engine.replay(EngineFixture.of(second.equals("log file") ? own(time) : by(second, time)));
        }
        settle(engine);

        assertThat(applied()).hasSize(100).doesNotHaveDuplicates();
        assertThat(setAside()).isEqualTo(100);
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    /** What was taken last is not in memory any more: the times tell. */
    @Test
    void afterARestartTheSecondWayIsStillTheSecond() throws Exception {
        FIXTURE.engine(ReplayPolicy.DEFAULT).replay(EngineFixture.of(own(10_000, 60_000)));

        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(by(FILEBEAT, 10_000, 60_000)));
        settle(engine);

        assertThat(applied()).containsExactly("web1:10000", "web1:60000");
        assertThat(setAside()).isEqualTo(2);
    }

    /** Whoever reaches the port may name any stream. */
    @Test
    void aSourceOfOursThatIsThereIsNotDisplaced() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(own(NOW - 5000)));
        engine.replay(EngineFixture.of(by(Way.CONTENT, NOW + 60_000)));
        engine.replay(EngineFixture.of(own(NOW - 2000)));
        settle(engine);

        assertThat(applied()).containsExactly("web1:" + (NOW - 5000), "web1:" + (NOW - 2000));
        assertThat(setAside()).isEqualTo(1);
    }

    @Test
    void aTimeInTheFutureMakesNothingDoubtful() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(by(FILEBEAT, NOW - 5000)));
        engine.replay(EngineFixture.of(by(Way.CONTENT, NOW + 60_000)));
        engine.replay(EngineFixture.of(by(FILEBEAT, NOW)));
        FIXTURE.waiting.now = NOW + 10_000;
        engine.replay(EngineFixture.of(by(FILEBEAT, NOW + 9_500)));
        settle(engine);

        assertThat(applied()).contains("web1:" + (NOW + 9_500));
    }

    @Test
    void twoShippersThatNameTheFileDifferentlyAreTwoWays() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(by(FILEBEAT, 10_000, 60_000)));

        engine.replay(EngineFixture.of(by(VECTOR, 10_000, 60_000)));
        settle(engine);

        assertThat(applied()).hasSize(2);
        assertThat(setAside()).isEqualTo(2);
    }

    @Test
    void aTopicAndItsCopyCountOnce() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(by(Way.of(Way.TOPIC, "access"), 10_000, 60_000)));

        engine.replay(EngineFixture.of(by(Way.of(Way.TOPIC, "dc1.access"), 10_000, 60_000, 61_000)));
        settle(engine);

        assertThat(applied()).containsExactly("web1:10000", "web1:60000", "web1:61000");
        assertThat(setAside()).isEqualTo(2);
    }

    @Test
    void whereTheLinesHaveIdsTwoWaysAreOneRequest() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        for (int i = 0; i < 20; i++) {
            long time = 100_000 + 1000L * i;
            List<Pack> both = List.of(withIds(own(time)), withIds(by(FILEBEAT, time)));
            engine.replay(EngineFixture.of(both.get(i % 2)));
            engine.replay(EngineFixture.of(both.get(1 - i % 2)));
        }
        settle(engine);

        assertThat(applied()).hasSize(20).doesNotHaveDuplicates();
        assertThat(setAside()).isZero();
    }

    /** A shipper that takes lines apart may lose the id on its way. */
    @Test
    void anIdThatOnlyOneOfTheWaysKnowsDoesNotHelp() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(withIds(own(10_000, 60_000))));
        engine.replay(EngineFixture.of(by(Way.CONTENT, 10_000, 60_000)));
        settle(engine);

        assertThat(applied()).hasSize(2);
        assertThat(setAside()).isEqualTo(2);

        FIXTURE.reset();
        FIXTURE.waiting.now = NOW;
        FrontendLog other =
                new FrontendLog("web1", 0).line(10_000, call(10_000)).line(60_000, call(60_000));
        Replayer reverse = FIXTURE.engine(ReplayPolicy.DEFAULT);
        reverse.replay(EngineFixture.of(by(Way.CONTENT, 10_000, 60_000)));
        reverse.replay(EngineFixture.of(withIds(other.pack())));
        settle(reverse);

        assertThat(applied()).hasSize(2);
        assertThat(setAside()).isEqualTo(2);
    }

    @Test
    void aWayThatGoesOnWhereTheOtherStoppedTakesItsPlace() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(by(FILEBEAT, 10_000, 60_000, 61_000)));

        CommitSummary border = engine.replay(EngineFixture.of(new FrontendLog("web1", 5000)
                .line(60_500, call(60_500)) // of the same second, and not yet brought
                .line(62_000, call(62_000))
                .heartbeat(62_000)));
        settle(engine);

        assertThat(applied()).hasSize(5);
        assertThat(setAside()).isZero();
        assertThat(border.said().streams().switched())
                .containsExactly(new Ways.Switched("web1", FILEBEAT, Way.LOG_FILE));
        assertThat(FIXTURE.list("SELECT identity FROM matomo_trackreplay_stream"))
                .containsExactly("range");
        assertThat(FIXTURE.unaccounted()).isZero();
    }

    /** The operator's decision: these were other requests. */
    @Test
    void whatWasSetAsideCanBeReplayed() throws Exception {
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(own(10_000, 60_000)));
        engine.replay(EngineFixture.of(by(FILEBEAT, 30_000)));
        long rejected = FIXTURE.number("SELECT MAX(rejected_id) FROM matomo_trackreplay_rejected");

        engine.replay(List.of(new Delivery.Again(
                rejected,
                List.of(RequestIdentity.of(Kind.FILE, FILEBEAT, "30000")
                        .put(FrontendLog.request(0, 100, 0, 30_000, call(30_000)))))));
        settle(engine);

        assertThat(applied()).containsExactly("web1:10000", "web1:30000", "web1:60000");
        assertThat(setAside()).isZero();
    }
}
