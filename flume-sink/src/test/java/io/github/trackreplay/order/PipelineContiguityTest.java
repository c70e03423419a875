/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Places;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is proven of what pipelines bring, by the offsets that came. Times are seconds, an offset's line is 100 bytes. */
class PipelineContiguityTest {
    private static final long WEB1 = 7;
    private static final long WEB2 = 8;
    private static final long LATEST = Long.MAX_VALUE / 4;

    private final CarriedPlaces places = new CarriedPlaces();
    private final List<CarriedSpan> stored = new ArrayList<>();

    /** Lines {@code from} to {@code to} of a file, one a second. */
    private static Places.Run lines(String file, int from, int to, int second) {
        return Places.Run.of(Places.In.FILE, file, 100L * from, 100L * to)
                .timed(1000L * second, 1000L * (second + to - from - 1));
    }

    private static Places.Run skipped(String file, int from, int to) {
        return Places.Run.of(Places.In.FILE, file, 100L * from, 100L * to);
    }

    private static Places.Run messages(int partition, int from, int to, int second) {
        return Places.Run.of(Places.In.TOPIC, "access/" + partition, from, to)
                .timed(1000L * second, 1000L * (second + to - from - 1));
    }

    @Test
    void furtherTopicsThanABoundHaveNoPlace() {
        for (int i = 0; i < CarriedPlaces.MOST_FILES + 100; i++) {
            places.note(
                    WEB1,
                    Places.of(
                            List.of(Places.Run.of(Places.In.TOPIC, "invented" + i + "/0", 0, 1)
                                    .timed(1000, 1000)),
                            true),
                    true,
                    1000,
                    LATEST);
        }

        CarriedPlaces.Changes kept = places.drain();

        assertThat(kept.rows().stream().filter(row -> row.kind() == CarriedSpan.Kind.TOPIC))
                .hasSize(CarriedPlaces.MOST_FILES);
        assertThat(kept.rows().stream().filter(row -> row.kind() == CarriedSpan.Kind.TOPIC_USED))
                .hasSize(CarriedPlaces.MOST_FILES);
        assertThat(kept.rows().stream().filter(row -> row.kind() == CarriedSpan.Kind.UNPLACED))
                .hasSize(1);
    }

    private void came(long stream, boolean isNew, Places.Run... runs) {
        long newest = 0;
        for (Places.Run run : runs) {
            newest = Math.max(newest, run.newest());
        }
        places.note(stream, Places.of(List.of(runs), true), isNew, newest, LATEST);
        store();
    }

    private void store() {
        CarriedPlaces.Changes changes = places.drain();
        stored.removeIf(row -> changes.keys().contains(new CarriedPlaces.Key(row.stream(), row.kind(), row.name())));
        stored.addAll(changes.rows());
    }

    private PipelineContiguity.Verdict through(long stream, int second) {
        List<CarriedSpan> rows = stored.stream()
                .filter(row -> row.stream() == stream || row.stream() == 0)
                .toList();
        return new PipelineContiguity(rows, 0).through(1000L * second);
    }

    private void assertProven(int second) {
        assertThat(through(WEB1, second)).isEqualTo(new PipelineContiguity.Proven());
    }

    private void assertAssumed(int second, String why) {
        assertThat(through(WEB1, second))
                .isInstanceOfSatisfying(
                        PipelineContiguity.Assumed.class,
                        assumed -> assertThat(assumed.why()).contains(why));
    }

    @Test
    void offsetsWithoutAHoleProveWhatLiesBeforeTheLast() {
        came(WEB1, true, lines("a", 0, 10, 0));
        came(WEB1, true, lines("a", 10, 20, 10));

        assertProven(19);
        assertAssumed(20, "nothing later has come of a since 1970-01-01T00:00:19Z");
    }

    @Test
    void aHoleIsAssumedUntilItIsFilled() {
        came(WEB1, true, lines("a", 0, 10, 0));
        came(WEB1, true, lines("a", 12, 20, 12));

        assertProven(8);
        assertAssumed(9, "bytes 1000 to 1200 of a have not come");
        assertAssumed(19, "bytes 1000 to 1200 of a have not come");
        assertThat(places.overdue(0)).isEmpty();

        came(WEB1, true, lines("a", 10, 12, 10));
        assertProven(19);
    }

    @Test
    void aHoleThatStaysIsToldOnce() {
        came(WEB1, true, lines("a", 0, 10, 0));
        places.note(WEB1, Places.of(List.of(lines("a", 12, 100, 12)), true), true, 99_000, LATEST);

        assertThat(places.overdue(60_000)).singleElement().satisfies(hole -> {
            assertThat(hole.from()).isEqualTo(1000);
            assertThat(hole.to()).isEqualTo(1200);
        });
        assertThat(places.overdue(95_000)).isEmpty();
    }

    @Test
    void lineEndsAndBlankLinesAreNoHole() {
        came(WEB1, true, Places.Run.of(Places.In.FILE, "a", 0, 100).timed(0, 0));
        came(WEB1, true, Places.Run.of(Places.In.FILE, "a", 102, 200).timed(1000, 1000));
        came(WEB1, true, Places.Run.of(Places.In.FILE, "a", 216, 300).timed(2000, 2000));

        assertAssumed(2, "bytes 200 to 216");
        assertThat(stored.stream().filter(row -> row.kind() == CarriedSpan.Kind.FILE))
                .hasSize(2);
    }

    @Test
    void linesWithoutRequestsCount() {
        came(WEB1, true, lines("a", 0, 10, 0));
        came(WEB1, false, skipped("a", 10, 30));
        came(WEB1, true, lines("a", 30, 31, 30));

        assertProven(30);
    }

    @Test
    void aFileThatNeverBringsARequestIsWaitedForByNobody() {
        came(WEB1, true, lines("a", 0, 10, 0), skipped("error.log", 5, 6));
        came(WEB1, false, skipped("error.log", 17, 18));

        assertProven(9);
    }

    @Test
    void aRotatedFileEndsWhereTheNextBegins() {
        came(WEB1, true, lines("a", 50, 60, 0));
        came(WEB1, true, lines("b", 0, 10, 10));

        assertProven(19);

        came(WEB1, true, lines("c", 3, 10, 20));
        assertProven(18);
        assertAssumed(20, "bytes 0 to 300 of c have not come");
    }

    @Test
    void aSecondLogThatIsBehindIsWaitedFor() {
        came(WEB1, true, lines("a", 0, 10, 0), lines("b", 0, 10, 0));
        came(WEB1, true, lines("a", 10, 30, 10));

        assertProven(9);
        assertAssumed(20, "nothing later has come of b");
    }

    @Test
    void aFileThatBeginsAnewUnderItsNameIsAnotherOne() {
        came(WEB1, true, lines("a", 0, 50, 0));
        came(WEB1, true, lines("a", 50, 52, 50), lines("a", 0, 10, 52));
        came(WEB1, true, lines("a", 10, 30, 62));
        assertProven(81);

        came(WEB1, true, lines("a", 33, 40, 85));
        assertAssumed(84, "bytes 3000 to 3300 of a have not come");
    }

    @Test
    void whatIsSentAgainChangesNothing() {
        came(WEB1, true, lines("a", 0, 50, 0));
        List<CarriedSpan> before = List.copyOf(stored);

        came(WEB1, false, lines("a", 0, 50, 0));
        came(WEB1, false, lines("a", 20, 30, 20));

        assertThat(stored).containsExactlyInAnyOrderElementsOf(before);
        assertProven(49);
    }

    @Test
    void aPartitionIsSharedByStreamsAndProvesEachForItself() {
        came(WEB1, true, messages(3, 100, 101, 0), messages(3, 102, 103, 2));
        assertAssumed(1, "messages 101 to 102 of access/3 have not come");

        came(WEB2, true, messages(3, 101, 102, 1), messages(3, 103, 110, 3));
        assertProven(2);
        assertAssumed(3, "nothing later of it has come of access/3");
        assertThat(through(WEB2, 9)).isEqualTo(new PipelineContiguity.Proven());
    }

    @Test
    void everyPartitionThatAStreamUsesIsWaitedFor() {
        came(WEB1, true, messages(1, 0, 10, 0), messages(2, 0, 5, 0));

        assertProven(4);
        assertAssumed(8, "access/2");
    }

    @Test
    void withoutAPlaceItIsAssumed() {
        places.note(WEB1, Places.UNKNOWN, true, 5_000, LATEST);
        store();
        assertAssumed(1, "nobody said where its lines until 1970-01-01T01:00:00Z stood");
    }

    @Test
    void aTimeInTheFutureProvesNothing() {
        came(WEB1, true, lines("a", 0, 10, 0));
        places.note(WEB1, Places.of(List.of(lines("a", 10, 20, 90_000)), true), true, 90_000_000, 1_000_000);
        store();

        assertAssumed(80_000, "nothing later has come");
    }

    @Test
    void holesAndFilesAreBounded() {
        came(WEB1, true, lines("a", 0, 1, 0));
        for (int i = 1; i < 700; i++) {
            came(WEB1, true, lines("a", 3 * i, 3 * i + 1, 3 * i));
        }
        assertThat(stored).hasSizeLessThan(CarriedPlaces.MOST_SPANS + 3);
        assertAssumed(10_000, "nobody said where its lines");

        for (int i = 0; i < 1500; i++) {
            came(WEB2, true, lines("f" + i, 0, 1, i));
        }
        assertThat(stored.stream().filter(row -> row.kind() == CarriedSpan.Kind.FILE && row.stream() == WEB2))
                .hasSize(CarriedPlaces.MOST_FILES);
        assertThat(through(WEB2, 2000)).isInstanceOf(PipelineContiguity.Assumed.class);
    }

    @Test
    void aTopicFullOfHolesConcernsNobodyWhoDoesNotUseIt() {
        came(WEB1, true, lines("a", 0, 10, 0));
        for (int i = 0; i < 700; i++) {
            came(WEB2, true, messages(1, 2 * i, 2 * i + 1, i));
        }

        assertProven(9);
        assertThat(through(WEB2, 600)).isInstanceOf(PipelineContiguity.Assumed.class);
    }

    private static List<CarriedSpan> file(String name, long start, long began, long reached) {
        return List.of(
                new CarriedSpan(WEB1, CarriedSpan.Kind.FILE, name, start, 1000, reached),
                new CarriedSpan(WEB1, CarriedSpan.Kind.FILE_BEGAN, name, 0, 0, began));
    }

    /** The effort grows with the files, not with their pairs, or nobody would await the answer. */
    @Test
    @Timeout(60)
    void ofManyRotatedFilesEachIsFollowedByTheNext() {
        List<CarriedSpan> rows = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            rows.addAll(file(String.format(Locale.ROOT, "f%05d", 20_000 - i), 0, 10L * i, 10L * i + 9));
        }

        assertThat(new PipelineContiguity(rows, 1).through(199_997)).isEqualTo(new PipelineContiguity.Proven());
        assertThat(new PipelineContiguity(rows, 1).through(200_000))
                .isInstanceOfSatisfying(
                        PipelineContiguity.Assumed.class,
                        assumed -> assertThat(assumed.why()).contains("nothing later has come of f00001"));
    }

    /** As the rule says it of each pair of files. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aFileIsFollowedExactlyByOneThatBeganAtItsEndOrLaterAndReachesFurther(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int files = 1 + random.nextInt(6);
            long[] began = new long[files];
            long[] reached = new long[files];
            List<CarriedSpan> rows = new ArrayList<>();
            for (int i = 0; i < files; i++) {
                began[i] = i == 0 ? 0 : 1 + random.nextInt(50);
                reached[i] = began[i] + random.nextInt(20);
                rows.addAll(file("f" + i, i == 0 ? 100 : 0, began[i], reached[i]));
            }
            long disorder = random.nextInt(4);
            long through = random.nextInt(70);

            assertThat(new PipelineContiguity(rows, disorder).through(through) instanceof PipelineContiguity.Proven)
                    .isEqualTo(IntStream.range(0, files)
                            .allMatch(i -> reached[i] - disorder >= through
                                    || IntStream.range(1, files) // the first did not come from its first byte
                                            .anyMatch(other -> other != i
                                                    && began[other] >= reached[i] - disorder
                                                    && reached[other] > reached[i])));
        }
    }

    /** In whatever order and however often: proven exactly where every line up to the time has come, and a later one. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anyOrderIsProvenExactlyWhereNothingIsMissing(long seed) {
        Random random = new Random(seed);
        boolean[] sent = new boolean[100];
        came(WEB1, true, lines("a", 0, 1, 0));
        sent[0] = true;
        for (int step = 0; step < 200; step++) {
            int from = random.nextInt(100);
            int to = Math.min(100, from + 1 + random.nextInt(8));
            boolean isNew = false;
            for (int i = from; i < to; i++) {
                isNew |= !sent[i];
                sent[i] = true;
            }
            came(WEB1, isNew, lines("a", from, to, from));
            int whole = 0;
            while (whole < 100 && sent[whole]) {
                whole++;
            }
            // what is missing may be of the same second as the last line before it
            if (whole == 100) {
                assertProven(99);
            } else {
                assertThat(through(WEB1, whole)).isInstanceOf(PipelineContiguity.Assumed.class);
                assertThat(whole < 2 ? new PipelineContiguity.Proven() : through(WEB1, whole - 2))
                        .isEqualTo(new PipelineContiguity.Proven());
            }
        }
    }
}
