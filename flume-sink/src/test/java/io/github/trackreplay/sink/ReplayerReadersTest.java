/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.mysql.ledger.AcceptLoss;
import io.github.trackreplay.mysql.ledger.LossRows;
import io.github.trackreplay.status.Diagnosis;
import io.github.trackreplay.status.ReadStatus;
import io.github.trackreplay.status.Status;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two frontends under one stream's name are told of while both go on, and nothing is complete from then on. */
class ReplayerReadersTest {
    private final EngineFixture fixture = new EngineFixture();
    private final FrontendLog here = new FrontendLog("web", 0);
    /** Another machine's log of the same name: its first file has another content. */
    private final FrontendLog there = new FrontendLog("web", 0, 7);

    @AfterEach
    void close() {
        fixture.close();
    }

    private Pack read(FrontendLog log, String reader, String host) {
        return read(log, reader, host, fixture.waiting.now);
    }

    private Pack read(FrontendLog log, String reader, String host, long readTime) {
        Pack pack = log.line(fixture.waiting.now).pack();
        PackHeader header = pack.header();
        return new Pack(
                header.with(
                        new PackHeader.Reading(readTime, host, "/var/log/access.log", header.trackerPaths(), reader)),
                pack.entries());
    }

    private Pack here() {
        return read(here, "aaaa", "host1");
    }

    private Pack there() {
        return read(there, "bbbb", "host2");
    }

    private Status.Stream stream() throws Exception {
        try (Connection connection = fixture.pool.connection()) {
            connection.rollback();
            connection.setAutoCommit(true);
            Status status = new ReadStatus(EngineFixture.TABLES).run(connection);
            connection.setAutoCommit(false);
            return status.streams().get(0);
        }
    }

    private String diagnosis() throws Exception {
        return String.join("\n", Diagnosis.of(stream(), List.of(), Instant.ofEpochMilli(fixture.waiting.now)));
    }

    private void later() {
        fixture.waiting.now += 11_000;
    }

    @Test
    void bothAtTheSameTimeIsSaidAndHoldsCompleteness() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(here(), there()));
        long since = fixture.waiting.now;
        later();
        CommitSummary told = engine.replay(EngineFixture.of(here(), there()));

        assertThat(told.said().streams().twofold())
                .singleElement()
                .satisfies(two -> assertThat(Announcement.of(two))
                        .contains(
                                "host1:/var/log/access.log",
                                "host2:/var/log/access.log",
                                "a name of its own",
                                "startAt")
                        .contains("trackreplay stream accept web"));
        assertThat(diagnosis())
                .contains("two agents brought logs of their own under this name")
                .contains("(read on: host1, host2)", "trackreplay stream accept web")
                .doesNotContain("import it first");
        later();
        CommitSummary further = engine.replay(EngineFixture.of(here(), there()));
        assertThat(further.order().completeThrough()).isLessThan(since);
        assertThat(further.said().streams().twofold()).as("once a minute").isEmpty();
        assertThat(fixture.applied()).hasSize(6);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void itIsOnePossibleLossThatGrowsAndAnOperatorEnds() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        for (int i = 0; i < 20; i++) {
            engine.replay(EngineFixture.of(here(), there()));
            later();
        }
        assertThat(fixture.list("SELECT CONCAT(why, ' ', to_time > from_time + 60000) FROM matomo_trackreplay_loss"))
                .containsExactly("two-readers 1");

        fixture.waiting.now += 120_000;
        try (Connection connection = fixture.pool.connection()) {
            new AcceptLoss(EngineFixture.TABLES).run(connection, "web", fixture.waiting.now);
        }
        CommitSummary alone = engine.replay(EngineFixture.of(here()));
        assertThat(alone.said().streams().twofold()).isEmpty();
        assertThat(stream().doubts().losses()).isEmpty();
    }

    /** Whoever has stopped one of the two need not wait to accept it. */
    @Test
    void whatIsAcceptedAtOnceIsNotToldOfAgainUnlessBothGoOn() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        for (int i = 0; i < 3; i++) {
            engine.replay(EngineFixture.of(here(), there()));
            later();
        }
        assertThat(stream().doubts().losses()).isNotEmpty();
        long acceptedAt = fixture.waiting.now;
        try (Connection connection = fixture.pool.connection()) {
            assertThat(new AcceptLoss(EngineFixture.TABLES)
                            .run(connection, "web", acceptedAt)
                            .orElseThrow()
                            .losses())
                    .singleElement()
                    .satisfies(loss -> assertThat(loss.is(LossRows.TWO_READERS)).isTrue());
        }

        for (int i = 0; i < 20; i++) {
            fixture.waiting.now += 5_000;
            CommitSummary alone = engine.replay(EngineFixture.of(here()));
            assertThat(alone.said().streams().twofold()).isEmpty();
            assertThat(stream().doubts().losses()).isEmpty();
        }
        engine.replay(EngineFixture.of(there()));
        later();
        engine.replay(EngineFixture.of(here(), there()));
        assertThat(stream().doubts().losses())
                .as("both go on after all")
                .singleElement()
                .satisfies(loss ->
                        assertThat(loss.from().orElseThrow()).isAfterOrEqualTo(Instant.ofEpochMilli(acceptedAt)));
    }

    @Test
    void aClockThatIsSetBackKeepsNothingQuiet() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(here(), there()));
        later();
        assertThat(engine.replay(EngineFixture.of(here(), there()))
                        .said()
                        .streams()
                        .twofold())
                .hasSize(1);

        fixture.waiting.now -= 3_600_000;
        assertThat(engine.replay(EngineFixture.of(here(), there()))
                        .said()
                        .streams()
                        .twofold())
                .hasSize(1);
    }

    @Test
    void throughTwoCollectorsItIsSaidToo() throws Exception {
        Replayer one = fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections());
        Replayer two = fixture.engine("two", ReplayPolicy.DEFAULT, fixture.connections());
        boolean told = false;
        for (int i = 0; i < 6; i++) {
            told |= !one.replay(EngineFixture.of(here()))
                    .said()
                    .streams()
                    .twofold()
                    .isEmpty();
            told |= !two.replay(EngineFixture.of(there()))
                    .said()
                    .streams()
                    .twofold()
                    .isEmpty();
            later();
        }

        assertThat(told).isTrue();
        assertThat(stream().doubts().losses()).isNotEmpty().allMatch(Status.Loss::twoReaders);
    }

    @Test
    void oneThatMovesToAnotherMachineIsOne() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        for (int i = 0; i < 5; i++) {
            engine.replay(EngineFixture.of(here()));
            later();
        }
        for (int i = 0; i < 5; i++) {
            CommitSummary moved = engine.replay(EngineFixture.of(there()));
            assertThat(moved.said().streams().twofold()).isEmpty();
            later();
        }
        assertThat(stream().doubts().losses()).isEmpty();
    }

    /** One collector has its first life, the other one its second: they tell one another. */
    @ParameterizedTest
    @ValueSource(longs = {15_000, 300_000})
    void soItIsThroughTwoCollectorsWhereTheOtherMachinesClockIsBehind(long behind) throws Exception {
        Replayer one = fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections());
        Replayer two = fixture.engine("two", ReplayPolicy.DEFAULT, fixture.connections());
        FrontendLog beside = new FrontendLog("web3", 0);
        two.replay(EngineFixture.of(read(new FrontendLog("web2", 0), "cccc", "host3")));
        for (int i = 0; i < 5; i++) {
            one.replay(EngineFixture.of(here()));
            later();
        }
        one.replay(EngineFixture.of(here())); // the last of it is told further on
        for (int i = 0; i < 60; i++) {
            fixture.waiting.now += 1_000;
            CommitSummary moved =
                    two.replay(EngineFixture.of(read(there, "bbbb", "host2", fixture.waiting.now - behind)));
            CommitSummary others = one.replay(EngineFixture.of(read(beside, "dddd", "host4")));
            assertThat(moved.said().streams().twofold()).isEmpty();
            assertThat(others.said().streams().twofold()).isEmpty();
        }
        assertThat(stream().doubts().losses()).isEmpty();
    }

    @Test
    void madeUpAgentsFillNothingAndAreToldOf() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        List<String> crowded = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Pack pack = read(there, String.format(Locale.ROOT, "%016x", i), "host" + i);
            crowded.addAll(
                    engine.replay(EngineFixture.of(pack)).said().streams().crowded());
        }
        later();
        engine.replay(EngineFixture.of(here()));

        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_tally WHERE name LIKE 'reader-%'"))
                .isLessThanOrEqualTo(8);
        assertThat(crowded).contains("web");
        assertThat(Announcement.ofCrowded(crowded)).contains("web", "a name of its own", "signingKeys");
    }

    @Test
    void ofMoreThanAreOfUseWhatCollectorsTellOneAnotherIsForgotten() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(here()));
        int many = ReaderWatch.MOST_SHARED + 2_000;
        StringBuilder rows =
                new StringBuilder("INSERT INTO matomo_trackreplay_tally (name, stream_id, number) VALUES ");
        for (int i = 0; i < many; i++) {
            rows.append(String.format(
                    Locale.ROOT,
                    "%s('reader-%016x', 1, %d), ('reads-%2$016x', 1, 7), ('heard-%2$016x', 1, 0)",
                    i == 0 ? "" : ", ",
                    i,
                    fixture.waiting.now));
        }
        fixture.execute(rows.toString());
        later();
        engine.replay(EngineFixture.of(here()));

        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_tally WHERE name LIKE 'heard-%'"))
                .isEqualTo(ReaderWatch.MOST_SHARED);
        assertThat(fixture.list("SELECT name FROM matomo_trackreplay_tally WHERE name LIKE 'reader-%'"))
                .contains("reader-aaaa");
    }

    /** What its first life sent had waited in another collector. */
    @Test
    void soItIsForACollectorThatIsBehind() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        long ahead = 30_000;
        engine.replay(EngineFixture.of(read(here, "aaaa", "host1", fixture.waiting.now - 60_000 + ahead)));
        long moved = fixture.waiting.now + ahead;
        engine.replay(EngineFixture.of(read(there, "bbbb", "host2", moved)));
        later();
        engine.replay(EngineFixture.of(read(there, "bbbb", "host2", fixture.waiting.now + ahead)));

        engine.replay(EngineFixture.of(read(here, "aaaa", "host1", moved - 1)));
        CommitSummary further =
                engine.replay(EngineFixture.of(read(there, "bbbb", "host2", fixture.waiting.now + ahead)));

        assertThat(further.said().streams().twofold()).isEmpty();
        assertThat(stream().doubts().losses()).isEmpty();
    }

    /** What lies a day ahead counts as of now. */
    @Test
    void oneThatIsFarAheadIsToldOfAsWell() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        boolean told = false;
        for (int i = 0; i < 4; i++) {
            CommitSummary both = engine.replay(
                    EngineFixture.of(read(here, "aaaa", "host1", fixture.waiting.now + 86_400_000), there()));
            told |= !both.said().streams().twofold().isEmpty();
            later();
        }

        assertThat(told).isTrue();
    }

    @Test
    void whatIsNotBelievedIsToldOfWithTheStreamThatItNames() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(here()));
        fixture.waiting.now += 60_000;
        engine.replay(List.of(
                new Delivery.Refused(Intake.WRONG_SIGNATURE, "", here()),
                new Delivery.Refused(Intake.UNPROVEN, "", here())));

        assertThat(stream().doubts().disbelieved())
                .isEqualTo(new Status.Disbelieved(
                        Map.of(Intake.WRONG_SIGNATURE, 1L, Intake.UNPROVEN, 1L),
                        Optional.of(Instant.ofEpochMilli(fixture.waiting.now))));
        fixture.waiting.now += 1_000;
        assertThat(diagnosis()).contains("none is believed", "signingKeys", "unprovenPacks");
    }

    @Test
    void whatCollectorsTellOneAnotherIsForgotten() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(here()));
        later();
        engine.replay(EngineFixture.of(here()));
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_tally WHERE name LIKE 'read%'"))
                .isEqualTo(2);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_tally WHERE name LIKE 'heard-%'"))
                .isEqualTo(1);

        fixture.waiting.now += 2 * 3_600_000L;
        engine.replay(EngineFixture.of(there()));
        later();
        engine.replay(EngineFixture.of(there()));
        assertThat(fixture.list("SELECT name FROM matomo_trackreplay_tally WHERE name LIKE 'reader-%'"))
                .containsExactly("reader-bbbb");
        assertThat(fixture.list("SELECT name FROM matomo_trackreplay_tally WHERE name LIKE 'heard-%'"))
                .containsExactly("heard-bbbb");
    }
}
