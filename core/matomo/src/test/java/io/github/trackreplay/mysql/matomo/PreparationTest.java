/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.UnpreparedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PreparationTest {
    private static final Duration MOST_OF_ONE = Duration.ofMinutes(10);

    private final AtomicLong nanos = new AtomicLong();
    private final Preparation<String> preparation = new Preparation<>(Duration.ofMillis(50), MOST_OF_ONE, nanos::get);

    @AfterEach
    void close() {
        preparation.close();
    }

    private List<String> prepare(List<LocatedRequest> requests, Function<LocatedRequest, String> work) {
        preparation.drop();
        preparation.begin(requests, work);
        return preparation.next();
    }

    /** As long as it takes: a machine that is busy makes no difference to what comes of it. */
    private List<String> prepared(List<LocatedRequest> requests, Function<LocatedRequest, String> work)
            throws InterruptedException {
        while (true) {
            try {
                return prepare(requests, work);
            } catch (UnpreparedException e) {
                preparation.await();
            }
        }
    }

    private static List<LocatedRequest> requests(int count) {
        return requests(count, "");
    }

    /** All in one file, one behind the other. */
    private static List<LocatedRequest> requests(int count, String before) {
        LogFile file = new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty());
        List<LocatedRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(new LocatedRequest(
                    file,
                    new TrackingRequest(
                            new TrackingRequest.Line(i, 1),
                            0,
                            TrackingRequest.Call.get("", before + i),
                            new TrackingRequest.Client("", "", "", "", Map.of()))));
        }
        return requests;
    }

    @Test
    void theOrderStaysHoweverManyThreadsThereAre() throws InterruptedException {
        assertThat(prepared(requests(500), request -> request.request().query()))
                .hasSize(500)
                .startsWith("0", "1", "2")
                .endsWith("498", "499");
    }

    @Test
    @Timeout(30)
    void whatTakesLongEndsOutsideOfTheTransactionAndIsNotDoneTwice() throws InterruptedException {
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger works = new AtomicInteger();
        assertThatThrownBy(() -> prepare(requests(100), request -> {
                    works.incrementAndGet();
                    Uninterruptibles.awaitUninterruptibly(slow);
                    return request.request().query();
                }))
                .isInstanceOf(UnpreparedException.class);

        slow.countDown();
        preparation.await();

        assertThat(prepared(requests(101), request -> "new " + request.request().query()))
                .hasSize(101)
                .startsWith("0", "1")
                .endsWith("99", "new 100");
        assertThat(works).hasValue(100);
    }

    @Test
    @Timeout(30)
    void whatIsAwaitedOfSeveralListsStaysUntilAllIsDone() throws InterruptedException {
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger works = new AtomicInteger();
        List<LocatedRequest> all = requests(300);
        Function<LocatedRequest, String> work = request -> {
            works.incrementAndGet();
            Uninterruptibles.awaitUninterruptibly(slow);
            return request.request().query();
        };
        preparation.begin(all.subList(0, 150), work);
        preparation.begin(all.subList(150, 300), work);
        assertThatThrownBy(preparation::next).isInstanceOf(UnpreparedException.class);

        slow.countDown();
        preparation.await();
        preparation.await();

        assertThat(prepared(all, request -> "new")).contains("0", "299").doesNotContain("new");
        assertThat(works).hasValue(300);
        preparation.done();
        assertThat(prepared(all, request -> "new")).containsOnly("new");
    }

    @Test
    @Timeout(30)
    void whatDoesNotEndIsGivenUpAndAllElseIsPrepared() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Function<LocatedRequest, String> work = request -> {
            if (request.request().query().equals("7")) {
                begun.countDown();
                Uninterruptibles.awaitUninterruptibly(never);
            }
            return request.request().query();
        };
        List<LocatedRequest> all = requests(10);
        assertThatThrownBy(() -> prepare(all, work)).isInstanceOf(UnpreparedException.class);
        begun.await();
        nanos.addAndGet(MOST_OF_ONE.toNanos());

        preparation.await();

        assertThatThrownBy(() -> prepared(all, work))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not end within 10 minutes");
        assertThat(prepared(all.subList(0, 7), work)).hasSize(7).endsWith("6");
        assertThat(prepared(all.subList(8, 10), work)).containsExactly("8", "9");
        never.countDown();
    }

    @Test
    @Timeout(30)
    void anotherRequestAtThePlaceOfOneThatWasGivenUpIsPrepared() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        assertThatThrownBy(() -> prepare(requests(1), request -> {
                    begun.countDown();
                    Uninterruptibles.awaitUninterruptibly(never);
                    return "";
                }))
                .isInstanceOf(UnpreparedException.class);
        begun.await();
        nanos.addAndGet(MOST_OF_ONE.toNanos());
        preparation.await();

        assertThat(prepared(requests(1, "other "), request -> request.request().query()))
                .containsExactly("other 0");
        never.countDown();
    }

    @Test
    @Timeout(30)
    void whatWasPreparedOfARequestIsNotAnothersAtItsPlace() throws InterruptedException {
        await(preparation, requests(3));

        assertThat(prepared(requests(2, "other "), request -> request.request().query()))
                .containsExactly("other 0", "other 1");
        assertThat(prepared(requests(3), request -> "new")).containsExactly("0", "1", "2");
    }

    @Test
    @Timeout(30)
    void whatWasPreparedByOtherRulesOrForWhatFailedIsPreparedAgain() throws InterruptedException {
        preparation.by("rules");
        await(preparation, requests(3));
        preparation.by("rules");
        assertThat(prepared(requests(3), request -> "new")).containsExactly("0", "1", "2");

        preparation.by("other rules");
        assertThat(prepared(requests(3), request -> "new")).containsOnly("new");

        await(preparation, requests(3, "again "));
        preparation.forget();
        assertThat(prepared(requests(3, "again "), request -> "new")).containsOnly("new");
    }

    @Test
    @Timeout(30)
    void ofWhatWasAwaitedTheLatestIsKept() throws InterruptedException {
        try (Preparation<String> small = new Preparation<>(Duration.ofMinutes(1), MOST_OF_ONE, nanos::get, 4)) {
            await(small, requests(3));
            await(small, requests(3, "b"));
            await(small, requests(1));

            assertThat(small.kept()).containsExactly("b0", "b1", "b2", "0");
        }
    }

    private static void await(Preparation<String> preparation, List<LocatedRequest> requests)
            throws InterruptedException {
        preparation.begin(requests, request -> request.request().query());
        preparation.await();
    }

    @Test
    @Timeout(30)
    void whatWaitsForAThreadIsNotGivenUp() throws InterruptedException {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        List<LocatedRequest> all = requests(3);
        Function<LocatedRequest, String> work = request -> {
            begun.countDown();
            Uninterruptibles.awaitUninterruptibly(slow);
            return request.request().query();
        };
        assertThatThrownBy(() -> prepare(all, work)).isInstanceOf(UnpreparedException.class);
        begun.await();
        nanos.addAndGet(MOST_OF_ONE.toNanos() - 1);
        slow.countDown();

        preparation.await();

        assertThat(prepared(all, request -> "new")).containsExactly("0", "1", "2");
    }

    @Test
    void aBatchIsPreparedWindowByWindowInItsOrder() {
        try (Preparation<String> patient = new Preparation<>(Duration.ofMinutes(1), MOST_OF_ONE, nanos::get)) {
            PreparedWindows<String> windows = new PreparedWindows<>(
                    patient, requests(6000), 3000, request -> request.request().query());
            List<String> all = new ArrayList<>();
            int count = 0;
            for (Queue<String> window = windows.next(); !window.isEmpty(); window = windows.next()) {
                all.addAll(window);
                count++;
            }

            assertThat(all).hasSize(6000).startsWith("0", "1").endsWith("5998", "5999");
            assertThat(count).isGreaterThan(2);
            assertThat(windows.next()).isEmpty();
        }
    }

    @Test
    void whatFailsFailsAsItIs() {
        assertThatThrownBy(() -> prepared(requests(100), request -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThatThrownBy(() -> prepared(requests(1), request -> {
                    throw new IllegalStateException("a defect");
                }))
                .isInstanceOf(IllegalStateException.class);
    }
}
