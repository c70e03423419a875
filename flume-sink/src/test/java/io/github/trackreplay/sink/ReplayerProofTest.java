/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LineEnds;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.mysql.ledger.AcceptLoss;
import io.github.trackreplay.mysql.ledger.ProofRows;
import io.github.trackreplay.mysql.ledger.ResumeStream;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packs that carry proofs of their bytes: the same bytes again are duplicates, other bytes are never taken for them. */
class ReplayerProofTest {
    private static EngineFixture fixture;

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

    /** A pack as a source would prove it whose file's lines are told apart by a word. */
    static Pack proven(Pack pack, String content) {
        PackHeader h = pack.header();
        List<Proof> proofs = new ArrayList<>();
        long blockStart = 0;
        for (long line = 0; line <= h.end(); line += FrontendLog.LINE) {
            boolean blockEnds = line >= Proof.gridAfter(blockStart);
            boolean wanted = line == h.start() || line == h.end() || (blockEnds && line > h.start());
            if (line > 0 && wanted) {
                proofs.add(new Proof(
                        blockStart,
                        line,
                        String.format("%032x", (content + blockStart + "-" + line).hashCode() & 0xffffffffL)));
            }
            blockStart = blockEnds ? line : blockStart;
        }
        return new Pack(h.withProofs(proofs), pack.entries());
    }

    /** What somebody sends who knows nothing of the bytes before. */
    private static Pack withoutFirstProof(Pack pack) {
        PackHeader h = pack.header();
        return new Pack(h.withProofs(h.proofs().subList(1, h.proofs().size())), pack.entries());
    }

    private static FrontendLog log() {
        return new FrontendLog("web1", 0)
                .line(1000)
                .line(2000)
                .line(3000)
                .line(4000)
                .line(5000)
                .line(6000);
    }

    @Test
    void theSameBytesAgainAreProvenDuplicatesHoweverTheyAreCut() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = log();
        engine.replay(EngineFixture.of(
                proven(web1.pack(0, 300), "a"), proven(web1.pack(300, 400), "a"), proven(web1.pack(400, 600), "a")));

        CommitSummary again = fixture.engine(ReplayPolicy.DEFAULT)
                .replay(EngineFixture.of(proven(web1.pack(0, 600), "a"), proven(web1.pack(400, 600), "a")));

        assertThat(again.counts().duplicates()).isEqualTo(8);
        assertThat(again.counts().rejected()).isEmpty();
        assertThat(fixture.number("SELECT SUM(requests) FROM matomo_trackreplay_counter WHERE outcome = 'duplicate'"
                        + " AND reason = ''"))
                .isEqualTo(8);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_conflict"))
                .isZero();
    }

    /** Lines of another log that begins as the first one does up to byte 600, each of them proven. */
    private static Pack others(LineEnds ends, long... lines) {
        PackHeader begin = proven(log().pack(0, 600), "a").header();
        List<Proof> proofs = new ArrayList<>();
        List<PackEntry> entries = new ArrayList<>();
        for (long line : lines) {
            proofs.add(
                    line == 600
                            ? begin.proofs().get(begin.proofs().size() - 1)
                            : new Proof(600, line, String.format("%032x", line)));
        }
        for (int i = 1; i < lines.length; i++) {
            entries.add(
                    FrontendLog.request(lines[i - 1], lines[i] - lines[i - 1], 0, 10_000 + lines[i], "idsite=1&rec=1"));
        }
        PackHeader header = log().pack(600, 600).header();
        return new Pack(
                new PackHeader(header.file(), lines[0], lines[lines.length - 1], header.reading(), header.promise())
                        .withProofs(proofs)
                        .withLineEnds(ends),
                entries);
    }

    private static Replayer taken() throws Exception {
        FrontendLog web1 = log().line(7000).line(8000).line(9000);
        fixture.engine(ReplayPolicy.DEFAULT)
                .replay(EngineFixture.of(proven(web1.pack(0, 600), "a"), proven(web1.pack(600, 900), "a")));
        return fixture.engine(ReplayPolicy.DEFAULT);
    }

    @Test
    void whereOtherLinesEndOtherBytesWereTaken() throws Exception {
        CommitSummary summary = taken().replay(EngineFixture.of(others(LineEnds.ALL, 600, 650, 850, 950)));

        assertThat(summary.counts().rejected()).containsEntry("conflict", 3L);
        assertThat(summary.counts().duplicates()).isZero();
    }

    @Test
    void whereFewerLinesAreThanWereTakenTheyAreOthers() throws Exception {
        Replayer engine = taken();
        Pack fewer = read(others(LineEnds.ALL_THERE_ARE, 600, 650, 850), fixture.waiting.now() + 2_000);

        CommitSummary summary = engine.replay(EngineFixture.of(fewer));

        assertThat(summary.counts().rejected()).containsEntry("conflict", 2L);
        assertThat(summary.counts().duplicates()).isZero();
    }

    /** The same, read at a time. */
    private static Pack read(Pack pack, long readTime) {
        PackHeader h = pack.header();
        return new Pack(
                new PackHeader(
                                h.file(),
                                h.start(),
                                h.end(),
                                PackHeader.Reading.of(readTime, h.host(), h.trackerPaths()),
                                h.promise())
                        .with(h.unread())
                        .withProofs(h.proofs())
                        .withLineEnds(h.lineEnds()),
                pack.entries());
    }

    /** A pack of a reader that may have sent its bytes before, with the proof of each line. */
    private static Pack eachLine(FrontendLog log, long start, long end, LineEnds ends) {
        Pack pack = proven(log.pack(start, end), "a");
        List<Proof> each = new ArrayList<>();
        if (start > 0) {
            each.add(pack.header().proofs().get(0));
        }
        for (long line = start + FrontendLog.LINE; line <= end; line += FrontendLog.LINE) {
            List<Proof> upTo = proven(log.pack(start, line), "a").header().proofs();
            each.add(upTo.get(upTo.size() - 1));
        }
        return new Pack(pack.header().withProofs(each).withLineEnds(ends), pack.entries());
    }

    /** It waited where it was read first, and its reader, whose positions were lost, has read on meanwhile by another collector. */
    @Test
    void whatWasReadBeforeTheLogGrewIsADuplicateWhenItComesLast() throws Exception {
        FrontendLog web1 = log().line(7000).line(8000).line(9000);
        long first = fixture.waiting.now();
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        fixture.waiting.pause(Duration.ofMinutes(1));
        engine.replay(EngineFixture.of(read(eachLine(web1, 0, 900, LineEnds.ALL_THERE_ARE), fixture.waiting.now())));

        CommitSummary late = fixture.engine(ReplayPolicy.DEFAULT)
                .replay(EngineFixture.of(
                        read(eachLine(web1, 0, 400, LineEnds.ALL_THERE_ARE), first),
                        read(eachLine(web1, 400, 900, LineEnds.ALL_THERE_ARE), first + 100)));

        assertThat(late.counts().rejected()).isEmpty();
        assertThat(late.counts().duplicates()).isEqualTo(9);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_loss"))
                .isZero();
    }

    /** The reader's positions were lost, and another log got the first one's name while what was read of that waited. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasReadOfAnotherLogWhileTheFirstOnesPacksWaitedIsAConflict(boolean together) throws Exception {
        FrontendLog web1 = log();
        Pack first = read(eachLine(web1, 0, 500, LineEnds.ALL_THERE_ARE), fixture.waiting.now());
        Pack other = read(eachLine(web1, 0, 400, LineEnds.ALL_THERE_ARE), fixture.waiting.now() + 1);
        fixture.waiting.pause(Duration.ofHours(1));
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);

        CommitSummary summary;
        if (together) {
            summary = engine.replay(EngineFixture.of(first, other));
        } else {
            engine.replay(EngineFixture.of(first));
            summary = fixture.engine(ReplayPolicy.DEFAULT).replay(EngineFixture.of(other));
        }

        assertThat(summary.counts().rejected()).containsEntry("conflict", 4L);
        assertThat(summary.counts().duplicates()).isZero();
        assertThat(fixture.number("SELECT SUM(requests) FROM matomo_trackreplay_conflict"))
                .isEqualTo(4);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void whatWasReadAtOnceIsOfOneLogHoweverItIsDelivered() throws Exception {
        FrontendLog web1 = log();
        long once = fixture.waiting.now();
        Pack all = read(eachLine(web1, 0, 500, LineEnds.ALL_THERE_ARE), once);
        Pack begin = read(eachLine(web1, 0, 400, LineEnds.ALL_THERE_ARE), once);
        fixture.waiting.pause(Duration.ofHours(1));
        fixture.engine(ReplayPolicy.DEFAULT).replay(EngineFixture.of(all));

        CommitSummary again = fixture.engine(ReplayPolicy.DEFAULT).replay(EngineFixture.of(begin));

        assertThat(again.counts().rejected()).isEmpty();
        assertThat(again.counts().duplicates()).isEqualTo(4);
    }

    /** As if it had been read when it was taken: else its proofs were kept as long as the clock is ahead. */
    @Test
    void whatAReadersClockThatIsAheadSaysIsNotKeptForEver() throws Exception {
        FrontendLog web1 = log();

        fixture.engine(ReplayPolicy.DEFAULT)
                .replay(EngineFixture.of(read(proven(web1.pack(0, 200), "a"), 100 * fixture.waiting.now())));

        assertThat(fixture.number("SELECT MAX(noted_at) FROM matomo_trackreplay_proof"))
                .isEqualTo(fixture.waiting.now());
    }

    @Test
    void soIsItWhenTheProofOfItsEndHasBeenForgotten() throws Exception {
        FrontendLog web1 = log().line(7000).line(8000).line(9000);
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        Pack first = read(eachLine(web1, 0, 400, LineEnds.ALL_THERE_ARE), fixture.waiting.now());
        engine.replay(EngineFixture.of(first));
        fixture.waiting.pause(Duration.ofMinutes(1));
        engine.replay(EngineFixture.of(read(eachLine(web1, 400, 900, LineEnds.ALL_THERE_ARE), fixture.waiting.now())));
        try (Connection connection = fixture.connections().connection()) {
            new ProofRows(EngineFixture.TABLES).forget(connection, Long.MAX_VALUE);
            connection.commit();
        }

        CommitSummary again = fixture.engine(ReplayPolicy.DEFAULT).replay(EngineFixture.of(first));

        assertThat(again.counts().rejected()).isEmpty();
        assertThat(again.counts().duplicates()).isEqualTo(4);
    }

    /** Whatever else came under its name: these are the bytes that were taken. */
    @Test
    void provenDuplicatesAreNoConflictBehindOne() throws Exception {
        FrontendLog web1 = log().line(7000).line(8000).line(9000).line(9500);
        taken().replay(EngineFixture.of(others(LineEnds.ALL, 600, 650, 850, 950)));

        CommitSummary next = fixture.engine(ReplayPolicy.DEFAULT)
                .replay(EngineFixture.of(
                        eachLine(web1, 700, 900, LineEnds.ALL), eachLine(web1, 800, 1000, LineEnds.ALL_THERE_ARE)));

        assertThat(next.counts().rejected()).isEmpty();
        assertThat(next.counts().duplicates()).isEqualTo(3);
        assertThat(next.counts().unproven()).isZero();
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_conflict"))
                .isEqualTo(1);
    }

    /** It comes by another way than what lies between. */
    @Test
    void whatComesEarlyIsTakenThoughThereWasAConflictThatIsAccepted() throws Exception {
        FrontendLog web1 = log().line(7000).line(8000).line(9000).line(9500).line(9600);
        taken().replay(EngineFixture.of(others(LineEnds.ALL, 600, 650, 850, 950)));
        try (Connection connection = fixture.connections().connection()) {
            assertThat(new AcceptLoss(EngineFixture.TABLES).run(connection, "web1", 1))
                    .isPresent();
        }
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);

        CommitSummary early = engine.replay(EngineFixture.of(eachLine(web1, 1000, 1100, LineEnds.ALL_THERE_ARE)));
        engine.replay(EngineFixture.of(eachLine(web1, 900, 1000, LineEnds.ALL_THERE_ARE)));

        assertThat(early.counts().rejected()).isEmpty();
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_conflict"))
                .isEqualTo(1);
        assertThat(fixture.unaccounted()).isZero();
    }

    /** An agent whose positions were lost begins such a log under the name of another one, and may have brought it under its own. */
    @Test
    void whatGoesOnBehindAConflictAndMayHaveBeenSentBeforeIsSetAsideWithIt() throws Exception {
        taken().replay(EngineFixture.of(others(LineEnds.ALL, 600, 650, 850, 950)));

        CommitSummary next = fixture.engine(ReplayPolicy.DEFAULT)
                .replay(EngineFixture.of(others(LineEnds.ALL_THERE_ARE, 950, 1000)));

        assertThat(next.counts().rejected()).containsEntry("conflict", 1L);
        assertThat(next.counts().applied()).isZero();
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_conflict"))
                .isEqualTo(2);
        assertThat(fixture.unaccounted()).isZero();
    }

    /** A frontend's disk was put back to an older state, and its log goes on otherwise: it also says how far it is where nothing comes. */
    @Test
    void aWordThatALogIsThereProvesNothingOfWhatWasTakenOfAnotherOne() throws Exception {
        taken().replay(EngineFixture.of(others(LineEnds.ALL, 600, 650, 850)));
        fixture.engine(ReplayPolicy.DEFAULT).replay(EngineFixture.of(others(LineEnds.ALL, 850)));

        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_proof WHERE boundary = 850"))
                .isZero();
    }

    @Test
    void theSameLinesAgainAreProvenDuplicatesAndTheirProofsAreNotKept() throws Exception {
        FrontendLog web1 = log().line(7000).line(8000).line(9000).line(9500);
        Replayer engine = taken();
        long kept = fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_proof");
        Pack again = proven(web1.pack(600, 1000), "a");
        List<Proof> each = new ArrayList<>(List.of(again.header().proofs().get(0)));
        for (long line = 700; line <= 1000; line += FrontendLog.LINE) {
            Pack upTo = proven(web1.pack(600, line), "a");
            each.add(upTo.header().proofs().get(1));
        }
        PackHeader header = again.header().withProofs(each).withLineEnds(LineEnds.ALL_THERE_ARE);

        CommitSummary summary = engine.replay(EngineFixture.of(new Pack(header, again.entries())));

        assertThat(summary.counts().duplicates()).isEqualTo(3);
        assertThat(summary.counts().unproven()).isZero();
        assertThat(summary.counts().rejected()).isEmpty();
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_proof"))
                .isEqualTo(kept + 1);
    }

    /** The block's start can be known or guessed; where the block ends, only whoever knows the bytes to come. */
    @ParameterizedTest
    @ValueSource(longs = {100, 200})
    void anInventedRangeWithoutEndDoesNotHideTheRealOnes(long blockStart) throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = log();
        engine.replay(EngineFixture.of(proven(web1.pack(0, 200), "real")));
        PackHeader h = web1.pack(200, 600).header();
        Proof invented = new Proof(blockStart, 1L << 52, "0".repeat(32));
        engine.replay(EngineFixture.of(new Pack(
                new PackHeader(
                                h.file(),
                                200,
                                1L << 52,
                                PackHeader.Reading.of(0, "frontend", "/matomo.php"),
                                PackHeader.Promise.NONE)
                        .withProofs(List.of(invented)),
                List.of())));

        CommitSummary real = engine.replay(EngineFixture.of(proven(web1.pack(200, 600), "real")));

        assertThat(real.counts().rejected()).containsEntry("conflict", 4L);
        assertThat(fixture.number("SELECT SUM(requests) FROM matomo_trackreplay_conflict"))
                .isEqualTo(4);
    }

    /** Of what lies before it only the end is proven, which anybody can invent. */
    @Test
    void anAgentBeginsOnceWithALog() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = log();
        Pack begun = beginningAt(400, web1.pack(0, 500));
        assertThat(engine.replay(EngineFixture.of(begun, begun)).counts().rejected())
                .isEmpty();

        Pack again = beginningAt(550, web1.pack(0, 600));
        assertThat(engine.replay(EngineFixture.of(again)).counts().rejected()).containsEntry("conflict", 1L);
        CommitSummary real = engine.replay(EngineFixture.of(withoutFirstProof(proven(web1.pack(500, 600), "real"))));

        assertThat(real.counts().applied()).isEqualTo(1);
        assertThat(real.counts().rejected()).isEmpty();
        assertThat(fixture.unaccounted()).isZero();
    }

    /** Its first pack was taken, and how far it was had not been saved. */
    @Test
    void anAgentThatIsKilledInItsFirstMomentsBeginsAgainWhereItBegan() throws Exception {
        FrontendLog web1 = log();
        fixture.engine(ReplayPolicy.DEFAULT).replay(EngineFixture.of(beginningAt(400, web1.pack(0, 500))));

        CommitSummary again =
                fixture.engine(ReplayPolicy.DEFAULT).replay(EngineFixture.of(beginningAt(400, web1.pack(0, 600))));

        assertThat(again.counts().rejected()).isEmpty();
        assertThat(again.counts().applied()).isEqualTo(1);
        assertThat(again.counts().duplicates()).isEqualTo(1);
        assertThat(fixture.applied()).containsExactly("web1:5000", "web1:6000");
        assertThat(fixture.unaccounted()).isZero();
    }

    private static Pack beginningAt(long start, Pack pack) {
        PackHeader h = pack.header();
        Proof end = new Proof(start - 20, h.end(), "0".repeat(32));
        return new Pack(
                new PackHeader(h.file(), 0, h.end(), h.reading(), h.promise())
                        .with(PackHeader.Unread.of(start, 0))
                        .withProofs(List.of(end)),
                pack.entries().stream().filter(entry -> entry.offset() >= start).toList());
    }

    @Test
    void anInventedRangeDoesNotHideTheRealOne() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = log();
        engine.replay(EngineFixture.of(proven(web1.pack(0, 200), "real")));
        Pack nothing = new Pack(web1.pack(200, 600).header(), List.of());
        assertThat(engine.replay(EngineFixture.of(proven(nothing, "invented")))
                        .counts()
                        .rejected())
                .as("it goes on after other bytes")
                .containsEntry("conflict", 1L);
        engine.replay(EngineFixture.of(withoutFirstProof(proven(nothing, "invented"))));

        CommitSummary real = engine.replay(EngineFixture.of(proven(web1.pack(200, 600), "real")));
        CommitSummary again = engine.replay(EngineFixture.of(proven(web1.pack(200, 600), "real")));

        assertThat(real.counts().rejected()).containsEntry("conflict", 4L);
        assertThat(real.counts().duplicates()).isZero();
        assertThat(again.counts().rejected()).isEmpty();
        assertThat(fixture.list("SELECT CONCAT(range_start, ' ', range_end, ' ', requests) FROM"
                        + " matomo_trackreplay_conflict WHERE accepted_at IS NULL ORDER BY conflict_id"))
                .containsExactly("200 600 0", "200 600 4");
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aContradictionHoldsCompletenessUntilItIsAccepted() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = log();
        engine.replay(EngineFixture.of(proven(web1.pack(0, 600, OptionalLong.of(6000)), "a")));
        CommitSummary before = engine.replay(EngineFixture.of(proven(web1.pack(600, 600, OptionalLong.of(9000)), "a")));
        assertThat(before.order().completeThrough()).isGreaterThan(6000);

        engine.replay(EngineFixture.of(proven(web1.line(10_000).pack(600, 700), "b")));
        engine = fixture.engine(ReplayPolicy.DEFAULT);
        CommitSummary held = engine.replay(EngineFixture.of(proven(web1.pack(600, 700, OptionalLong.of(20_000)), "a")));
        assertThat(held.order().completeThrough()).isLessThan(10_000);

        try (Connection connection = fixture.connections().connection()) {
            assertThat(new AcceptLoss(EngineFixture.TABLES).run(connection, "web1", 1))
                    .isPresent();
        }
        CommitSummary accepted = fixture.engine(ReplayPolicy.DEFAULT)
                .replay(EngineFixture.of(proven(web1.pack(700, 700, OptionalLong.of(30_000)), "a")));
        assertThat(accepted.order().completeThrough()).isGreaterThan(10_000);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_conflict WHERE accepted_at IS NULL"))
                .isZero();
    }

    @Test
    void packsOfAnOlderVersionGoOnAndAreCountedAsUnproven() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = log();
        engine.replay(EngineFixture.of(web1.pack(0, 600)));

        CommitSummary again = engine.replay(EngineFixture.of(web1.pack(0, 600), proven(web1.pack(0, 600), "a")));

        assertThat(again.counts().duplicates()).isEqualTo(12);
        assertThat(fixture.list("SELECT CONCAT(reason, ' ', requests) FROM matomo_trackreplay_counter WHERE"
                        + " outcome = 'duplicate'"))
                .containsExactly("unproven 12");
    }

    @Test
    void proofsInsideOfBlocksAreForgottenExceptTheLastOne() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = log();
        web1.line(7000);
        engine.replay(EngineFixture.of(
                proven(web1.pack(0, 400), "a"), proven(web1.pack(400, 500), "a"), proven(web1.pack(500, 700), "a")));
        long all = fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_proof");
        long inner = fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_proof WHERE grid = 0");
        assertThat(inner).isGreaterThan(1);

        try (Connection connection = fixture.connections().connection()) {
            new ProofRows(EngineFixture.TABLES).forget(connection, Long.MAX_VALUE);
            connection.commit();
        }

        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_proof"))
                .isEqualTo(all - inner + 1);
        assertThat(fixture.number("SELECT MAX(boundary) FROM matomo_trackreplay_proof WHERE grid = 0"))
                .isEqualTo(700);
    }

    /** The same log as a source of another name brings it. */
    private static Pack renamed(Pack pack, String stream) {
        PackHeader h = pack.header();
        return new Pack(
                new PackHeader(
                                new LogFile(
                                        stream, h.file().fingerprint(), h.file().number(), Optional.empty()),
                                h.start(),
                                h.end(),
                                h.reading(),
                                h.promise())
                        .with(h.unread())
                        .withProofs(h.proofs()),
                pack.entries());
    }

    /** A log of different requests. */
    private static FrontendLog visits(int requests) {
        FrontendLog web1 = new FrontendLog("web1", 0);
        for (int i = 1; i <= requests; i++) {
            web1.line(1000L * i, "idsite=1&rec=1&rand=" + i);
        }
        return web1;
    }

    private void resume(String stream) throws Exception {
        try (Connection connection = fixture.connections().connection()) {
            assertThat(new ResumeStream(EngineFixture.TABLES).run(connection, stream))
                    .isTrue();
        }
    }

    @Test
    void whatComesUnderANewNameWithTheSameBytesIsSetAsideBeforeItIsApplied() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = visits(6);
        engine.replay(EngineFixture.of(proven(web1.pack(0, 600, OptionalLong.of(Long.MAX_VALUE)), "a")));
        assertThat(fixture.number("SELECT COUNT(*) FROM applied")).isEqualTo(6);
        FrontendLog more = visits(7);

        CommitSummary first = engine.replay(EngineFixture.of(proven(renamed(web1.pack(0, 400), "new"), "a")));
        engine.replay(EngineFixture.of(proven(
                renamed(more.pack(400, 700, OptionalLong.of(Long.MAX_VALUE)), "new"), "a")));

        assertThat(first.said().shared()).singleElement().satisfies(shared -> {
            assertThat(shared.setAside()).isTrue();
            assertThat(Announcement.of(shared)).contains("set aside", "stream retire new", "stream resume new");
        });
        assertThat(fixture.number("SELECT COUNT(*) FROM applied")).isEqualTo(6);
        assertThat(fixture.unaccounted()).isZero();

        resume("new");
        while (engine.replay(List.of()).order().moreDue()) {
            // as a sink does
        }
        assertThat(fixture.number("SELECT COUNT(*) FROM applied")).isEqualTo(13);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aRenamedStreamThatFirstSaysWhatItHasFoundIsSetAsideAsWell() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = visits(6);
        engine.replay(EngineFixture.of(proven(web1.pack(0, 600, OptionalLong.of(Long.MAX_VALUE)), "a")));

        engine.replay(EngineFixture.of(renamed(web1.pack(0, 0, OptionalLong.of(PackHeader.Promise.ANY_TIME)), "new")));
        CommitSummary first = engine.replay(EngineFixture.of(proven(renamed(web1.pack(0, 400), "new"), "a")));
        CommitSummary second = engine.replay(EngineFixture.of(proven(
                renamed(web1.pack(400, 600, OptionalLong.of(Long.MAX_VALUE)), "new"), "a")));

        assertThat(first.said().shared())
                .singleElement()
                .satisfies(shared -> assertThat(shared.setAside()).isTrue());
        assertThat(second.said().shared()).isEmpty();
        assertThat(fixture.number("SELECT COUNT(*) FROM applied")).isEqualTo(6);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aLogThatOnlyBeginsAsThatOfAnotherStreamIsNotSetAside() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = visits(6);
        engine.replay(EngineFixture.of(proven(web1.pack(0, 600, OptionalLong.of(Long.MAX_VALUE)), "a")));

        CommitSummary first = engine.replay(EngineFixture.of(proven(
                renamed(web1.pack(0, 600, OptionalLong.of(Long.MAX_VALUE)), "web2"), "b")));

        assertThat(first.said().shared())
                .singleElement()
                .satisfies(shared -> assertThat(shared.setAside()).isFalse());
        assertThat(fixture.number("SELECT COUNT(*) FROM applied")).isEqualTo(12);
    }

    @Test
    void equalHealthChecksOfTwoFrontendsStopNobody() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = log().other().other();
        engine.replay(EngineFixture.of(proven(web1.pack(0, 800, OptionalLong.of(Long.MAX_VALUE)), "a")));

        CommitSummary first = engine.replay(EngineFixture.of(proven(
                renamed(web1.pack(0, 800, OptionalLong.of(Long.MAX_VALUE)), "web2"), "a")));

        assertThat(first.said().shared())
                .singleElement()
                .satisfies(shared -> assertThat(shared.setAside()).isFalse());
        assertThat(fixture.number("SELECT COUNT(*) FROM applied")).isEqualTo(12);
    }

    @Test
    void whoWasLetGoOnWithAnEqualLogIsNotStoppedByTheNextOne() throws Exception {
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        FrontendLog web1 = visits(60);
        engine.replay(EngineFixture.of(proven(web1.pack(0, 6000), "a")));
        engine.replay(EngineFixture.of(proven(renamed(web1.pack(0, 6000), "web2"), "a")));
        resume("web2");
        while (engine.replay(List.of()).order().moreDue()) {
            // as a sink does
        }
        web1.rotate();
        for (int i = 100; i < 110; i++) {
            web1.line(1000L * i, "idsite=1&rec=1&rand=" + i);
        }
        Pack next = web1.pack(0, 1000);
        engine.replay(EngineFixture.of(proven(next, "b")));

        CommitSummary second = engine.replay(EngineFixture.of(proven(renamed(next, "web2"), "b")));

        assertThat(second.said().shared())
                .singleElement()
                .satisfies(shared -> assertThat(shared.setAside()).isFalse());
    }
}
