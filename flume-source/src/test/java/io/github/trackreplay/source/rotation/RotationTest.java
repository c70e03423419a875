/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What follows from what is seen, without a file. */
class RotationTest {
    private static final long STARTED = 1_000;
    private static final Rotation ROTATION = new Rotation(new Patience(5_000, 60_000, 30_000), STARTED);

    private static CarrierVerdict see(Seen carrier) {
        return see(carrier.glimpse());
    }

    private static CarrierVerdict see(Glimpse glimpse) {
        return ROTATION.see(List.of(glimpse)).get(0);
    }

    /** What a carrier holds, by its size and its bytes. */
    @Nested
    class OfCarriers {
        private final Seen live = Seen.of("access.log", 120).holding(Seen.log(100, 110), 110);

        @Test
        void anOpenLogThatIsShorterThanItWasWasReplaced() {
            assertThat(see(live.greatest(121))).isEqualTo(new CarrierVerdict.Replaced("access.log"));
        }

        @Test
        void oneThatIsAsLongOrLongerIsAskedForItsBytes() {
            CarrierVerdict.Prove asked = new CarrierVerdict.Prove("access.log", CarrierVerdict.Bytes.TAKEN);
            assertThat(see(live)).isEqualTo(asked);
            assertThat(see(live.glimpse().with(Evidence.INTACT)))
                    .isEqualTo(new CarrierVerdict.Vouched("access.log", 120));
            assertThat(see(live.glimpse().with(Evidence.BROKEN)))
                    .as("truncated, and grown beyond what it was")
                    .isEqualTo(new CarrierVerdict.Replaced("access.log"));
        }

        @Test
        void oneThatHoldsNoMoreThanWasReadIsAskedForItsBytesToo() {
            assertThat(see(Seen.of("access.log", 100).holding(Seen.log(100, 100), 100)))
                    .isEqualTo(new CarrierVerdict.Prove("access.log", CarrierVerdict.Bytes.TAKEN));
        }

        @Test
        void whatWasProvenAtThisSizeIsNotAskedAgain() {
            assertThat(see(Seen.of("access.log", 120).sound(Seen.log(100, 110), 110)))
                    .isEqualTo(new CarrierVerdict.AsItWas("access.log"));
        }

        @Test
        void nothingIsAskedThatNobodyCouldCompare() {
            FileGlimpse restarted = new FileGlimpse("log", new FileState.Growing(), false, 100, 100, false, 0);
            assertThat(see(Seen.of("access.log", 120).holding(restarted, 100)))
                    .isEqualTo(new CarrierVerdict.AsItWas("access.log"));
            assertThat(see(Seen.of("access.log.1", 80).holding(Seen.log(100, 100), 80)))
                    .as("a copy of the beginning")
                    .isEqualTo(new CarrierVerdict.AsItWas("access.log.1"));
        }

        @Test
        void aCopyOfTheBeginningThatGrowsIsDoubted() {
            assertThat(see(Seen.of("access.log.1", 90).holding(Seen.log(100, 100), 80)))
                    .isEqualTo(new CarrierVerdict.Doubted("access.log.1"));
            assertThat(see(Seen.of("access.log.1", 130).holding(Seen.log(100, 100), 100)))
                    .as("it held all that is known, so it may just go on")
                    .isEqualTo(new CarrierVerdict.Prove("access.log.1", CarrierVerdict.Bytes.TAKEN));
        }

        @Test
        void whatOneCarrierShowsIsKnownOfTheLogForTheNext() {
            Glimpse original = live.glimpse().with(Evidence.INTACT);
            Glimpse copy = Seen.of("access.log.1", 115)
                    .holding(Seen.log(100, 110), 110)
                    .closed()
                    .glimpse();
            assertThat(ROTATION.see(List.of(original, copy)))
                    .containsExactly(
                            new CarrierVerdict.Vouched("access.log", 120), new CarrierVerdict.Doubted("access.log.1"));
            assertThat(ROTATION.see(List.of(copy, original)))
                    .containsExactly(
                            new CarrierVerdict.AsItWas("access.log.1"), new CarrierVerdict.Vouched("access.log", 120));
        }

        @Test
        void whatWasNotBeingReadIsLookedAtAgain() {
            assertThat(see(live.closed().greatest(200))).isEqualTo(new CarrierVerdict.LookAgain("access.log"));
            Seen archive = Seen.of("access.log.1.gz", 50).archived(Seen.log(100, 100), false);
            assertThat(see(archive.greatest(60))).isEqualTo(new CarrierVerdict.LookAgain("access.log.1.gz"));
            assertThat(see(archive)).isEqualTo(new CarrierVerdict.AsItWas("access.log.1.gz"));
        }

        @Test
        void whatIsLostBeforeItsFirstLineWasCompleteIsCounted() {
            Seen half = Seen.of("access.log", 40).begun(30);
            assertThat(see(half)).isEqualTo(new CarrierVerdict.Prove("access.log", CarrierVerdict.Bytes.BEGUN));
            assertThat(see(half.glimpse().with(Evidence.INTACT))).isEqualTo(new CarrierVerdict.AsItWas("access.log"));
            assertThat(see(half.glimpse().with(Evidence.BROKEN)))
                    .isEqualTo(new CarrierVerdict.LostUnidentified("access.log", 30));
            assertThat(see(half.greatest(41))).isEqualTo(new CarrierVerdict.LostUnidentified("access.log", 30));
            assertThat(see(Seen.of("access.log", 0).greatest(12)))
                    .isEqualTo(new CarrierVerdict.LostUnidentified("access.log", 12));
            assertThat(see(Seen.of("access.log", 30).begun(30))).isEqualTo(new CarrierVerdict.AsItWas("access.log"));
        }
    }

    /** When nothing more is expected of a log file. */
    @Nested
    class OfLogFiles {
        private static final long NOW = 1_000_000;
        private final Seen read = Seen.of("access.log.1", 100).holding(Seen.log(100, 100), 100);

        private static Surroundings around(boolean last, List<Seen> own, Seen... undecided) {
            return new Surroundings(
                    last,
                    own.stream().map(Seen::glimpse).toList(),
                    () -> List.of(undecided).stream().map(Seen::glimpse).toList(),
                    List::of);
        }

        @Test
        void theLastOneIsFinalOnlyWhenAnotherOneIsBeingWritten() {
            FileGlimpse log = Seen.log(100, 100);
            assertThat(ROTATION.isFinal(log, around(true, List.of(read)), NOW)).isFalse();
            assertThat(ROTATION.isFinal(log, around(true, List.of(read), Seen.of("access.log", 0)), NOW))
                    .isTrue();
            assertThat(ROTATION.isFinal(log, around(true, List.of(read), Seen.of("access.log.2", 9)), NOW))
                    .isFalse();
        }

        @Test
        void itMustHaveRestedForAsLongAsSomebodyMayStillWriteIt() {
            Surroundings around = around(false, List.of(read.changedAt(NOW - 4_999)));
            assertThat(ROTATION.isFinal(Seen.log(100, 100), around, NOW)).isFalse();
            assertThat(ROTATION.isFinal(Seen.log(100, 100), around, NOW + 1)).isTrue();
        }

        @Test
        void thatItsTimeChangesCountsForNothingOnceItHasNotGrownForLong() {
            Seen touched = read.changedAt(NOW - 60_000).touchedAt(NOW);
            Surroundings around = around(false, List.of(touched));
            assertThat(ROTATION.isFinal(Seen.log(100, 100), around, NOW)).isTrue();
            assertThat(ROTATION.isFinal(Seen.log(100, 100), around, NOW - 1)).isFalse();
            assertThat(ROTATION.isOnlyTouched(touched.glimpse(), NOW)).isTrue();
            assertThat(ROTATION.isOnlyTouched(touched.glimpse(), NOW - 1)).isFalse();
            assertThat(ROTATION.isOnlyTouched(read.changedAt(NOW - 60_000).glimpse(), NOW))
                    .isFalse();
        }

        @Test
        void nobodyLooksAtOtherFilesWhereThatMakesNoDifference() {
            Surroundings around = new Surroundings(
                    false, List.of(read.changedAt(NOW - 5_000).glimpse()), this::unasked, this::unasked);
            assertThat(ROTATION.isFinal(Seen.log(100, 100), around, NOW)).isTrue();
            assertThat(ROTATION.isFinal(Seen.log(100, 100), around, NOW - 1)).isFalse();
        }

        private List<Glimpse> unasked() {
            throw new AssertionError("there may be a hundred thousand of them");
        }

        @Test
        void aTruncatedOneHasASuccessorThatNobodyHasSeen() {
            FileGlimpse truncated =
                    new FileGlimpse("log", new FileState.Growing().truncate(), false, 100, 100, true, 0);
            assertThat(ROTATION.hasSuccessor(truncated, around(true, List.of())))
                    .isTrue();
            assertThat(ROTATION.hasSuccessor(Seen.log(100, 100), around(true, List.of())))
                    .isFalse();
        }

        @Test
        void oneThatIsGoneIsWaitedForLongerWhereItMayBeAmongWhatIsUnclear() {
            FileGlimpse log = Seen.log(100, 100);
            long rested = STARTED + 5_000;
            assertThat(ROTATION.isFinal(log, around(false, List.of()), rested)).isTrue();
            Seen unclear = Seen.of("access.log.1.gz", 10).unreadable();
            assertThat(ROTATION.isFinal(log, around(false, List.of(), unclear), rested))
                    .isFalse();
            assertThat(ROTATION.isFinal(log, around(false, List.of(), unclear), STARTED + 60_000))
                    .isTrue();
            Seen foreign = Seen.of("access.log.zip", 10)
                    .with(new CarrierState.Foreign(CarrierState.Strangeness.FORMAT, false));
            assertThat(ROTATION.isFinal(log, around(false, List.of(), foreign), rested))
                    .isTrue();
        }

        private static boolean othersAreWritten(Seen... newest) {
            List<Glimpse> live = Stream.of(newest).map(Seen::glimpse).toList();
            return ROTATION.hasSuccessor(Seen.log(100, 100), new Surroundings(true, List.of(), List::of, () -> live));
        }

        @Test
        void oneThatIsGoneHasASuccessorWhereTheServerWritesToALogThatIsKnownNotToBeIt() {
            Seen live = Seen.of("access.log", 10);
            assertThat(othersAreWritten(Seen.of("access.log", 0))).isTrue();
            assertThat(othersAreWritten(live.holding(Seen.log(9, 9), 9))).isTrue();
            assertThat(othersAreWritten(live)).as("it may be what came of it").isFalse();
            assertThat(othersAreWritten(Seen.of("access.log", 0).gone())).isFalse();
            assertThat(othersAreWritten(Seen.of("access.log.1", 0))).isFalse();
            assertThat(othersAreWritten()).isFalse();
        }

        @Test
        void whatIsEmptyAndCanBeReadHidesNothing() {
            FileGlimpse log = Seen.log(100, 100);
            long rested = STARTED + 5_000;
            assertThat(ROTATION.isFinal(log, around(false, List.of(), Seen.of("access.log", 0)), rested))
                    .isTrue();
            assertThat(ROTATION.isFinal(log, around(false, List.of(), Seen.of("access.log", 1)), rested))
                    .isFalse();
            assertThat(ROTATION.isFinal(
                            log,
                            around(false, List.of(), Seen.of("access.log", 0).unreadable()),
                            rested))
                    .isFalse();
        }

        @Test
        void onlyOneThatIsGoneHasBeenWatchedNoLongerThanTheReaderRuns() {
            assertThat(ROTATION.isFinal(Seen.log(100, 100), around(false, List.of(read)), STARTED + 4_000))
                    .isTrue();
            assertThat(ROTATION.isFinal(Seen.log(100, 100), around(false, List.of()), STARTED + 4_000))
                    .isFalse();
        }

        @Test
        void aCompleteArchiveIsFinalAtOnceUnlessAPlainFileIsThere() {
            Seen archive = Seen.of("access.log.1.gz", 50).archived(Seen.log(100, 100), true);
            assertThat(ROTATION.isFinal(Seen.log(100, 100), around(true, List.of(archive)), 0))
                    .isTrue();
            assertThat(ROTATION.isFinal(Seen.log(100, 100), around(true, List.of(archive, read)), 0))
                    .isFalse();
            Seen growing = Seen.of("access.log.1.gz", 50).archived(Seen.log(100, 100), false);
            assertThat(ROTATION.isFinal(Seen.log(100, 100), around(true, List.of(growing)), 0))
                    .isFalse();
        }

        @Test
        void whatWasSeenAndIsGoneIsLostAndWhatNobodySawMayBe() {
            assertThat(ROTATION.end(Seen.log(100, 130), true)).isEqualTo(new Ending(30, true));
            assertThat(ROTATION.end(Seen.log(100, 130), false)).isEqualTo(new Ending(30, false));
            FileGlimpse truncated = new FileGlimpse("log", new FileState.Truncated(), false, 100, 130, true, 0);
            assertThat(ROTATION.end(truncated, true))
                    .as("that it may have grown was said when it was truncated")
                    .isEqualTo(new Ending(30, false));
            FileGlimpse resumed = new FileGlimpse("log", new FileState.Resumed(false), false, 140, 130, true, 0);
            assertThat(ROTATION.end(resumed, true)).isEqualTo(new Ending(0, false));
        }
    }

    /** When a stream may promise that nothing earlier comes. */
    @Nested
    class OfSilence {
        private static final long NOW = 100_000;
        private final FileGlimpse last = Seen.log(100, 100);

        private Hindrance hindrance(Seen carrier, Seen... lastOnes) {
            return ROTATION.hindrance(
                    carrier.glimpse(),
                    last,
                    List.of(lastOnes).stream().map(Seen::glimpse).toList(),
                    NOW);
        }

        @Test
        void aLineWithoutItsEndKeepsItFromThatUntilItIsLeftBehind() {
            Seen live = Seen.of("access.log", 107).holding(last, 107);
            assertThat(hindrance(live.changedAt(NOW - 29_999))).isEqualTo(new Hindrance.Awaited());
            assertThat(hindrance(live.changedAt(NOW - 30_000))).isEqualTo(new Hindrance.LeftBehind(100, 7));
            assertThat(hindrance(live.changedAt(NOW - 60_000).touchedAt(NOW)))
                    .isEqualTo(new Hindrance.LeftBehind(100, 7));
            assertThat(hindrance(Seen.of("access.log", 100).holding(last, 100))).isEqualTo(new Hindrance.None());
        }

        @Test
        void whatCannotBeReadHindersUnlessItIsOlderThanWhatIsBeingWritten() {
            Seen live = Seen.of("access.log", 100).holding(last, 100);
            assertThat(hindrance(Seen.of("access.log.1", 10).unreadable(), live))
                    .isEqualTo(new Hindrance.None());
            assertThat(hindrance(Seen.of("access.log", 10).unreadable())).isEqualTo(new Hindrance.Awaited());
        }

        @Test
        void anArchiveWithoutALineIsWaitedForAMinute() {
            Seen archive = Seen.of("access.log.1.gz", 10).packed();
            assertThat(hindrance(archive.changedAt(NOW - 59_999))).isEqualTo(new Hindrance.Awaited());
            assertThat(hindrance(archive.changedAt(NOW - 60_000))).isEqualTo(new Hindrance.None());
            assertThat(hindrance(archive.changedAt(NOW - 60_000).touchedAt(NOW)))
                    .isEqualTo(new Hindrance.None());
            Seen hollow = archive.changedAt(NOW).lacking(CarrierState.Lack.CONTENT);
            assertThat(hindrance(hollow)).isEqualTo(new Hindrance.None());
        }
    }

    /** What a listing means. */
    @Nested
    class OfListings {
        private final FileGlimpse done =
                new FileGlimpse("log", new FileState.Finished(false), false, 100, 100, true, 0);
        private final Seen log = Seen.of("access.log.1", 100).holding(Seen.log(100, 100), 100);
        private final Seen finished = Seen.of("access.log.1", 100).holding(done, 100);

        private static Presence presence(Seen carrier, boolean shown, boolean written, boolean newest) {
            return ROTATION.presence(carrier.glimpse(), new Presence.Listed(shown, written, true, newest));
        }

        @Test
        void whatIsNotShownStaysWithinReachWhileItIsOpen() {
            assertThat(presence(log, false, false, false)).isEqualTo(Presence.OUT_OF_SIGHT);
            assertThat(presence(log.closed(), false, false, false)).isEqualTo(Presence.GONE);
            Seen archive = log.archived(Seen.log(100, 100), false);
            assertThat(presence(archive, false, false, false)).isEqualTo(Presence.GONE);
        }

        @Test
        void aFinishedOneIsLookedAtOnceMoreBeforeItIsForgotten() {
            assertThat(presence(finished, false, false, false)).isEqualTo(Presence.OUT_OF_SIGHT);
            assertThat(presence(finished.gone(), false, false, false)).isEqualTo(Presence.GONE);
            assertThat(presence(log.gone(), false, false, false)).isEqualTo(Presence.OUT_OF_SIGHT);
        }

        @Test
        void whatWasWrittenToMeanwhileIsLookedAtAgainUnlessItIsOpenAndPlain() {
            assertThat(presence(log, true, true, false)).isEqualTo(Presence.STAYS);
            assertThat(presence(log.closed(), true, true, false)).isEqualTo(Presence.LOOK_AGAIN);
            assertThat(presence(log.closed(), true, false, false)).isEqualTo(Presence.STAYS);
            Seen archive = log.archived(Seen.log(100, 100), true);
            assertThat(presence(archive, true, true, false)).isEqualTo(Presence.LOOK_AGAIN);
            assertThat(presence(log.unreadable(), true, false, false)).isEqualTo(Presence.TRY_AGAIN);
            assertThat(presence(log.unreadable().closed(), true, true, false)).isEqualTo(Presence.LOOK_AGAIN);
            assertThat(presence(Seen.of("access.log", 9).unreadable(), true, false, false))
                    .isEqualTo(Presence.STAYS);
        }

        @Test
        void onlyWhatTheServerMayBeWritingStaysOpenWhenItIsFinished() {
            assertThat(presence(finished, true, false, false)).isEqualTo(Presence.LET_GO);
            assertThat(presence(finished, true, false, true)).isEqualTo(Presence.STAYS);
            assertThat(presence(log, true, false, false)).isEqualTo(Presence.STAYS);
        }
    }

    @Test
    void anArchiveWithoutALineIsGivenUpAndAPlainLogMayLackItsEnd() {
        Seen archive = Seen.of("access.log.1.gz", 10).packed();
        assertThat(ROTATION.isGivenUp(archive.glimpse(), 59_999)).isFalse();
        assertThat(ROTATION.isGivenUp(archive.glimpse(), 60_000)).isTrue();
        assertThat(ROTATION.isGivenUp(archive.changedAt(1).glimpse(), 60_000)).isFalse();
        assertThat(ROTATION.mayLackAnEnd(archive.glimpse())).isFalse();
        Seen hollow = archive.lacking(CarrierState.Lack.CONTENT);
        assertThat(ROTATION.isGivenUp(hollow.glimpse(), 0)).isTrue();
        Seen unproven = archive.lacking(CarrierState.Lack.PROOF);
        assertThat(ROTATION.isGivenUp(unproven.glimpse(), 60_000)).isFalse();
        Seen half = Seen.of("access.log.1", 10);
        assertThat(ROTATION.isGivenUp(half.glimpse(), 60_000)).isFalse();
        assertThat(ROTATION.mayLackAnEnd(half.glimpse())).isTrue();
    }

    @Test
    void whatCannotBeComparedIsDecidedWhenItHasRested() {
        Seen log = Seen.of("access.log", 10).changedAt(7);
        assertThat(ROTATION.hasRested(log.glimpse(), 5_006)).isFalse();
        assertThat(ROTATION.hasRested(log.glimpse(), 5_007)).isTrue();
        Seen unproven = log.lacking(CarrierState.Lack.PROOF);
        assertThat(ROTATION.isOverdue(unproven.glimpse(), 5_006)).isFalse();
        assertThat(ROTATION.isOverdue(unproven.glimpse(), 5_007)).isTrue();
        assertThat(ROTATION.isOverdue(log.glimpse(), 5_007)).isFalse();
        assertThat(ROTATION.isOverdue(log.holding(Seen.log(9, 9), 9).glimpse(), 5_007))
                .isFalse();
    }

    @Test
    void whatWasRemovedIsOrderedByWhenItCameIntoSight() {
        Age removed = Seen.of("access.log", 10).gone().born(1).glimpse().age();
        Age renamed = Seen.of("access.log.1", 10).born(2).glimpse().age();
        assertThat(removed.precedes(renamed)).isTrue();
        assertThat(renamed.precedes(removed)).isFalse();
        assertThat(renamed.succeeds(removed)).isTrue();
        Age emptyWhenRemoved = Seen.of("access.log", 0).gone().born(0).glimpse().age();
        assertThat(emptyWhenRemoved.succeeds(renamed)).isFalse();
    }

    @Test
    void namesOrderWhatIsListedAndTheOrderOfComingIntoSightWhatIsNot() {
        Age live = Seen.of("access.log", 10).born(3).glimpse().age();
        Age rotated = Seen.of("access.log.1", 10).born(5).glimpse().age();
        assertThat(rotated.precedes(live)).isTrue();
        assertThat(live.precedes(rotated)).isFalse();
        assertThat(live.precedes(live)).isFalse();
        Age removed = Seen.of("access.log", 10).gone().born(3).glimpse().age();
        assertThat(removed.precedes(live)).as("it is as old").isFalse();
        assertThat(removed.precedes(Seen.of("access.log", 0).born(0).glimpse().age()))
                .isTrue();
        assertThat(removed.precedes(Seen.of("access.log.1", 0).born(0).glimpse().age()))
                .isFalse();
        Seen later = Seen.of("access.log.1", 10).gone().born(9);
        assertThat(later.glimpse().age().succeeds(removed)).isTrue();
        assertThat(later.closed().glimpse().age().succeeds(removed)).isFalse();
    }

    @Test
    void aLogFileThatWasTruncatedStaysSoWhenItIsFinishedAndReadOn() {
        FileState state = new FileState.Growing().truncate().finish();
        assertThat(state).isEqualTo(new FileState.Finished(true));
        assertThat(state.resume()).isEqualTo(new FileState.Resumed(true));
        assertThat(state.resume().finish()).isEqualTo(new FileState.Finished(true));
        assertThat(new FileState.Finished(false).truncate()).isEqualTo(new FileState.Finished(true));
        assertThat(new FileState.Growing().resume()).isEqualTo(new FileState.Growing());
        assertThat(FileState.initial(true, false).truncate()).isEqualTo(new FileState.BeforeStart());
    }

    @Test
    void aLogFileBeginsBeforeTheStartOrAsItWasSaved() {
        assertThat(FileState.initial(true, false)).isEqualTo(new FileState.BeforeStart());
        assertThat(FileState.initial(false, true)).isEqualTo(new FileState.Finished(false));
        assertThat(FileState.initial(false, false)).isEqualTo(new FileState.Growing());
        assertThat(new FileState.Resumed(true).isTruncated()).isTrue();
        assertThat(new FileState.Resumed(false).isTruncated()).isFalse();
        assertThat(new FileState.Finished(false).isTruncated()).isFalse();
    }

    @Test
    void anArchiveThatIsOpenedAnewHasProvedNothing() {
        CarrierState read = CarrierState.Archive.COMPLETE;
        assertThat(read.opened(true, 50)).isEqualTo(CarrierState.Archive.UNPROVEN);
        CarrierState plain = new CarrierState.Holds(70, false, true);
        assertThat(plain.opened(false, 50)).isEqualTo(plain);
        assertThat(read.replaced()).isEqualTo(CarrierState.Undecided.of(CarrierState.Lack.LINE, true));
    }

    @Test
    void anArchiveIsCompleteWhereItEndsAsArchivesDo() {
        assertThat(CarrierState.Archive.UNPROVEN.read(false)).isEqualTo(CarrierState.Archive.UNPROVEN);
        assertThat(CarrierState.Archive.UNPROVEN.read(true)).isEqualTo(CarrierState.Archive.SHORTER);
        assertThat(CarrierState.Archive.PROVEN.read(false)).isEqualTo(CarrierState.Archive.PROVEN);
        assertThat(CarrierState.Archive.PROVEN.read(true)).isEqualTo(CarrierState.Archive.COMPLETE);
    }

    @Test
    void whatIsUnreadableIsNoNewsWhenItIsReplaced() {
        CarrierState foreign = new CarrierState.Foreign(CarrierState.Strangeness.FORMAT, false);
        assertThat(foreign.replaced()).isEqualTo(foreign);
        CarrierState hollow = CarrierState.Undecided.of(CarrierState.Lack.CONTENT, true);
        assertThat(hollow.replaced()).isEqualTo(hollow);
        assertThat(CarrierState.Undecided.of(CarrierState.Lack.PROOF, false).replaced())
                .isEqualTo(CarrierState.Undecided.of(CarrierState.Lack.LINE, false));
    }
}
