/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two agents at the same time are told from one that was started anew, whatever comes late and whatever its clock says. */
class ConcurrentReadersTest {
    private static final long A_LOG = 1;
    private static final long OTHER_LOG = 2;
    private static final long FAR = ConcurrentReaders.TELLING + 1;

    private final ConcurrentReaders readers = new ConcurrentReaders();
    private long now = 1_000_000;
    private long commit;

    private Optional<ConcurrentReaders.Pair> note(String reader, long readAt, long chain) {
        return readers.note(reader, readAt, chain, ++commit, now);
    }

    @Test
    void twoThatGoOnBesideEachOtherAreTwo() {
        assertThat(note("a", 0, A_LOG)).isEmpty();
        assertThat(note("b", 5, OTHER_LOG)).isEmpty();
        assertThat(note("a", FAR, A_LOG)).isEmpty();
        assertThat(note("b", FAR, OTHER_LOG)).isEmpty();
        assertThat(note("a", 5 + FAR, A_LOG)).isPresent();

        assertThat(note("b", 6 + FAR, OTHER_LOG)).contains(new ConcurrentReaders.Pair(OTHER_LOG, A_LOG, 5, 5));
        assertThat(note("a", 7 + FAR, A_LOG)).contains(new ConcurrentReaders.Pair(A_LOG, OTHER_LOG, 5, 6));
    }

    @Test
    void oneThatIsStartedAnewIsOneAlsoOnAnotherMachine() {
        note("a", 0, A_LOG);
        note("a", 10 * FAR, A_LOG);
        assertThat(note("b", 10 * FAR + 1, OTHER_LOG)).isEmpty();
        assertThat(note("b", 20 * FAR, OTHER_LOG)).isEmpty();

        assertThat(note("a", 9 * FAR, A_LOG))
                .as("what waited in another collector")
                .isEmpty();
        assertThat(note("b", 21 * FAR, OTHER_LOG)).isEmpty();
    }

    @Test
    void aClockThatIsSetBackBetweenTwoLivesMakesNoTwo() {
        note("a", 0, A_LOG);
        note("a", 100 * FAR, A_LOG);
        for (long time = 50 * FAR; time < 150 * FAR; time += FAR) {
            assertThat(note("b", time, OTHER_LOG)).isEmpty();
        }
    }

    /** As one collector hears of what another one has taken. */
    @Test
    void whatWasTakenBeforeTheOtherOneWasKnownTellsNothingWhoeverHasTakenIt() {
        long before = ++commit;
        note("b", 0, OTHER_LOG);
        note("b", FAR, OTHER_LOG);
        assertThat(readers.note("a", 2 * FAR, A_LOG, before, now)).isEmpty();
        for (long time = 2 * FAR; time < 20 * FAR; time += FAR) {
            assertThat(note("b", time, OTHER_LOG)).isEmpty();
        }

        note("a", 20 * FAR, A_LOG);
        assertThat(note("b", 20 * FAR, OTHER_LOG)).as("it goes on after all").isPresent();
    }

    @Test
    void twoThatFollowTheSameFilesSayTheSame() {
        for (long time = 0; time < 20 * FAR; time += FAR) {
            assertThat(note("a", time, A_LOG)).isEmpty();
            assertThat(note("b", time, A_LOG)).isEmpty();
        }
    }

    @Test
    void whoHasEndedIsNoOtherOneAnyMore() {
        for (long time = 0; time < 5 * FAR; time += FAR) {
            note("a", time, A_LOG);
            note("b", time, OTHER_LOG);
        }
        assertThat(note("a", 6 * FAR, A_LOG)).isPresent();

        now += ConcurrentReaders.RECENT + 1;
        assertThat(note("a", 7 * FAR, A_LOG)).isEmpty();
    }

    @Test
    void whoHasEndedIsNoneBehindAClockThatWasSetBack() {
        for (long time = 0; time < 5 * FAR; time += FAR) {
            note("a", time, A_LOG);
            note("b", time, OTHER_LOG);
        }

        now -= 2 * ConcurrentReaders.RECENT;
        assertThat(note("a", 7 * FAR, A_LOG)).isEmpty();
        assertThat(note("b", 7 * FAR, OTHER_LOG)).as("it has not").isPresent();
    }

    @Test
    void whatIsForgottenOfOneIsForgottenOfAll() {
        for (long time = 0; time < 5 * FAR; time += FAR) {
            note("b", time, OTHER_LOG);
            now++;
            note("a", time, A_LOG);
        }
        for (int i = 0; i < 8; i++) {
            now += ConcurrentReaders.RECENT + 1;
            note("x" + i, 0, A_LOG);
            note("a", 5 * FAR, A_LOG);
        }
        assertThat(readers.lastRead("b")).isEqualTo(Long.MIN_VALUE);

        assertThat(note("b", 5 * FAR, OTHER_LOG)).isEmpty();
        assertThat(note("a", 6 * FAR, A_LOG)).isPresent();
    }

    @Test
    void ofMoreThanAreKeptTheFirstOnesTell() {
        boolean told = false;
        for (long time = 0; time < 3 * FAR; time += 1000) {
            now += 1000;
            for (int i = 0; i < 12; i++) {
                told |= note("x" + i, time, i).isPresent();
            }
        }

        assertThat(told).isTrue();
        assertThat(readers.lastRead("x11")).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void madeUpNamesTakeNoMemory() {
        note("a", 0, A_LOG);
        for (int i = 0; i < 10_000; i++) {
            now += ConcurrentReaders.RECENT + 1;
            note("x" + i, i, OTHER_LOG);
        }

        assertThat(readers.lastRead("x9999")).isEqualTo(9_999);
        assertThat(readers.lastRead("a")).isEqualTo(Long.MIN_VALUE);
    }
}
