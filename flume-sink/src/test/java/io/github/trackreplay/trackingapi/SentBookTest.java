/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.trackingapi.SendJournal.Sent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SentBookTest {
    private static RequestName name(int number) {
        return new RequestName("w", "f", number, 0);
    }

    private static List<RequestName> names(int... numbers) {
        return IntStream.of(numbers).mapToObj(SentBookTest::name).toList();
    }

    private static Sent sent(long id, boolean answered, int... numbers) {
        return new Sent(id, answered, names(numbers), Map.of());
    }

    @Test
    void whatIsTakenIsBookedByCallAndTheRestStays() {
        SentBook book = new SentBook(List.of(
                sent(1, false, 1, 2, 3),
                sent(2, false, 1),
                new Sent(3, true, names(2, 4), Map.of(name(4), Uncounted.INVALID))));

        assertThat(book.tries(name(1))).isEqualTo(2);
        assertThat(book.answer(name(2))).contains(new RequestOutcome.Recorded());
        assertThat(book.answer(name(4))).contains(ApiOutcomes.invalid());
        assertThat(book.inFlight()).isEqualTo(3);

        assertThat(book.settle(names(1, 2, 9)))
                .extracting(s -> s.call().id(), SentBook.Settled::done, SentBook.Settled::left)
                .containsExactly(
                        tuple(1L, names(1, 2), names(3)), tuple(2L, names(1), names()), tuple(3L, names(2), names(4)));
        assertThat(book.tries(name(1))).isZero();
        assertThat(book.answer(name(2))).isEmpty();
        assertThat(book.settle(names(1, 2))).isEmpty();
        assertThat(book.settle(names(3, 4)))
                .extracting(s -> s.call().id(), SentBook.Settled::left)
                .containsExactly(tuple(1L, names()), tuple(3L, names()));
    }

    private static RequestName at(int place, long content) {
        return new RequestName("p", "f", content, Integer.MIN_VALUE | place);
    }

    /** Of a pipeline behind a rollback: only how many equal ones there are matters. */
    @Test
    void ofEqualRequestsEachIsKnownAsOneThatWasSentWhereverItStandsNow() {
        SentBook book = new SentBook(List.of(
                new Sent(1, true, List.of(at(1, 7), at(2, 7), at(1, 8)), Map.of()),
                new Sent(2, false, List.of(at(3, 7)), Map.of())));

        assertThat(book.known(List.of(at(9, 7), at(3, 7), at(8, 7), at(6, 7), at(1, 9), name(7))))
                .containsExactly(at(1, 7), at(3, 7), at(2, 7), at(6, 7), at(1, 9), name(7));
        book.settle(List.of(at(1, 7)));
        assertThat(book.known(List.of(at(9, 7), at(8, 7), at(6, 7)))).containsExactly(at(2, 7), at(3, 7), at(6, 7));
        assertThat(book.known(List.of(new RequestName("q", "f", 7, Integer.MIN_VALUE))))
                .as("of another stream")
                .containsExactly(new RequestName("q", "f", 7, Integer.MIN_VALUE));
    }

    @Test
    void ofManyEqualRequestsEachIsKnownOnceInTheOrderInWhichTheyWereSent() {
        int many = 20_000;
        List<RequestName> before =
                IntStream.range(0, many).mapToObj(place -> at(place, 7)).toList();
        List<RequestName> behind = IntStream.range(many / 2, 2 * many)
                .mapToObj(place -> at(place, 7))
                .toList();
        SentBook book = new SentBook(List.of(new Sent(1, true, before, Map.of())));
        book.settle(before.subList(0, many / 4));

        List<RequestName> known = book.known(behind);

        assertThat(known.subList(0, many / 2)).isEqualTo(behind.subList(0, many / 2));
        assertThat(known.subList(many / 2, many / 2 + many / 4)).isEqualTo(before.subList(many / 4, many / 2));
        assertThat(known.subList(many / 2 + many / 4, known.size()))
                .isEqualTo(behind.subList(many / 2 + many / 4, behind.size()));
    }

    @Test
    void whatTwoCallsCountedIsBookedAsPerhapsTwice() {
        SentBook book = new SentBook(List.of(
                sent(1, true, 1, 2, 3),
                sent(2, true, 1, 4),
                new Sent(3, true, names(2), Map.of(name(2), Uncounted.REFUSED)),
                sent(4, false, 3)));

        assertThat(book.settle(names(1, 2, 3, 4)))
                .extracting(s -> s.call().id(), SentBook.Settled::again)
                .containsExactlyInAnyOrder(
                        tuple(1L, names(1)), tuple(2L, names()), tuple(3L, names()), tuple(4L, names(3)));
    }

    @Test
    void aRequestIsToBlameOnlyWhereAnotherWasCountedBetweenItsTriesAlone() {
        List<Sent> tries = List.of(sent(10, false, 1, 2), sent(11, false, 1), sent(13, false, 1), sent(15, false, 1));
        assertThat(new SentBook(tries).breaks(name(1), 1)).isFalse();
        assertThat(breaks(tries, sent(9, true, 3))).as("before").isFalse();
        assertThat(breaks(tries, sent(16, true, 3))).as("behind").isFalse();
        assertThat(breaks(tries, sent(14, true, 3))).as("between").isTrue();
        assertThat(breaks(tries, new Sent(14, true, names(3), Map.of(name(3), Uncounted.FAILS))))
                .as("not counted")
                .isFalse();
        assertThat(breaks(tries.subList(0, 3), sent(12, true, 3))).as("too few").isFalse();
    }

    private static boolean breaks(List<Sent> tries, Sent other) {
        List<Sent> all = new ArrayList<>(tries);
        all.add(other);
        all.sort(Comparator.comparingLong(Sent::id));
        return new SentBook(all).breaks(name(1), 1);
    }
}
