/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.TrackingRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class SharedRequestsTest {
    private static final long START = 1_772_600_000_000L;
    private static final int CALLS = 200_000;

    private final SharedRequests shared = new SharedRequests();

    private static PackHeader header(int digit) {
        return header(digit, "/logs/" + digit + ".log");
    }

    private static PackHeader header(int digit, String path) {
        return new PackHeader(
                new LogFile("web1", new Fingerprint(("" + digit).repeat(64)), digit, Optional.empty()),
                0,
                100,
                new PackHeader.Reading(0, "host", path, "/matomo.php"),
                PackHeader.Promise.NONE);
    }

    /** A second each, of some numbers. */
    private void log(int digit, int from, int to, IntPredicate which) {
        PackHeader header = header(digit);
        for (int i = from; i < to; i++) {
            if (which.test(i)) {
                shared.note(header, Requests.request(100L * (i - from), START + 1000L * i, "rec=1&n=" + i));
            }
        }
    }

    private void log(int digit, int from, int to) {
        log(digit, from, to, i -> true);
    }

    private Optional<String> sentence() throws InterruptedException {
        return shared.sentence((file, offset) -> false);
    }

    @Test
    void whatWasCutOutOfALogIsNamed() throws Exception {
        log(1, 0, 300);
        log(2, 280, 300);

        assertThat(sentence()).contains("/logs/2.log holds requests that stand in /logs/1.log too (20 of a sample).");
    }

    @Test
    void soIsALogThatWasFiltered() throws Exception {
        log(1, 0, 300, i -> i % 9 == 0);
        log(2, 0, 300);

        assertThat(sentence()).hasValueSatisfying(text -> assertThat(text).contains("/logs/1.log", "/logs/2.log"));
    }

    @Test
    void soAreLogsOfWhichTheEndOfOneIsTheBeginningOfTheOther() throws Exception {
        log(1, 0, 200);
        log(2, 180, 400);

        assertThat(sentence()).isPresent();
    }

    /** Both begin with the same line, by which they are named. */
    @Test
    void soIsOneThatWasFilteredAndBeginsAlike() throws Exception {
        PackHeader whole = header(1);
        PackHeader part = header(1, "/logs/part.log");
        for (int i = 0; i < 300; i++) {
            shared.note(whole, Requests.request(100L * i, START + 1000L * i, "rec=1&n=" + i));
        }
        for (int i = 0; i < 300; i += 3) {
            shared.note(part, Requests.request(100L * i / 3, START + 1000L * i, "rec=1&n=" + i));
        }

        assertThat(sentence()).hasValueSatisfying(text -> assertThat(text).contains("/logs/part.log"));
    }

    @Test
    void aCopyOfALogOrOfItsBeginningIsThatLog() throws Exception {
        log(1, 0, 300);
        PackHeader copy = header(1, "/logs/copy.log");
        for (int i = 0; i < 200; i++) {
            shared.note(copy, Requests.request(100L * i, START + 1000L * i, "rec=1&n=" + i));
        }

        assertThat(sentence()).isEmpty();
    }

    @Test
    void largeLogsAreSampled() throws Exception {
        log(1, 0, CALLS);
        log(2, CALLS / 2, CALLS / 2 + 5_000);

        assertThat(sentence()).isPresent();
    }

    @Test
    void logsOfTheSameTimeWithOtherRequestsAreNotSuspected() throws Exception {
        log(1, 0, 300, i -> i % 2 == 0);
        log(2, 0, 300, i -> i % 2 == 1);
        log(3, 300, 400);

        assertThat(sentence()).isEmpty();
    }

    @Test
    void someCallsThatTwoLogsShareByChanceAreNone() throws Exception {
        log(1, 0, 300, i -> i % 2 == 0 || i < 20);
        log(2, 0, 300, i -> i % 2 == 1 || i < 20);

        assertThat(sentence()).isEmpty();
    }

    /** Logs that hold little else. */
    @Test
    void whoeverCallsAllFrontendsInTheSameSecondMakesThemNotOneLog() throws Exception {
        for (int number = 0; number < 50; number++) {
            PackHeader header = numbered(number);
            for (int i = 0; i < 30; i++) {
                shared.note(header, Requests.request(200L * i, START + 60_000L * i, "rec=1&monitor=1"));
                shared.note(header, Requests.request(200L * i + 100, START + 60_000L * i, "rec=1&n=" + number));
            }
        }

        assertThat(sentence()).isEmpty();
    }

    @Test
    void whatIsCutOutOfThemIsNamedAllTheSame() throws Exception {
        for (int number = 0; number < 50; number++) {
            PackHeader header = numbered(number);
            for (int i = 0; i < 30; i++) {
                shared.note(header, Requests.request(200L * i, START + 60_000L * i, "rec=1&monitor=1"));
                shared.note(header, Requests.request(200L * i + 100, START + 60_000L * i, "rec=1&n=" + number));
            }
        }
        PackHeader cut = numbered(50);
        for (int i = 20; i < 30; i++) {
            shared.note(cut, Requests.request(200L * i - 4000, START + 60_000L * i, "rec=1&monitor=1"));
            shared.note(cut, Requests.request(200L * i - 3900, START + 60_000L * i, "rec=1&n=7"));
        }

        assertThat(sentence()).contains("/logs/50.log holds requests that stand in /logs/7.log too (10 of a sample).");
    }

    @Test
    void copiesOfALogHideNothing() throws Exception {
        for (int number = 0; number < 30; number++) {
            PackHeader copy = header(1, "/logs/copy" + number + ".log");
            for (int i = 0; i < 100; i++) {
                shared.note(copy, Requests.request(100L * i, START + 1000L * i, "rec=1&n=" + i));
            }
        }
        log(2, 80, 100);

        assertThat(sentence())
                .contains("/logs/2.log holds requests that stand in /logs/copy0.log too (20 of a sample).");
    }

    private static PackHeader numbered(int number) {
        return new PackHeader(
                new LogFile("web1", new Fingerprint(String.format(Locale.ROOT, "%064x", number)), 1, Optional.empty()),
                0,
                100,
                new PackHeader.Reading(0, "host", "/logs/" + number + ".log", "/matomo.php"),
                PackHeader.Promise.NONE);
    }

    @Test
    void whatHasBeenTakenOfBothIsNoMatter() throws Exception {
        log(1, 0, 300);
        log(2, 280, 300);

        assertThat(shared.sentence((file, offset) -> true)).isEmpty();
        assertThat(shared.sentence((file, offset) -> file.number() == 1)).isPresent();
    }

    /** Of a log whose every request stands in a dozen others: each a snapshot of the same days. */
    @Test
    void whatStandsInManyLogsIsNamedWhereVisitorsHaveCalled() throws Exception {
        for (int number = 0; number < 12; number++) {
            PackHeader header = numbered(number);
            shared.note(header, Requests.request(0, START, "rec=1&first=" + number, "203.0.113.9"));
            for (int i = 0; i < 300; i++) {
                shared.note(header, visitors(100L * (i + 1), i));
            }
        }
        PackHeader cut = numbered(50);
        for (int i = 100; i < 140; i++) {
            shared.note(cut, visitors(100L * (i - 100), i));
        }

        assertThat(sentence())
                .hasValueSatisfying(text -> assertThat(text)
                        .contains(
                                "/logs/1.log holds requests that stand in more than 8 other logs too, /logs/0.log among them (300 of")
                        .contains("and 8 more such pairs"));
        assertThat(shared.sentence((file, offset) -> true)).isEmpty();
    }

    @Test
    void aLargerShareOfWhatMonitorsAskIsNoCut() throws Exception {
        for (int number = 0; number < 50; number++) {
            PackHeader header = numbered(number);
            for (int i = 0; i < 90; i++) {
                String address = "198.51.100." + i % 3;
                shared.note(header, Requests.request(200L * i, START + 60_000L * i, "rec=1&monitor=" + i, address));
            }
        }

        assertThat(sentence()).isEmpty();
    }

    @Test
    void whatAnotherImportBringsIsNamedByLogWhicheverIsTheCut() throws Exception {
        SharedRequests whole = new SharedRequests();
        SharedRequests part = new SharedRequests();
        SharedRequests others = new SharedRequests();
        for (int i = 0; i < CALLS; i++) {
            whole.note(header(1), visitors(100L * i, i));
            if (i >= CALLS / 2 && i < CALLS / 2 + 20_000) {
                part.note(header(2), visitors(100L * (i - CALLS / 2), i));
            }
            others.note(header(3), Requests.request(100L * i, START + 1000L * i, "rec=1&m=" + i, "203.0.113.9"));
        }

        assertThat(part.sentence(whole.sample(), (file, offset) -> false))
                .hasValueSatisfying(
                        text -> assertThat(text).contains("/logs/2.log holds requests that another import brings too"));
        assertThat(whole.sentence(part.sample(), (file, offset) -> false))
                .hasValueSatisfying(text -> assertThat(text).contains("/logs/1.log"));
        assertThat(whole.sentence(part.sample(), (file, offset) -> true)).isEmpty();
        assertThat(others.sentence(whole.sample(), (file, offset) -> false)).isEmpty();
        assertThat(whole.sample().times()).hasSizeBetween(1_000, 4_000);
    }

    private static TrackingRequest visitors(long offset, int i) {
        return Requests.request(offset, START + 1000L * i, "rec=1&n=" + i, "203.0.113." + i % 200);
    }
}
