/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.Places;
import io.github.trackreplay.mysql.ledger.AcceptLoss;
import io.github.trackreplay.mysql.ledger.HashBlocks;
import io.github.trackreplay.mysql.ledger.PipelineStreams;
import io.github.trackreplay.mysql.ledger.PlaceRows;
import io.github.trackreplay.order.PipelineContiguity;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger proves of a pipeline's stream. */
class ReplayerContiguityTest {
    private static final EngineFixture FIXTURE = new EngineFixture();
    private static final long NOW = 1_000_000_000L;

    private final ReplayPolicy policy = ReplayPolicy.DEFAULT;

    @BeforeEach
    void reset() {
        FIXTURE.reset();
        FIXTURE.waiting.now = NOW;
    }

    @AfterAll
    static void close() {
        FIXTURE.close();
    }

    /** A line of 100 bytes, a second each. */
    private static Pack line(String stream, int number) {
        long time = NOW - 500_000 + 1000L * number;
        return new PipelinePackBuilder(stream)
                .readAt(NOW)
                .by("file by path")
                .stoodAt(Places.Run.of(Places.In.FILE, "/l", 100L * number, 100L * number + 100)
                        .timed(time, time))
                .request(time, PipelinePackBuilder.file("/l", 100L * number))
                .pack();
    }

    private static Pack nothing(String stream, int number) {
        return new PipelinePackBuilder(stream)
                .readAt(NOW)
                .by("file by path")
                .stoodAt(Places.Run.of(Places.In.FILE, "/l", 100L * number, 100L * number + 100))
                .other()
                .pack();
    }

    private static PipelineContiguity.Verdict through(int number) throws Exception {
        try (Connection connection = FIXTURE.connections().connection()) {
            PipelineContiguity.Verdict verdict = new PipelineStreams(EngineFixture.TABLES)
                    .run(connection)
                    .get(0)
                    .contiguity()
                    .through(NOW - 500_000 + 1000L * number);
            connection.rollback();
            return verdict;
        }
    }

    private static long rows() {
        return FIXTURE.number("SELECT COUNT(*) FROM matomo_trackreplay_topic_range");
    }

    @Test
    void offsetsProveWhatTwoCollectorsHaveTaken() throws Exception {
        Replayer one = FIXTURE.engine("one", policy, FIXTURE.connections());
        Replayer two = FIXTURE.engine("two", policy, FIXTURE.connections());

        one.replay(EngineFixture.of(line("web1", 0), line("web1", 1), line("web1", 4)));
        assertThat(through(3))
                .isInstanceOfSatisfying(
                        PipelineContiguity.Assumed.class,
                        assumed -> assertThat(assumed.why()).isEqualTo("bytes 200 to 400 of /l have not come"));
        two.replay(EngineFixture.of(nothing("web1", 2), line("web1", 3)));
        one.replay(EngineFixture.of(line("web1", 1), line("web1", 5)));

        assertThat(through(4)).isEqualTo(new PipelineContiguity.Proven());
        assertThat(rows()).isEqualTo(2);
        assertThat(FIXTURE.applied()).hasSize(5);
    }

    @Test
    void aHoleThatStaysIsSaidAndMayBeAccepted() throws Exception {
        Replayer engine = FIXTURE.engine(policy);

        engine.replay(EngineFixture.of(line("web1", 0)));
        CommitSummary summary = engine.replay(EngineFixture.of(line("web1", 99)));

        assertThat(summary.said().losses().missing())
                .containsExactly(new LinesStood.Missing("web1", "/l", false, 100, 9900));
        assertThat(Announcement.of(summary.said().losses().missing().get(0)))
                .contains("Stream web1: bytes 100 to 9900 of /l have not come");
        assertThat(through(90)).isInstanceOf(PipelineContiguity.Assumed.class);

        try (Connection connection = FIXTURE.connections().connection()) {
            assertThat(new AcceptLoss(EngineFixture.TABLES).run(connection, "web1", NOW))
                    .isPresent();
        }
        engine.replay(EngineFixture.of(line("web1", 100), line("web1", 101)));
        assertThat(through(99)).isEqualTo(new PipelineContiguity.Proven());
    }

    @Test
    void whatIsOlderThanTheWindowIsForgotten() throws Exception {
        Replayer engine = FIXTURE.engine(policy);
        engine.replay(EngineFixture.of(line("web1", 0), line("web1", 1)));
        Pack later = new PipelinePackBuilder("web1")
                .readAt(NOW)
                .by("file by path")
                .stoodAt(Places.Run.of(Places.In.FILE, "/new", 0, 100).timed(NOW + 86_400_000, NOW + 86_400_000))
                .request(NOW + 86_400_000, PipelinePackBuilder.file("/new", 0))
                .pack();
        FIXTURE.waiting.now = NOW + 86_400_000;
        engine.replay(EngineFixture.of(later));
        for (int i = 0; i < 3; i++) {
            FIXTURE.waiting.now += Duration.ofMinutes(30).toMillis();
            engine.tick();
        }
        assertThat(rows()).isEqualTo(4);

        try (Connection connection = FIXTURE.connections().connection()) {
            new HashBlocks(EngineFixture.TABLES)
                    .forget(connection, Duration.ofHours(2).toMillis());
        }

        assertThat(FIXTURE.list("SELECT CONCAT(cluster, ' ', topic) FROM matomo_trackreplay_topic_range ORDER BY 1"))
                .containsExactly("file /new", "file-began /new");
    }

    private static Pack messages(String topic, long from, Optional<Long> time) {
        Places.Run run = Places.Run.of(Places.In.TOPIC, topic, from, from + 1);
        PipelinePackBuilder pack = new PipelinePackBuilder("web1")
                .readAt(NOW)
                .by("kafka")
                .stoodAt(time.isPresent() ? run.timed(time.get(), time.get()) : run);
        return time.isPresent()
                ? pack.request(time.get(), PipelinePackBuilder.id(topic + from)).pack()
                : pack.other().pack();
    }

    @Test
    void topicsThatBringNoRequestCostNothingAndOthersOnlyAsLongAsTheirTimeIsKnown() throws Exception {
        Replayer engine = FIXTURE.engine(policy);
        for (int i = 0; i < 5; i++) {
            engine.replay(EngineFixture.of(messages("invented" + i + "/0", i, Optional.empty())));
        }
        assertThat(rows()).isZero();

        engine.replay(EngineFixture.of(messages("access/0", 7, Optional.of(NOW - 1000))));
        engine.replay(EngineFixture.of(messages("access/0", 8, Optional.empty())));
        assertThat(FIXTURE.list("SELECT CONCAT(cluster, ' ', topic, ' ', range_start, ' ', range_end) FROM"
                        + " matomo_trackreplay_topic_range ORDER BY 1"))
                .containsExactly("topic access/0 7 9", "topic-used access/0 7 9");

        FIXTURE.database.execute(
                "INSERT INTO matomo_trackreplay_topic_range VALUES (0, 'topic', 'old/0', 0, 0, 9, NULL),"
                        + " (1, 'topic-used', 'old/0', 0, 0, 9, NULL), (0, 'topic', 'access/0', 0, 100, 101, NULL)");
        try (Connection connection = FIXTURE.connections().connection()) {
            new PlaceRows(EngineFixture.TABLES).forget(connection, 0);
            connection.commit();
        }
        assertThat(FIXTURE.list("SELECT DISTINCT topic FROM matomo_trackreplay_topic_range"))
                .containsExactly("access/0");
        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void howFarTopicsHaveNoPlaceIsNeverTakenBack() throws Exception {
        Replayer engine = FIXTURE.engine(policy);
        engine.replay(EngineFixture.of(messages("access/0", 9_000, Optional.of(NOW - 1000))));
        long later = NOW + Duration.ofDays(1).toMillis();
        StringBuilder spans = new StringBuilder(
                "INSERT INTO matomo_trackreplay_topic_range VALUES (0, 'unplaced', '', 0, 0, 0, " + later + ")");
        for (int i = 0; i < 500; i++) {
            spans.append(", (0, 'topic', 'access/0', 0, ")
                    .append(10 * i)
                    .append(", ")
                    .append(10 * i + 1);
            spans.append(", ").append(NOW - 100_000 + i).append(')');
        }
        FIXTURE.database.execute(spans.toString());

        engine.replay(EngineFixture.of(messages("access/0", 9_500, Optional.of(NOW - 500))));

        assertThat(FIXTURE.number("SELECT COUNT(*) FROM matomo_trackreplay_topic_range WHERE cluster = 'topic'"))
                .as("the oldest holes are forgotten")
                .isLessThan(502);
        assertThat(FIXTURE.number("SELECT watermark FROM matomo_trackreplay_topic_range WHERE cluster = 'unplaced'"))
                .isEqualTo(later);
    }

    @Test
    void aStreamWithoutPlacesCostsOneRow() throws Exception {
        Replayer engine = FIXTURE.engine(policy);
        for (int i = 0; i < 5; i++) {
            engine.replay(EngineFixture.of(new PipelinePackBuilder("web1")
                    .readAt(NOW)
                    .request(NOW - 1000 + i, PipelinePackBuilder.id("id" + i))
                    .pack()));
        }

        assertThat(rows()).isEqualTo(1);
        assertThat(through(1)).isInstanceOf(PipelineContiguity.Assumed.class);
    }
}
