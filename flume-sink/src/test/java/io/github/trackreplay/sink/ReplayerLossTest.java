/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.trackreplay.event.ArchiveEnd;
import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.event.WireEvent;
import io.github.trackreplay.mysql.ledger.AcceptLoss;
import io.github.trackreplay.mysql.ledger.LedgerCheck;
import io.github.trackreplay.mysql.ledger.ReadTaken;
import io.github.trackreplay.order.TakenRanges;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that were booked as destroyed and come after all: applied once, and no loss any more. */
class ReplayerLossTest {
    private static final EngineFixture FIXTURE = new EngineFixture();
    /** When the loss was noticed, by the frontend's clock. */
    private static final long NOTICED = 900_000_000L;

    private FrontendLog web1;

    @BeforeEach
    void empty() {
        FIXTURE.reset();
        web1 = new FrontendLog("web1", 0);
    }

    @AfterAll
    static void close() {
        FIXTURE.close();
    }

    private static Replayer engine() {
        return FIXTURE.engine(ReplayPolicy.DEFAULT);
    }

    /** What a reader says that has not read a range before it was destroyed. */
    private static Pack destroyed(FrontendLog log, long from, long to) {
        return destroyed(log, from, from, to, NOTICED);
    }

    /** What a reader says that has read some of a range before the rest was destroyed. */
    private static Pack destroyed(FrontendLog log, long from, long read, long to, long readTime) {
        Pack before = pack(log, from, read);
        PackHeader header = log.pack(from, to, OptionalLong.empty(), to - read)
                .header()
                .withProofs(before.header().proofs());
        return read(new Pack(header, before.entries()), readTime);
    }

    /** As a source proves it. */
    private static Pack pack(FrontendLog log, long from, long to) {
        return ReplayerProofTest.proven(log.pack(from, to), "a");
    }

    /** The same, read at a time. */
    private static Pack read(Pack pack, long readTime) {
        PackHeader h = pack.header();
        return new Pack(h.with(PackHeader.Reading.of(readTime, h.host(), h.trackerPaths())), pack.entries());
    }

    private static Pack later(FrontendLog log, long from, long to) {
        return read(pack(log, from, to), NOTICED + 1_000);
    }

    private static List<String> losses() {
        return FIXTURE.list("SELECT CONCAT(range_start, '-', range_end, ':', lost_bytes, IF(to_time IS NULL, '', '?'))"
                + " FROM matomo_trackreplay_loss ORDER BY range_start");
    }

    private static long file(String column) {
        return FIXTURE.number("SELECT " + column + " FROM matomo_trackreplay_file");
    }

    private static void assertConsistent() throws Exception {
        assertThat(FIXTURE.unaccounted()).isZero();
        assertThat(FIXTURE.number("SELECT COALESCE(SUM(lost_bytes), 0) FROM matomo_trackreplay_loss"))
                .isEqualTo(FIXTURE.number("SELECT COALESCE(SUM(lost_bytes), 0) FROM matomo_trackreplay_file"));
        try (Connection connection = FIXTURE.pool.connection()) {
            assertThat(new LedgerCheck(EngineFixture.TABLES).contradiction(connection))
                    .isEmpty();
        }
    }

    @Test
    void theyAreAppliedOnceAndTheLossIsTakenBack() throws Exception {
        web1.line(1000).line(2000).line(3000).line(4000).line(9000);
        Replayer engine = engine();
        engine.replay(EngineFixture.of(pack(web1, 0, 200), destroyed(web1, 200, 400)));
        assertThat(engine.replay(EngineFixture.of(pack(web1, 400, 500))).order().completeThrough())
                .isEqualTo(1999);

        CommitSummary found = engine().replay(EngineFixture.of(later(web1, 200, 400)));
        CommitSummary again = engine().replay(EngineFixture.of(later(web1, 200, 400), later(web1, 0, 500)));

        assertThat(found.counts().recorded()).isEqualTo(2);
        assertThat(found.counts().duplicates()).isZero();
        assertThat(found.counts().recoveredBytes()).isEqualTo(200);
        assertThat(found.counts().takenBytes()).isZero();
        assertThat(found.order().completeThrough()).isEqualTo(8999);
        assertThat(again.counts().duplicates()).isEqualTo(7);
        assertThat(again.counts().recoveredBytes()).isZero();
        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web1:2000", "web1:9000", "web1:3000", "web1:4000");
        assertThat(losses()).isEmpty();
        assertThat(file("lost_bytes")).isZero();
        assertThat(file("applied_bytes")).isEqualTo(500);
        assertThat(found.said().losses().recovered())
                .singleElement()
                .satisfies(recovered -> assertThat(Announcement.of(recovered))
                        .contains("web1: 200 bytes")
                        .endsWith("That loss is taken back."));
        assertConsistent();
    }

    /** Of a frontend whose clock is ahead, with nothing but a heartbeat, and without a key. */
    @Test
    void completenessStopsBeforeAPossibleLossOfTheFuture() throws Exception {
        web1.line(1000).line(2000).line(9000);
        Replayer engine = engine();
        Intake intake = new Intake(Optional.empty(), false, Duration.ofMinutes(10), new Notices(sentence -> {}));
        assertThat(engine.replay(EngineFixture.of(pack(web1, 0, 200))).order().completeThrough())
                .isEqualTo(1999);
        PackHeader heartbeat = web1.pack(200, 200, OptionalLong.of(7_000)).header();
        Pack losing = new Pack(
                heartbeat.with(new PackHeader.Unread(0, 0, Optional.of(new UnknownLoss(4_000, NOTICED)))), List.of());
        WireEvent event = TrackingEventCodec.encode(losing, Compression.NONE);

        CommitSummary summary = engine.replay(List.of(intake.judge(event.headers(), event.body(), 8_000)));
        assertThat(summary.order().completeThrough()).isEqualTo(3_999);
        assertThat(engine.replay(EngineFixture.of(pack(web1, 200, 300))).order().completeThrough())
                .isEqualTo(3_999);
        assertThat(losses()).containsExactly("200-200:0?");
        assertThat(FIXTURE.number("SELECT to_time FROM matomo_trackreplay_loss"))
                .isEqualTo(8_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 200, 300})
    void aPartOfThemLeavesTheRestLost(long start) throws Exception {
        web1.line(1000).line(2000).line(3000).line(4000);
        engine().replay(EngineFixture.of(pack(web1, 0, 100), destroyed(web1, 100, 400)));

        CommitSummary part = engine().replay(EngineFixture.of(later(web1, start, start + 100)));
        assertThat(part.counts().recorded()).isEqualTo(1);
        assertThat(part.order().completeThrough()).isEqualTo(999);
        assertThat(file("lost_bytes")).isEqualTo(200);
        assertThat(losses()).hasSize(start == 200 ? 2 : 1);
        assertConsistent();

        CommitSummary all = engine().replay(EngineFixture.of(later(web1, 0, 400)));
        assertThat(all.counts().recorded()).isEqualTo(2);
        assertThat(all.counts().duplicates()).isEqualTo(2);
        assertThat(file("lost_bytes")).isZero();
        assertThat(losses())
                .as("no proof reaches over lost bytes to what was taken behind them")
                .isEqualTo(start == 300 ? List.of("100-300:0?") : List.of());
        assertConsistent();
    }

    /** The log was seen while its last line was being written. */
    @Test
    void aLineThatReachesBeyondThemIsWhole() throws Exception {
        web1.line(1000).line(2000).line(3000);
        engine().replay(EngineFixture.of(pack(web1, 0, 100), destroyed(web1, 100, 150)));

        CommitSummary found = engine().replay(EngineFixture.of(later(web1, 100, 300)));

        assertThat(found.counts().recorded()).isEqualTo(2);
        assertThat(found.counts().takenBytes()).isEqualTo(150);
        assertThat(found.counts().recoveredBytes()).isEqualTo(50);
        assertThat(file("applied_bytes")).isEqualTo(300);
        assertThat(losses()).isEmpty();
        assertConsistent();
    }

    @Test
    void linesAmongThemThatAreNoRequestsAreSkipped() throws Exception {
        web1.line(1000).other().line(3000);
        engine().replay(EngineFixture.of(pack(web1, 0, 100), destroyed(web1, 100, 300)));

        engine().replay(EngineFixture.of(later(web1, 100, 300)));

        assertThat(file("skipped_bytes")).isEqualTo(100);
        assertThat(file("applied_bytes")).isEqualTo(200);
        assertConsistent();
    }

    @Test
    void whatIsDestroyedAgainStaysLostOnce() throws Exception {
        web1.line(1000).line(2000).line(3000).line(4000);
        engine().replay(EngineFixture.of(pack(web1, 0, 100), destroyed(web1, 100, 400)));

        engine().replay(EngineFixture.of(destroyed(web1, 100, 200, 400, NOTICED + 1_000), destroyed(web1, 100, 400)));

        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web1:2000");
        assertThat(losses()).containsExactly("200-400:200");
        assertConsistent();
    }

    @Test
    void onlyWhatIsMissingAtTheEndOfAPackIsDestroyed() throws Exception {
        web1.line(1000).line(2000).line(3000).line(4000);
        engine().replay(EngineFixture.of(pack(web1, 200, 300)));

        engine().replay(EngineFixture.of(destroyed(web1, 0, 100, 400, NOTICED)));

        assertThat(losses()).containsExactly("100-200:100", "300-400:100");
        CommitSummary all = engine().replay(EngineFixture.of(pack(web1, 0, 400)));
        assertThat(all.counts().recorded()).isEqualTo(2);
        assertThat(FIXTURE.applied()).hasSize(4).doesNotHaveDuplicates();
        assertConsistent();
    }

    /** They waited in the channel of a collector that was away. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasReadBeforeTheLossWasNoticedIsCertain(boolean together) throws Exception {
        web1.other().line(2000).line(3000);
        Pack read = read(pack(web1, 100, 300), NOTICED - 1);
        Replayer engine = engine();

        CommitSummary found;
        if (together) {
            found = engine.replay(EngineFixture.of(pack(web1, 0, 100), destroyed(web1, 100, 300), read));
        } else {
            engine.replay(EngineFixture.of(pack(web1, 0, 100), destroyed(web1, 100, 300)));
            found = FIXTURE.engine("two", ReplayPolicy.DEFAULT, FIXTURE.connections())
                    .replay(EngineFixture.of(read));
        }

        assertThat(found.counts().recorded()).isEqualTo(2);
        assertThat(losses()).isEmpty();
        assertConsistent();
    }

    /** Another machine's clock says nothing of what came first. */
    @Test
    void whatAnotherHostReadIsNotCertainByItsTime() throws Exception {
        web1.other().line(2000).line(3000);
        Replayer engine = engine();
        engine.replay(EngineFixture.of(pack(web1, 0, 100), destroyed(web1, 100, 300)));
        Pack read = pack(web1, 100, 300);
        PackHeader.Reading elsewhere =
                PackHeader.Reading.of(NOTICED - 1, "elsewhere", read.header().trackerPaths());

        CommitSummary found =
                engine.replay(EngineFixture.of(new Pack(read.header().with(elsewhere), read.entries())));

        assertThat(found.counts().recorded()).isEqualTo(2);
        assertThat(losses()).containsExactly("100-300:0?");
        assertConsistent();
    }

    /** A reader whose positions were lost gives a younger log the name of the one that was lost but for its first line. */
    @Test
    void whereOnlyTheBeginningIsTheSameAPossibleLossStays() throws Exception {
        web1.other().line(2000).line(3000);
        Replayer engine = engine();
        engine.replay(EngineFixture.of(pack(web1, 0, 100), destroyed(web1, 100, 300)));

        CommitSummary found = engine.replay(EngineFixture.of(later(web1, 100, 200), later(web1, 200, 300)));
        CommitSummary more = engine.replay(EngineFixture.of(pack(web1.line(4000), 300, 400)));

        assertThat(found.counts().recorded()).isEqualTo(2);
        assertThat(losses()).containsExactly("100-200:0?");
        assertThat(file("lost_bytes")).isZero();
        assertThat(more.order().completeThrough())
                .as("the operator looks first")
                .isLessThan(2000);
        assertThat(found.said().losses().recovered())
                .anySatisfy(recovered -> assertThat(Announcement.of(recovered))
                        .contains("a possible loss is noted")
                        .endsWith("trackreplay stream accept web1"));
        accept();
        assertThat(engine.replay(EngineFixture.of(pack(web1.line(9000), 400, 500)))
                        .order()
                        .completeThrough())
                .isEqualTo(8999);
        assertConsistent();
    }

    private static void accept() throws Exception {
        try (Connection connection = FIXTURE.pool.connection()) {
            new AcceptLoss(EngineFixture.TABLES).run(connection, "web1", FIXTURE.waiting.now);
        }
    }

    @Test
    void whatAnOperatorHasGivenUpIsAppliedToo() throws Exception {
        web1.other().line(2000).line(3000);
        engine().replay(EngineFixture.of(pack(web1, 0, 100), destroyed(web1, 100, 300)));
        accept();

        engine().replay(EngineFixture.of(later(web1, 100, 200)));

        assertThat(FIXTURE.applied()).containsExactly("web1:2000");
        assertThat(losses()).containsExactly("200-300:100");
        assertThat(FIXTURE.number("SELECT COUNT(*) FROM matomo_trackreplay_loss WHERE accepted_at IS NULL"))
                .isZero();
        assertConsistent();
    }

    @Test
    void anotherLossOfTheStreamGoesOnHoldingCompleteness() throws Exception {
        web1.line(1000).line(2000);
        Replayer engine = engine();
        engine.replay(EngineFixture.of(pack(web1, 0, 100), destroyed(web1, 100, 200)));
        web1.line(3000).line(4000);
        engine.replay(EngineFixture.of(pack(web1, 200, 300), destroyed(web1, 300, 400)));
        web1.line(9000);
        engine.replay(EngineFixture.of(pack(web1, 400, 500)));

        CommitSummary found = engine().replay(EngineFixture.of(later(web1, 100, 200)));

        assertThat(found.order().completeThrough()).isEqualTo(2999);
        assertThat(losses()).containsExactly("300-400:100");
        assertConsistent();
    }

    /** As versions before this one noted it: the range of the pack, at whose end the bytes stood. */
    @Test
    void lossesThatOlderVersionsNotedAreTakenBackToo() throws Exception {
        web1.line(1000).line(2000).line(3000);
        engine().replay(EngineFixture.of(pack(web1, 0, 200), destroyed(web1, 200, 300)));
        FIXTURE.execute("UPDATE matomo_trackreplay_loss SET range_start = 100");

        CommitSummary found = engine().replay(EngineFixture.of(pack(web1, 0, 300)));

        assertThat(found.counts().recorded()).isEqualTo(1);
        assertThat(found.counts().duplicates()).isEqualTo(2);
        assertThat(losses()).isEmpty();
        assertConsistent();
    }

    /** Nobody has read them: they are none that are found again. */
    @Test
    void whatLiesBeforeWhereAnAgentBeginsStaysLost() throws Exception {
        web1.line(1000).line(2000).line(3000);
        engine().replay(EngineFixture.of(web1.pack(0, 100), destroyed(web1, 100, 200)));
        PackHeader h = web1.pack(0, 300).header();

        engine().replay(EngineFixture.of(new Pack(
                h.with(PackHeader.Unread.of(200, 0)), web1.pack(200, 300).entries())));

        assertThat(losses()).containsExactly("100-200:100");
        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web1:3000");
        assertConsistent();
    }

    /** An agent that begins at a time has read them, and left them out by it. */
    @Test
    void whatIsSkippedByItsTimeStaysLost() throws Exception {
        web1.line(1000).line(2000).line(3000).line(4000);
        engine().replay(EngineFixture.of(web1.pack(0, 100), destroyed(web1, 100, 300)));
        Pack all = later(web1, 0, 400);

        CommitSummary found = engine().replay(EngineFixture.of(new Pack(
                all.header().with(PackHeader.Unread.of(200, 0)), all.entries().subList(2, 4))));

        assertThat(found.counts().recorded()).isEqualTo(2);
        assertThat(found.counts().recoveredBytes()).isEqualTo(100);
        assertThat(losses()).containsExactly("100-200:100");
        assertThat(FIXTURE.applied()).containsExactlyInAnyOrder("web1:1000", "web1:3000", "web1:4000");
        assertConsistent();
        engine().replay(EngineFixture.of(later(web1, 0, 400)));
        assertThat(FIXTURE.applied()).hasSize(4).doesNotHaveDuplicates();
        assertThat(losses()).isEmpty();
    }

    private static Pack ending(Pack pack, ArchiveEnd end) {
        Optional<UnknownLoss> loss =
                end == ArchiveEnd.WHOLE ? Optional.empty() : Optional.of(new UnknownLoss(900, NOTICED));
        return new Pack(pack.header().with(new PackHeader.Unread(0, 0, loss, end)), pack.entries());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSoundCopyTakesBackWhatADamagedArchiveMayHaveLost(boolean hasMore) throws Exception {
        web1.line(1000).line(2000).line(3000);
        long end = hasMore ? 300 : 100;
        Replayer engine = engine();
        CommitSummary damaged = engine.replay(EngineFixture.of(ending(pack(web1, 0, 100), ArchiveEnd.BROKEN_OFF)));
        assertThat(damaged.order().completeThrough()).isEqualTo(899);

        CommitSummary sound = engine().replay(EngineFixture.of(ending(later(web1, 100, end), ArchiveEnd.WHOLE)));
        engine.replay(EngineFixture.of(later(web1, end, 300)));

        assertThat(losses()).isEmpty();
        assertThat(sound.order().completeThrough()).isEqualTo(hasMore ? 2999 : 999);
        assertThat(sound.said().losses().whole())
                .singleElement()
                .satisfies(file -> assertThat(Announcement.ofWhole(file)).endsWith("is taken back."));
        assertThat(FIXTURE.applied()).containsExactly("web1:1000", "web1:2000", "web1:3000");
        assertConsistent();
    }

    /** The import of a sound copy reads it from its beginning. */
    @Test
    void aSoundCopyThatIsReadFromItsBeginningTakesItBackToo() throws Exception {
        web1.line(1000).line(2000).line(3000);
        engine().replay(EngineFixture.of(ending(pack(web1, 0, 200), ArchiveEnd.BROKEN_OFF)));

        engine().replay(EngineFixture.of(ending(later(web1, 0, 300), ArchiveEnd.WHOLE)));

        assertThat(losses()).isEmpty();
        assertThat(FIXTURE.applied()).hasSize(3).doesNotHaveDuplicates();
        assertConsistent();
    }

    @Test
    void whatASoundCopyBringsInAnyOrderTakesItBackWhenAllHasCome() throws Exception {
        web1.line(1000).line(2000).line(3000).line(4000);
        engine().replay(EngineFixture.of(ending(pack(web1, 0, 100), ArchiveEnd.BROKEN_OFF)));

        engine().replay(EngineFixture.of(ending(later(web1, 300, 400), ArchiveEnd.WHOLE)));
        assertThat(losses()).containsExactly("100-400:0?");
        engine().replay(EngineFixture.of(later(web1, 100, 200)));
        assertThat(losses()).containsExactly("100-400:0?");
        engine().replay(EngineFixture.of(later(web1, 200, 300)));

        assertThat(losses()).isEmpty();
        assertConsistent();
    }

    /** Another log that begins with the same lines. */
    @Test
    void whatIsProvenToBeAnotherLogTakesNothingBack() throws Exception {
        web1.line(1000).line(2000).line(3000);
        engine().replay(EngineFixture.of(ending(pack(web1, 0, 200), ArchiveEnd.BROKEN_OFF)));
        Pack other = ReplayerProofTest.proven(web1.pack(0, 300), "b");

        engine().replay(EngineFixture.of(ending(other, ArchiveEnd.WHOLE)));
        engine().replay(EngineFixture.of(ending(later(web1, 200, 300), ArchiveEnd.WHOLE)));

        assertThat(losses()).contains("200-300:0?");
    }

    @Test
    void anotherArchiveThatBreaksOffTakesNothingBack() throws Exception {
        web1.line(1000).line(2000).line(3000);
        engine().replay(EngineFixture.of(ending(pack(web1, 0, 100), ArchiveEnd.BROKEN_OFF)));

        engine().replay(EngineFixture.of(ending(later(web1, 100, 200), ArchiveEnd.BROKEN_OFF)));
        assertThat(losses()).containsExactly("100-100:0?", "200-200:0?");
        engine().replay(EngineFixture.of(ending(later(web1, 200, 300), ArchiveEnd.WHOLE)));

        assertThat(losses()).isEmpty();
    }

    /** Where there is no room for it, a possible loss that only an operator ends is all that tells of it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConflictThatIsNotKeptHoldsCompletenessWhenASoundCopyComes(boolean together) throws Exception {
        web1.line(1000).line(2000).line(3000).line(9000);
        FrontendLog other = new FrontendLog("web1", 0).line(950).line(2500);
        Pack conflict = ReplayerProofTest.proven(other.pack(0, 200), "b");
        Pack sound = ending(later(web1, 200, 400), ArchiveEnd.WHOLE);
        Replayer engine = FIXTURE.engine(ReplayPolicy.DEFAULT.with(p -> p.maxAsideBytes(1)));
        engine.replay(EngineFixture.of(ending(pack(web1, 0, 200), ArchiveEnd.BROKEN_OFF)));

        CommitSummary summary;
        if (together) {
            summary = engine.replay(EngineFixture.of(sound, conflict));
        } else {
            engine.replay(EngineFixture.of(conflict));
            summary = engine.replay(EngineFixture.of(sound));
        }

        assertThat(FIXTURE.number("SELECT COUNT(*) FROM matomo_trackreplay_conflict"))
                .isZero();
        assertThat(losses()).containsExactly("0-200:0?");
        assertThat(summary.order().completeThrough())
                .as("where it was when the archive broke off")
                .isEqualTo(899);
    }

    @Test
    void conflictsThatAreNotKeptAreOneLossOfTheirStream() throws Exception {
        web1.line(1000).line(2000).line(3000);
        ReplayPolicy noRoom = ReplayPolicy.DEFAULT.with(p -> p.maxAsideBytes(1));
        FIXTURE.engine(noRoom).replay(EngineFixture.of(pack(web1, 0, 100), pack(web1, 100, 200), pack(web1, 200, 300)));

        FIXTURE.engine(noRoom)
                .replay(EngineFixture.of(
                        ReplayerProofTest.proven(web1.pack(0, 200), "b"),
                        ReplayerProofTest.proven(web1.pack(0, 300), "c")));

        assertThat(losses()).containsExactly("0-200:0?");
    }

    /** Nothing proves that it ends where the log does that was taken. */
    @Test
    void anEmptyPackThatEndsElsewhereTakesNothingBack() throws Exception {
        web1.line(1000).line(2000).line(3000);
        engine().replay(EngineFixture.of(ending(pack(web1, 0, 200), ArchiveEnd.BROKEN_OFF), pack(web1, 200, 300)));
        FIXTURE.execute("DELETE FROM matomo_trackreplay_proof WHERE boundary = 200");

        engine().replay(EngineFixture.of(ending(later(web1, 200, 200), ArchiveEnd.WHOLE)));

        assertThat(losses()).containsExactly("200-200:0?");
    }

    @Test
    void aConflictOfTheSameTransactionLetsNothingBeTakenBack() throws Exception {
        web1.line(1000).line(2000).line(3000);
        engine().replay(EngineFixture.of(ending(pack(web1, 0, 200), ArchiveEnd.BROKEN_OFF)));

        engine().replay(EngineFixture.of(
                ReplayerProofTest.proven(web1.pack(0, 200), "b"), ending(later(web1, 200, 300), ArchiveEnd.WHOLE)));

        assertThat(losses()).contains("200-300:0?");
    }

    @Test
    void whatIsBookedAsDestroyedIsNotReadWholeUntilItComes() throws Exception {
        web1.line(1000).line(2000).line(3000);
        engine().replay(EngineFixture.of(
                pack(web1, 0, 100), destroyed(web1, 100, 200), ending(pack(web1, 200, 200), ArchiveEnd.BROKEN_OFF)));

        CommitSummary end = engine().replay(EngineFixture.of(ending(later(web1, 200, 300), ArchiveEnd.WHOLE)));
        assertThat(end.said().losses().whole()).isEmpty();
        assertThat(losses()).containsExactly("100-200:100", "200-300:0?");

        CommitSummary found = engine().replay(EngineFixture.of(read(pack(web1, 100, 200), NOTICED - 1)));
        assertThat(found.said().losses().whole()).hasSize(1);
        assertThat(losses()).isEmpty();
        assertConsistent();
    }

    @Test
    void ofAStreamThatNobodyListsTheyAreSetAside() throws Exception {
        web1.line(1000).line(2000);
        engine().replay(EngineFixture.of(pack(web1, 0, 100), destroyed(web1, 100, 200)));

        FIXTURE.engine(ReplayPolicy.DEFAULT.with(p -> p.streams(Set.of("web2")).admitsUnlisted(false)))
                .replay(EngineFixture.of(later(web1, 100, 200)));

        assertThat(file("held_bytes")).isEqualTo(100);
        assertThat(file("lost_bytes")).isZero();
        assertThat(FIXTURE.number("SELECT COUNT(*) FROM matomo_trackreplay_aside"))
                .isEqualTo(1);
        assertConsistent();
    }

    @Test
    void anImportFindsThemNew() throws Exception {
        web1.line(1000).line(2000).line(3000).line(4000);
        engine().replay(EngineFixture.of(pack(web1, 0, 100), destroyed(web1, 100, 400)));

        try (Connection connection = FIXTURE.pool.connection()) {
            assertThat(new ReadTaken(EngineFixture.TABLES)
                            .run(connection, web1.file())
                            .spans())
                    .extracting(TakenRanges.Span::start, TakenRanges.Span::end)
                    .containsExactly(tuple(0L, 100L));
        }
        Replayer importer = FIXTURE.engine(
                ReplayPolicy.DEFAULT.with(p -> p.role(ReplayPolicy.Role.IMPORT).streams(Set.of("web1"))));
        importer.replay(EngineFixture.of(later(web1, 0, 400)));

        assertThat(FIXTURE.applied()).hasSize(4).doesNotHaveDuplicates();
        assertThat(losses()).isEmpty();
        assertConsistent();
    }

    @ParameterizedTest
    @EnumSource(FaultyConnections.Fault.class)
    void aFaultAtAnyStepTakesThemBackOnceAllTheSame(FaultyConnections.Fault fault) throws Exception {
        boolean fired = true;
        int steps = 0;
        for (; fired; steps++) {
            empty();
            web1.line(1000).line(2000).line(3000);
            engine().replay(EngineFixture.of(pack(web1, 0, 100), destroyed(web1, 100, 300)));
            FaultyConnections faulty = new FaultyConnections(FIXTURE.connections(), steps, fault);
            Replayer engine = FIXTURE.engine("two", ReplayPolicy.DEFAULT, faulty);

            engine.replay(EngineFixture.of(later(web1, 100, 200)));
            engine.replay(EngineFixture.of(later(web1, 100, 300)));

            fired = faulty.fired();
            assertThat(FIXTURE.applied())
                    .as("step %s", steps)
                    .containsExactlyInAnyOrder("web1:1000", "web1:2000", "web1:3000");
            assertThat(losses()).as("step %s", steps).isEmpty();
            assertConsistent();
        }
        assertThat(steps).isGreaterThan(10);
    }

    /** Any packs in any order, cut anyhow, some of whose ends are destroyed, by any of two collectors, each perhaps started anew. */
    @Test
    void inRandomHistoriesEachByteCountsOnceAndWhatNeverCameIsLost() throws Exception {
        int taken = 0;
        int recovered = 0;
        for (long seed = 0; seed < Long.getLong("trackreplay.histories", 60); seed++) {
            empty();
            Random random = new Random(seed);
            int lines = 3 + random.nextInt(15);
            for (int i = 0; i < lines; i++) {
                web1.line(1_000 + i);
            }
            int end = (int) web1.end();
            BitSet came = new BitSet();
            BitSet known = new BitSet();
            Replayer[] engines = {engine(), engine()};
            for (int packs = 5 + random.nextInt(25); packs > 0; packs--) {
                List<Pack> some = new ArrayList<>();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    Pack pack = any(random, lines, end);
                    some.add(pack);
                    PackHeader h = pack.header();
                    came.set((int) h.start(), (int) (h.end() - h.lost()));
                    known.set((int) h.start(), (int) h.end());
                }
                int which = random.nextInt(2);
                if (random.nextInt(6) == 0) {
                    engines[which] = FIXTURE.engine("c" + which, ReplayPolicy.DEFAULT, FIXTURE.connections());
                }
                CommitSummary summary = engines[which].replay(EngineFixture.of(some.toArray(Pack[]::new)));
                recovered += summary.counts().recoveredBytes() > 0 ? 1 : 0;
            }
            FIXTURE.waiting.now += Duration.ofDays(1).toMillis();
            do {
                engines[0].tick(); // gaps are not waited for any longer
            } while (FIXTURE.number("SELECT held_requests FROM matomo_trackreplay_progress") > 0);
            List<String> expected = LongStream.range(0, lines)
                    .filter(line -> came.get((int) (line * FrontendLog.LINE)))
                    .mapToObj(line -> "web1:" + (1_000 + line))
                    .toList();
            assertThat(FIXTURE.applied()).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(expected);
            known.andNot(came);
            assertThat(file("lost_bytes")).as("seed %s", seed).isEqualTo(known.cardinality());
            assertConsistent();
            taken += expected.size();
        }
        assertThat(taken).isPositive();
        assertThat(recovered).as("the case occurs").isPositive();
    }

    /** Whole lines, and perhaps destroyed bytes behind them, up to any byte. */
    private Pack any(Random random, int lines, int end) {
        int from = random.nextInt(lines);
        long start = from * FrontendLog.LINE;
        long read = (from + random.nextInt(lines - from + 1)) * FrontendLog.LINE;
        long lost = random.nextInt(3) == 0 ? random.nextInt((int) (end - read) + 1) : 0;
        return destroyed(web1, start, read, read + lost, NOTICED + random.nextInt(3));
    }
}
