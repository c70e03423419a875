/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.OrderKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one stream promises and how it is called, by what has been taken of it; without a ledger. */
class StreamOrderTest {
    private static final long NOW = 1_000_000;
    private static final long NO_PROMISE = TakenRanges.NO_WATERMARK;
    private static final long ENDED = Long.MAX_VALUE;

    private final StreamOrder stream = StreamOrder.unknown(7, "web1", NOW);
    private long ids = 1;

    private static LogFile log(int number) {
        Optional<LogFile.Previous> previous =
                number == 1 ? Optional.empty() : Optional.of(new LogFile.Previous(fingerprint(number - 1), 100));
        return new LogFile("web1", fingerprint(number), number, previous);
    }

    private static Fingerprint fingerprint(int n) {
        return new Fingerprint("%064x".formatted(n));
    }

    private FileTrack take(int number, long from, long to, long watermark, boolean imported) {
        FileTrack file = stream.file(log(number), () -> ids++);
        stream.take(file, new ByteRange(from, to), watermark, imported, NOW);
        stream.advance(NOW);
        return file;
    }

    private FileTrack take(long from, long to, long watermark) {
        return take(1, from, to, watermark, false);
    }

    @Test
    void nothingIsKnownOfAStreamThatBringsNothing() {
        assertThat(stream.bound()).contains(StreamOrder.first("web1"));
        assertThat(stream.boundTime()).isEqualTo(Long.MIN_VALUE);
        assertThat(stream.wholeBefore()).isEqualTo(Long.MIN_VALUE);
        assertThat(stream.id()).isEqualTo(7);
        assertThat(stream.name()).isEqualTo("web1");
        assertThat(stream.stored()).isFalse();
        assertThat(stream.changed()).isTrue();
        assertThat(stream.knows(fingerprint(1))).isFalse();
    }

    @Test
    void whatItPromisesBoundsTheOrderAndCompleteness() {
        FileTrack file = take(0, 100, 5_000);

        assertThat(stream.bound()).contains(new OrderKey(5_000, "web1", 1, 100, 0));
        assertThat(stream.boundTime()).isEqualTo(5_000);
        assertThat(stream.wholeBefore()).isEqualTo(5_000);
        assertThat(stream.watermark()).isEqualTo(5_000);
        assertThat(stream.knows(fingerprint(1))).isTrue();
        assertThat(stream.find(fingerprint(1))).contains(file);
        assertThat(stream.files()).containsExactly(file);
        assertThat(stream.lastSeen()).isEqualTo(NOW);
        assertThat(stream.current()).isEqualTo(file.chain());
        assertThat(stream.lastNumber()).isEqualTo(1);
    }

    @Test
    void aPromiseWithoutBytesCountsOnlyWhereAllBeforeItHasArrived() {
        take(0, 100, NO_PROMISE);
        take(100, 100, 6_000);
        assertThat(stream.watermark()).isEqualTo(6_000);

        take(200, 200, 9_000);
        assertThat(stream.watermark()).isEqualTo(6_000);
        take(100, 200, NO_PROMISE);
        assertThat(stream.watermark()).isEqualTo(9_000);
    }

    @Test
    void itIsAwaitedWhileOnlyImportsHaveBroughtAnything() {
        stream.noteStored();
        stream.expect();
        assertThat(stream.changed()).isTrue();
        assertThat(stream.expected()).isTrue();
        assertThat(stream.state()).isEqualTo(StreamState.AWAITED);

        take(1, 0, 100, 5_000, true);
        assertThat(stream.state()).isEqualTo(StreamState.AWAITED);
        assertThat(stream.boundTime()).isEqualTo(Long.MIN_VALUE);

        take(100, 200, 6_000);
        assertThat(stream.boundTime()).isEqualTo(6_000);
        assertThat(stream.state()).isEqualTo(StreamState.QUIET);
        stream.noteRequests(NOW);
        assertThat(stream.state()).isEqualTo(StreamState.ACTIVE);
        assertThat(stream.lastRequest()).isEqualTo(NOW);
    }

    @Test
    void whoeverListsItAgainChangesNothing() {
        stream.expect();
        stream.noteStored();
        assertThat(stream.stored()).isTrue();

        stream.expect();

        assertThat(stream.changed()).isFalse();
    }

    @Test
    void oneThatNobodyListsIsNotWaitedForIfNothingEverCameOfIt() {
        stream.expect();
        stream.noteStored();
        stream.unexpect();
        assertThat(stream.changed()).isTrue();
        assertThat(stream.expected()).isFalse();
        assertThat(stream.state()).isEqualTo(StreamState.RETIRED);
        assertThat(stream.bound()).isEmpty();
        assertThat(stream.boundTime()).isEqualTo(Long.MAX_VALUE);
        assertThat(stream.wholeBefore()).isEqualTo(Long.MAX_VALUE);

        take(0, 100, 5_000);
        assertThat(stream.retired()).as("something comes after all").isFalse();
        stream.unexpect();
        assertThat(stream.retired()).as("something has come").isFalse();
    }

    @Test
    void oneThatIsSetAsideIsWaitedForByNobodyUntilItIsListed() {
        stream.noteStored();
        stream.ignore();
        assertThat(stream.changed()).isTrue();
        assertThat(stream.retired()).isTrue();
        stream.noteStored();
        stream.ignore();
        assertThat(stream.changed()).isFalse();

        stream.expect();
        assertThat(stream.retired()).isFalse();
    }

    @Test
    void onlyWhoReadsTheLastFileEndsIt() {
        take(1, 0, 100, 5_000, false);
        take(2, 0, 100, 6_000, false);
        take(1, 100, 100, ENDED, false);
        assertThat(stream.state()).isEqualTo(StreamState.QUIET);

        take(2, 100, 100, ENDED, false);
        assertThat(stream.state()).isEqualTo(StreamState.ENDED);
        assertThat(stream.bound()).isEmpty();
        assertThat(stream.wholeBefore()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void furtherBytesReopenItAndWhatOnlyFillsAGapDoesNot() {
        take(0, 100, 5_000);
        take(200, 200, ENDED);
        take(100, 200, NO_PROMISE);
        assertThat(stream.state()).isEqualTo(StreamState.ENDED);

        take(200, 300, NO_PROMISE);
        assertThat(stream.state()).isEqualTo(StreamState.QUIET);
    }

    @Test
    void theEndOfAnImportEndsNoStreamThatAnAgentFollows() {
        stream.expect();
        take(1, 0, 100, 5_000, false);
        take(1, 100, 200, ENDED, true);
        assertThat(stream.state()).isEqualTo(StreamState.QUIET);
        assertThat(stream.boundTime()).isEqualTo(5_000);
    }

    @Test
    void whoeverVouchesForTheEndOfWhatAnImportEndedFollowsIt() {
        take(1, 0, 100, ENDED, true);
        take(0, 50, NO_PROMISE);
        take(0, 50, 4_000);
        take(0, 100, NO_PROMISE);
        assertThat(stream.state()).as("nothing that was not known").isEqualTo(StreamState.ENDED);

        take(100, 100, 5_000);
        assertThat(stream.state()).isEqualTo(StreamState.QUIET);
    }

    @Test
    void theEndOfAnImportEndsAllThatItBrought() {
        take(1, 0, 100, NO_PROMISE, true);
        FileTrack alone = stream.file(new LogFile("web1", fingerprint(9), 9, Optional.empty()), () -> ids++);
        stream.take(alone, new ByteRange(0, 100), ENDED, true, NOW);

        assertThat(stream.chains()).hasSize(2).allMatch(chain -> chain.end() == Chain.End.IMPORT);
    }

    @Test
    void aGapIsPassedBeforeTheStreamItself() {
        take(0, 100, 5_000);
        FileTrack file = take(200, 300, 7_000);
        assertThat(stream.watermark()).isEqualTo(5_000);
        assertThat(stream.overdue(NOW + 60, 60)).isFalse();
        assertThat(stream.overdue(NOW + 61, 60)).isTrue();
        assertThat(stream.overdueAfter(60)).isEqualTo(NOW + 60);

        Passed gap = stream.pass(NOW + 61);

        assertThat(gap).isEqualTo(new Passed.Gap("web1", file.file(), new ByteRange(100, 200), 5_000));
        assertThat(stream.watermark()).isEqualTo(7_000);
        assertThat(stream.wholeBefore()).as("completeness does not pass it").isEqualTo(5_000);
        assertThat(stream.passed()).isFalse();
        assertThat(stream.overdue(NOW + 61, 60)).isFalse();
        assertThat(stream.overdueAfter(60)).isGreaterThan(NOW + 61);

        stream.noteStored();
        assertThat(stream.pass(NOW + 130)).isEqualTo(new Passed.Silence("web1", 7_000, NOW));
        assertThat(stream.changed()).isTrue();
        assertThat(stream.passed()).isTrue();
        assertThat(stream.state()).isEqualTo(StreamState.UNREACHABLE);
        assertThat(stream.bound()).isEmpty();
        assertThat(stream.overdue(NOW + 300, 60)).isFalse();

        take(300, 400, 8_000);
        assertThat(stream.passed()).as("it moves again").isFalse();
    }

    @Test
    void oneThatIsBehindStaysSoUntilItRejoins() {
        take(0, 100, 5_000);
        assertThat(stream.passBehind(90_000)).isEqualTo(new Passed.Behind("web1", 5_000, 85_000));
        assertThat(stream.state()).isEqualTo(StreamState.BEHIND);
        take(100, 200, 6_000);
        assertThat(stream.behind()).isTrue();
        assertThat(stream.boundTime()).isEqualTo(Long.MAX_VALUE);

        stream.rejoin(NOW);
        assertThat(stream.behind()).isFalse();
        assertThat(stream.boundTime()).isEqualTo(6_000);
    }

    @Test
    void anImportWaitsForItselfThoughItsStreamWasPassed() {
        take(1, 0, 100, 5_000, true);
        stream.pass(NOW);
        assertThat(stream.bound()).isEmpty();
        assertThat(stream.boundOfImport()).contains(new OrderKey(5_000, "web1", 1, 100, 0));

        take(1, 100, 100, ENDED, true);
        assertThat(stream.boundOfImport()).isEmpty();
    }

    @Test
    void aLossHoldsCompletenessUntilItIsAccepted() {
        FileTrack file = take(0, 100, 5_000);
        assertThat(stream.noteLoss(file)).isEqualTo(5_000);
        take(100, 200, 9_000);
        assertThat(stream.wholeBefore()).isEqualTo(5_000);
        assertThat(stream.lossFrom()).isEqualTo(5_000);
        stream.noteUnknownLoss(4_000);
        stream.noteUnknownLoss(8_000);
        assertThat(stream.wholeBefore()).isEqualTo(4_000);

        assertThat(stream.acceptHoles()).isEmpty();

        assertThat(stream.wholeBefore()).isEqualTo(9_000);
        assertThat(stream.changed()).isTrue();
    }

    @Test
    void allGapsAreAcceptedAtOnce() {
        take(0, 100, 5_000);
        take(200, 300, 6_000);
        FileTrack file = take(400, 500, 7_000);

        List<Passed.Gap> accepted = stream.acceptHoles();

        assertThat(accepted)
                .containsExactly(
                        new Passed.Gap("web1", file.file(), new ByteRange(100, 200), 5_000),
                        new Passed.Gap("web1", file.file(), new ByteRange(300, 400), 6_000));
        assertThat(stream.wholeBefore()).isEqualTo(7_000);
    }

    @Test
    void itGoesOnAsItWasStored() {
        StreamOrder stored = new StreamOrder(9, "web2");
        stored.describe(new StoredStream(12, 3, new StoredStream.Waited(true, false, true, false), 40, 30, 2_000));
        assertThat(stored.stored()).isTrue();
        assertThat(stored.changed()).isFalse();
        assertThat(stored.lastNumber()).isEqualTo(12);
        assertThat(stored.current()).isEqualTo(3);
        assertThat(stored.expected()).isTrue();
        assertThat(stored.passed()).isTrue();
        assertThat(stored.behind()).isFalse();
        assertThat(stored.lastSeen()).isEqualTo(40);
        assertThat(stored.lastRequest()).isEqualTo(30);
        assertThat(stored.lossFrom()).isEqualTo(2_000);

        StreamOrder behind = new StreamOrder(9, "web2");
        behind.describe(new StoredStream(12, 3, new StoredStream.Waited(true, false, false, true), 40, 30, 2_000));
        assertThat(behind.passed()).isTrue();
        assertThat(behind.behind()).isTrue();
    }
}
