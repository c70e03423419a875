/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Streams that move and yet lie behind: with a clock that is wrong, or with a backlog. */
class TrailingOrderTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long MAX_HOLD = 10 * MINUTE;
    private static final long LINE = 100;

    private final ReplayOrder order = new ReplayOrder(MAX_HOLD);
    private final List<Passed> passed = new ArrayList<>();
    private final List<Long> skews = new ArrayList<>();
    private long ids = 1;
    private long now = 1_000 * HOUR;

    /** A log of which each pack brings one line. */
    private final class Log {
        private final LogFile file;
        private long lines;
        /** Whether it tells what is still to come of a backlog. */
        private boolean works;

        Log(String stream, int digit) {
            file = new LogFile(stream, new Fingerprint(("" + digit).repeat(64)), 1, Optional.empty());
        }

        void bring(long time) {
            FileTrack track = order.file(file, () -> ids++, now);
            order.take(track, new ByteRange(lines * LINE, (lines + 1) * LINE), time, true, now);
            lines++;
            if (works) {
                order.worksOff(track, now);
            }
            order.noteSkew(track, now - time, true, now).ifPresent(skews::add);
        }

        /** Its reader says that it still looks at what there was. */
        void look() {
            FileTrack track = order.file(file, () -> ids++, now);
            order.take(track, new ByteRange(lines * LINE, lines * LINE), TakenRanges.NO_WATERMARK, false, now);
            order.looks(track, now);
        }

        StreamOrder stream() {
            return order.find(file.stream()).orElseThrow();
        }
    }

    private final Log good = new Log("web1", 1);
    private final Log other = new Log("web2", 2);

    /** A second each: the good one brings the present, the other one what is given. */
    private void second(long time) {
        now += 1000;
        good.bring(now);
        other.bring(time);
        passed.addAll(order.passOverdue(now));
        order.bound().key().ifPresent(order::advanceFrontier);
    }

    private void skewed(long length, long behind) {
        for (long end = now + length; now < end; ) {
            second(now + 1000 - behind);
        }
    }

    @Test
    void aClockThatIsAnHourBehindHoldsTheOthersForMaxHoldAtMost() {
        skewed(MAX_HOLD + MINUTE, HOUR);

        assertThat(passed).singleElement().isInstanceOfSatisfying(Passed.Behind.class, behind -> {
            assertThat(behind.stream()).isEqualTo("web2");
            assertThat(behind.distance()).isEqualTo(HOUR);
        });
        assertThat(order.frontier().time()).isGreaterThanOrEqualTo(now);
        assertThat(other.stream().state()).isEqualTo(StreamState.BEHIND);
        assertThat(order.completeThrough(true)).isEqualTo(now - HOUR - 1);

        skewed(HOUR, HOUR);
        assertThat(passed).as("it stays passed while it moves").hasSize(1);
        assertThat(order.frontier().time()).isGreaterThanOrEqualTo(now);
    }

    @Test
    void aClockThatIsAheadByMoreThanMaxHoldLeavesNobodyBehind() {
        skewed(3 * MAX_HOLD, -2 * MAX_HOLD);

        assertThat(passed).isEmpty();
        assertThat(good.stream().state()).isNotEqualTo(StreamState.BEHIND);
        assertThat(order.frontier().time()).isLessThanOrEqualTo(now + 1);
    }

    @Test
    void itIsSaidWithinAMinute() {
        skewed(MINUTE, HOUR);

        assertThat(skews).containsExactly(HOUR);
        assertThat(other.stream().skew()).hasValue(HOUR);
        assertThat(good.stream().skew()).hasValue(0);
        assertThat(order.greatestSkew()).isEqualTo(HOUR);
    }

    @Test
    void aClockThatIsSetRightIsWaitedForAgain() {
        skewed(MAX_HOLD + MINUTE, HOUR);
        skewed(MINUTE, 0);

        assertThat(other.stream().passed()).isFalse();
        now += 1000;
        good.bring(now);
        order.advanceFrontier(order.bound().key().orElseThrow());
        assertThat(order.frontier().time()).isLessThan(now);
    }

    @Test
    void aBacklogKeepsTheOrderHoweverLongItTakes() {
        long backlog = now - 10 * HOUR;
        while (backlog < now) {
            backlog += 1300; // a third faster than time
            second(Math.min(backlog, now));
            assertThat(order.frontier().time()).isLessThanOrEqualTo(backlog);
        }

        assertThat(passed).isEmpty();
        assertThat(skews).isEmpty();
    }

    @Test
    void aPauseInWhichNothingComesProvesNothing() {
        skewed(MINUTE, HOUR);
        now += 2 * HOUR; // the database is away
        second(now - 3 * HOUR + 2000);

        assertThat(passed).isEmpty();
    }

    @Test
    void aBacklogWhoseEarliestRequestComesLastIsWaitedForHoweverLongItTakes() {
        long least = now - 10 * HOUR;
        for (long end = now + 3 * MAX_HOLD; now < end; ) {
            other.works = true;
            second(least);
            assertThat(order.frontier().time()).isLessThanOrEqualTo(least);
        }

        assertThat(passed).isEmpty();
        other.works = false;
        skewed(MAX_HOLD, 0);
        assertThat(order.frontier().time()).isGreaterThan(now - MINUTE);
    }

    @Test
    void aBacklogThatHasAGapIsWaitedForNoLongerThanOthers() {
        other.works = true;
        second(now - 10 * HOUR);
        other.lines++; // a pack is missing
        for (long end = now + MAX_HOLD + MINUTE; now < end; ) {
            second(now - 10 * HOUR);
        }

        assertThat(passed).first().isInstanceOf(Passed.Gap.class);
    }

    @Test
    void aBacklogWhoseWatermarkStandsForMoreThanADayIsPassed() {
        long least = now - 10 * HOUR;
        other.works = true;
        for (long end = now + StreamWait.MOST_STANDING_MILLIS; now < end; ) {
            second(least);
        }
        assertThat(passed).isEmpty();

        for (long end = now + MAX_HOLD + MINUTE; now < end; ) {
            second(least);
        }

        assertThat(passed).isNotEmpty();
        assertThat(other.stream().passed()).isTrue();
    }

    @Test
    void aStreamThatWasPassedIsWaitedForAgainOnceItWorksOffItsBacklog() {
        long least = now - 10 * HOUR;
        second(least);
        for (long end = now + MAX_HOLD + MINUTE; now < end; ) {
            now += 1000;
            good.bring(now);
            passed.addAll(order.passOverdue(now));
        }
        assertThat(passed).singleElement().isInstanceOf(Passed.Silence.class);

        other.works = true;
        second(least);

        assertThat(other.stream().passed()).isFalse();
    }

    @Test
    void aClockThatIsSetBackHoldsNobodyForLonger() {
        second(now);
        now -= HOUR;
        for (long end = now + MAX_HOLD + MINUTE; now < end; ) {
            now += 1000;
            good.bring(now + HOUR);
            passed.addAll(order.passOverdue(now));
        }

        assertThat(passed).singleElement().isInstanceOf(Passed.Silence.class);
        assertThat(other.stream().passed()).isTrue();
    }

    /** For so long the other one only says that it looks. */
    private void looking(long length) {
        for (long end = now + length; now < end; ) {
            now += 5000;
            good.bring(now);
            other.look();
            passed.addAll(order.passOverdue(now));
            order.bound().key().ifPresent(order::advanceFrontier);
        }
    }

    @Test
    void whoStillLooksAtWhatThereWasIsWaitedForHoweverLongThatTakes() {
        second(now);
        long reached = order.frontier().time();

        looking(3 * MAX_HOLD);
        assertThat(passed).isEmpty();
        assertThat(order.frontier().time()).isEqualTo(reached);

        other.works = true;
        for (long time = reached; time < now; time += 10_000) {
            second(time);
        }
        assertThat(passed).isEmpty();
    }

    @Test
    void whoHasNeverBroughtAnythingAndLooksIsWaitedForToo() {
        looking(3 * MAX_HOLD);

        assertThat(passed).isEmpty();
        assertThat(order.frontier().time()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void whoNoLongerSaysThatItLooksIsPassed() {
        looking(MINUTE);
        for (long end = now + MAX_HOLD + MINUTE; now < end; ) {
            now += 1000;
            good.bring(now);
            passed.addAll(order.passOverdue(now));
        }
        assertThat(passed).singleElement().isInstanceOf(Passed.Silence.class);

        looking(MINUTE);
        assertThat(other.stream().passed()).as("it says so again").isFalse();
    }

    @Test
    void whoLooksForMoreThanADayIsPassed() {
        looking(StreamWait.MOST_STANDING_MILLIS);
        assertThat(passed).isEmpty();

        looking(2 * MAX_HOLD);
        assertThat(other.stream().passed()).isTrue();
    }

    @Test
    void whoLooksAndLacksBytesIsWaitedForNoLongerThanOthers() {
        second(now);
        other.lines += 2;
        other.look(); // at a place behind what has arrived
        other.bring(now);

        looking(MAX_HOLD + MINUTE);

        assertThat(passed).isNotEmpty();
    }

    @Test
    void whoLooksAsAnotherCollectorHearsIsWaitedFor() {
        takenElsewhere(Chain.End.LOOK, 0);

        assertThat(passed).isEmpty();
    }

    @Test
    void whatAnotherCollectorTakesOfABacklogIsWaitedFor() {
        takenElsewhere(Chain.End.BACKLOG, LINE);

        assertThat(passed).isEmpty();
    }

    @Test
    void whatAnotherCollectorTakesOfAStreamThatPromisesNothingKeepsNobodyWaiting() {
        takenElsewhere(Chain.End.OPEN, LINE);

        assertThat(passed).isNotEmpty();
    }

    @Test
    void aBacklogOfWhichAnotherCollectorGetsNoMoreIsPassed() {
        takenElsewhere(Chain.End.BACKLOG, 0);

        assertThat(passed).isNotEmpty();
    }

    /** For more than {@code maxHold} another collector takes so many bytes a second, and the watermark stands still. */
    private void takenElsewhere(Chain.End end, long bytes) {
        second(now);
        for (long until = now + MAX_HOLD + MINUTE; now < until; ) {
            now += 1000;
            good.bring(now);
            StreamOrder known = other.stream();
            Chain chain = known.chains().iterator().next();
            StreamOrder stored = new StreamOrder(known.id(), known.name());
            StoredStream.Waited waited = new StoredStream.Waited(false, false, known.passed(), known.behind());
            stored.describe(new StoredStream(1, chain.id(), waited, now, now, Long.MAX_VALUE));
            stored.add(chain.order().file());
            stored.add(new Chain(chain.id(), further(chain, true, bytes), further(chain, false, bytes), true, end));
            order.add(stored, now);
            passed.addAll(order.passOverdue(now));
        }
    }

    private static GaplessReach further(Chain chain, boolean overPassedGaps, long bytes) {
        GaplessReach reach = chain.order();
        return new GaplessReach(overPassedGaps, reach.file(), reach.offset() + bytes, reach.watermark());
    }

    @Test
    void aStreamThatIsAloneIsNeverPassed() {
        Log alone = new Log("web3", 3);
        for (long end = now + 3 * MAX_HOLD; now < end; ) {
            now += 1000;
            alone.bring(now - HOUR);
            passed.addAll(order.passOverdue(now));
        }

        assertThat(passed).isEmpty();
    }
}
