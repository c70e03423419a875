/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RejectNoticesTest {
    private static final long START = 1_000_000;

    private final RejectNotices notices = new RejectNotices();

    private static Rejects rejects(String stream, String reason, long number, String detail) {
        return new Rejects(stream, reason, number, detail, true);
    }

    @Test
    void theFirstOfAReasonIsSaidAtOnceWithTheCommandThatShowsAll() {
        assertThat(notices.of(List.of(rejects("web1", "no-time", 1, "There is no time in it.")), START))
                .containsExactly(
                        "Stream web1: 1 request or line was rejected (no-time). Why: There is no time in it. Kept;"
                                + " to see all: trackreplay rejected list --stream 'web1' --reason no-time");
        assertThat(notices.of(List.of(rejects("", "foreign-event", 3, "No headers of ours")), START))
                .containsExactly(
                        "From outside of our frontends: 3 events were rejected (foreign-event). Why the last one:"
                                + " No headers of ours. Kept; to see all: trackreplay rejected list --reason foreign-event");
    }

    @Test
    void whatIsNotKeptIsSaidByItselfWithItsRemedy() {
        Rejects kept = rejects("", "foreign-event", 3, "No headers of ours");
        Rejects unkept = new Rejects("", "foreign-event", 2, "No headers of ours", false);

        assertThat(notices.of(List.of(kept, unkept), START))
                .hasSize(2)
                .last()
                .asString()
                .contains(
                        "2 events were rejected (foreign-event)",
                        "NOT KEPT",
                        "maxAsideBytes",
                        "trackreplay rejected discard");
    }

    @Test
    void aClockThatIsSetBackKeepsNothingQuiet() {
        notices.of(List.of(rejects("web1", "no-time", 1, "first")), START);
        notices.of(List.of(rejects("web1", "no-time", 7, "later")), START + 1);

        assertThat(notices.due(START - RejectNotices.MINUTE_MILLIS))
                .singleElement()
                .asString()
                .contains("7 requests or lines more were rejected");
    }

    @Test
    void whatFollowsIsCountedOnceAMinute() {
        notices.of(List.of(rejects("web1", "no-time", 1, "first")), START);
        for (int i = 1; i < 600; i++) {
            assertThat(notices.of(List.of(rejects("web1", "no-time", 10, "later")), START + i * 100L))
                    .isEmpty();
        }

        assertThat(notices.due(START + RejectNotices.MINUTE_MILLIS))
                .singleElement()
                .asString()
                .contains("Stream web1: 5,990 requests or lines more were rejected (no-time)", "later");
        assertThat(notices.due(START + RejectNotices.MINUTE_MILLIS + 1)).isEmpty();
    }

    @Test
    void afterAQuietMinuteTheNextOneIsSaidAtOnceAgain() {
        notices.of(List.of(rejects("web1", "no-time", 1, "first")), START);

        assertThat(notices.of(List.of(rejects("web1", "no-time", 1, "second")), START + RejectNotices.MINUTE_MILLIS))
                .singleElement()
                .asString()
                .contains("1 request or line was rejected", "second");
    }

    @Test
    void aNeighbourWhoMakesUpNamesFillsNeitherTheMemoryNorTheLog() {
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            said.addAll(notices.of(List.of(rejects("s" + i, "no-time", 1, "a\nb" + "x".repeat(5_000))), START));
        }
        said.addAll(notices.due(START + RejectNotices.MINUTE_MILLIS));

        assertThat(said)
                .hasSizeLessThan(600)
                .allSatisfy(
                        sentence -> assertThat(sentence).doesNotContain("\n").hasSizeLessThan(600));
    }
}
