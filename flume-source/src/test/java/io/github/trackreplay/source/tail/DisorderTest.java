/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.ShownTimes;
import io.github.trackreplay.source.checkpoint.SeenDisorder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DisorderTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long NOW = 1_795_341_600_000L;

    private final Disorder disorder = new Disorder(Optional.empty(), SeenDisorder.NONE);

    @Test
    void itBeginsSmall() {
        assertThat(disorder.millis(NOW)).isEqualTo(Disorder.LEAST_MILLIS);
    }

    @Test
    void itFollowsWhatOnePackShows() {
        disorder.note(new ShownTimes(NOW, NOW + 2_001, 2_000, false), NOW, NOW);
        assertThat(disorder.millis(NOW)).isEqualTo(2_500);
    }

    @Test
    void itFollowsARequestThatLiesBeforeOneOfAnEarlierPack() {
        disorder.note(new ShownTimes(NOW, NOW + 5_001, 0, false), NOW, NOW);
        disorder.note(new ShownTimes(NOW + 1_001, NOW + 6_001, 0, false), NOW, NOW);
        assertThat(disorder.millis(NOW)).isEqualTo(5_000);
    }

    @Test
    void itFollowsALogThatIsWrittenLaterThanAHeartbeatPromised() {
        disorder.promise(NOW, NOW);
        disorder.note(new ShownTimes(NOW - 3_999, NOW - 1_001, 0, false), NOW + 1_000, NOW + 1_000);
        assertThat(disorder.millis(NOW + 1_000)).isEqualTo(4_998);
    }

    @Test
    void aHeartbeatOfTheSameTurnCameBehindTheLines() {
        disorder.promise(NOW, NOW);
        disorder.note(new ShownTimes(NOW - 3_999, NOW - 1_001, 0, false), NOW, NOW);
        assertThat(disorder.millis(NOW)).isEqualTo(Disorder.LEAST_MILLIS);
    }

    @Test
    void wholeSecondsNeedNoMargin() {
        disorder.note(new ShownTimes(NOW, NOW + 1_000, 1_000, true), NOW, NOW);
        assertThat(disorder.millis(NOW)).isEqualTo(1_000);
    }

    @Test
    void itForgetsAfterADay() {
        disorder.note(new ShownTimes(NOW, NOW + 8_000, 8_000, false), NOW, NOW);
        disorder.note(new ShownTimes(NOW + HOUR, NOW + HOUR + 400, 400, false), NOW + HOUR, NOW + HOUR);
        assertThat(disorder.millis(NOW + 23 * HOUR)).isEqualTo(10_000);
        assertThat(disorder.millis(NOW + 24 * HOUR)).isEqualTo(500);
        assertThat(disorder.millis(NOW + 25 * HOUR)).isEqualTo(Disorder.LEAST_MILLIS);
    }

    @Test
    void aClockThatWasSetBackIsNoDisorder() {
        disorder.note(new ShownTimes(NOW, NOW + 1, 0, false), NOW, NOW);
        disorder.note(new ShownTimes(NOW - HOUR, NOW - HOUR + 1, 0, false), NOW, NOW);
        disorder.note(new ShownTimes(NOW - HOUR - 1_600, NOW - HOUR + 1, 0, false), NOW, NOW);
        assertThat(disorder.millis(NOW)).isEqualTo(2_001);
    }

    @Test
    void aFixedTimeIsFixed() {
        Disorder fixed = new Disorder(Optional.of(Duration.ofMillis(700)), SeenDisorder.NONE);
        fixed.note(new ShownTimes(NOW, NOW + 8_000, 8_000, false), NOW, NOW);
        fixed.untold();
        assertThat(fixed.millis(NOW)).isEqualTo(700);
        assertThat(fixed.promise(NOW + 900, NOW)).isEqualTo(NOW);
    }

    @Test
    void whereNobodyTellsTheTimesItIsTheOldOne() {
        disorder.untold();
        assertThat(disorder.millis(NOW)).isEqualTo(Disorder.UNTOLD_MILLIS);
    }

    @Test
    void aPromiseIsOfWholeSecondsUntilTheTimesProveFine() {
        assertThat(disorder.promise(NOW + 950, NOW)).isEqualTo(NOW);
        disorder.note(new ShownTimes(NOW + 951, NOW + 951, 0, false), NOW + 1, NOW + 1);
        assertThat(disorder.promise(NOW + 1_950, NOW + 2)).isEqualTo(NOW + 1_850);
        for (int i = 0; i < 5; i++) {
            disorder.note(new ShownTimes(NOW + 3_000, NOW + 3_000, 0, true), NOW + 3, NOW + 3);
        }
        assertThat(disorder.promise(NOW + 3_950, NOW + 4)).isEqualTo(NOW + 3_000);
    }

    @Test
    void aRestartRemembers() {
        disorder.note(new ShownTimes(NOW, NOW + 2_001, 2_000, false), NOW, NOW);
        Disorder restarted = new Disorder(Optional.empty(), disorder.seen());
        assertThat(restarted.millis(NOW)).isEqualTo(2_500);
        assertThat(restarted.promise(NOW + 5_700, NOW)).isEqualTo(NOW + 3_200);
    }

    @Test
    void whatIsWorthSavingIsSaidOnce() {
        assertThat(disorder.note(new ShownTimes(NOW, NOW, 0, true), NOW, NOW)).isFalse();
        assertThat(disorder.note(new ShownTimes(NOW, NOW, 2_000, true), NOW, NOW))
                .isTrue();
        assertThat(disorder.note(new ShownTimes(NOW, NOW, 2_000, true), NOW, NOW))
                .isFalse();
        assertThat(disorder.note(new ShownTimes(NOW, NOW, 1_000, true), NOW, NOW))
                .isFalse();
        assertThat(disorder.note(new ShownTimes(NOW, NOW, 3_000, true), NOW, NOW))
                .isTrue();
        assertThat(disorder.note(new ShownTimes(NOW, NOW, 0, false), NOW, NOW))
                .as("that times say more than the second")
                .isTrue();
        assertThat(disorder.note(new ShownTimes(NOW, NOW, 0, false), NOW, NOW)).isFalse();
    }

    @Test
    void aWorseOneOfTheSameHourTakesThePlaceOfTheFirst() {
        disorder.note(new ShownTimes(NOW, NOW, 2_000, true), NOW, NOW);
        disorder.note(new ShownTimes(NOW, NOW, 3_000, true), NOW, NOW);
        assertThat(disorder.seen().worst())
                .extracting(SeenDisorder.Worst::millis)
                .containsExactly(3_000L);
        disorder.note(new ShownTimes(NOW, NOW, 1_000, true), NOW, NOW + HOUR);
        assertThat(disorder.seen().worst())
                .extracting(SeenDisorder.Worst::millis)
                .containsExactly(3_000L, 1_000L);
    }

    @Test
    void theMostThatIsFollowedIsHalfAMinute() {
        disorder.note(new ShownTimes(NOW, NOW, Disorder.MOST_MILLIS, false), NOW, NOW);
        assertThat(disorder.millis(NOW)).isEqualTo(37_500);
        Disorder other = new Disorder(Optional.empty(), SeenDisorder.NONE);
        assertThat(other.note(new ShownTimes(NOW, NOW, Disorder.MOST_MILLIS + 1, true), NOW, NOW))
                .isFalse();
        assertThat(other.note(new ShownTimes(NOW, NOW, Disorder.MOST_MILLIS + 1, false), NOW, NOW))
                .as("that times say more than the second")
                .isTrue();
        assertThat(other.millis(NOW)).isEqualTo(Disorder.LEAST_MILLIS);
    }

    @Test
    void whatWasPromisedToTheMillisecondIsKept() {
        long said = disorder.promise(NOW + 500, NOW);
        disorder.note(new ShownTimes(said, said, 0, false), NOW + 1, NOW + 1);
        assertThat(disorder.millis(NOW + 1)).isEqualTo(Disorder.LEAST_MILLIS);
        disorder.note(new ShownTimes(said - 1, said, 1, false), NOW + 1, NOW + 1);
        assertThat(disorder.millis(NOW + 1)).isEqualTo((NOW + 500 - said + 1) * 5 / 4);
    }

    @Test
    void fewWholeSecondsAreChance() {
        disorder.note(new ShownTimes(NOW, NOW, 2_000, false), NOW, NOW);
        for (int i = 0; i < 4; i++) {
            disorder.note(new ShownTimes(NOW, NOW, 0, true), NOW, NOW);
        }
        assertThat(disorder.millis(NOW)).isEqualTo(2_500);
        disorder.note(new ShownTimes(NOW, NOW, 0, false), NOW, NOW);
        for (int i = 0; i < 4; i++) {
            disorder.note(new ShownTimes(NOW, NOW, 0, true), NOW, NOW);
        }
        assertThat(disorder.millis(NOW)).as("they begin to count anew").isEqualTo(2_500);
        disorder.note(new ShownTimes(NOW, NOW, 0, true), NOW, NOW);
        assertThat(disorder.millis(NOW)).isEqualTo(2_000);
    }

    @Test
    void whatAClockThatHasBeenSetBackSinceWroteIsForgotten() {
        disorder.note(new ShownTimes(NOW, NOW, 2_000, true), NOW, NOW + HOUR);
        assertThat(disorder.millis(NOW))
                .as("an hour is no more than a change of summer time")
                .isEqualTo(2_000);
        assertThat(disorder.millis(NOW - HOUR)).isEqualTo(Disorder.LEAST_MILLIS);
    }

    @Test
    void thereIsNothingToSaveWhereTheTimeIsFixedOrNothingWasSeen() {
        assertThat(disorder.seen()).isSameAs(SeenDisorder.NONE);
        disorder.note(new ShownTimes(NOW, NOW, 0, false), NOW, NOW);
        assertThat(disorder.seen()).isEqualTo(new SeenDisorder(true, List.of()));
        Disorder fixed = new Disorder(Optional.of(Duration.ofMillis(700)), SeenDisorder.NONE);
        fixed.note(new ShownTimes(NOW, NOW, 2_000, false), NOW, NOW);
        assertThat(fixed.seen()).isSameAs(SeenDisorder.NONE);
    }
}
