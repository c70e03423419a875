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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PreparationTest {
    private final Preparation<String> preparation = new Preparation<>(Duration.ofMillis(50));

    @AfterEach
    void close() {
        preparation.close();
    }

    private static List<LocatedRequest> requests(int count) {
        LogFile file = new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty());
        List<LocatedRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(new LocatedRequest(
                    file,
                    new TrackingRequest(
                            i,
                            1,
                            0,
                            0,
                            "",
                            "GET",
                            "",
                            "" + i,
                            Optional.empty(),
                            Optional.empty(),
                            200,
                            "",
                            "",
                            "",
                            Map.of())));
        }
        return requests;
    }

    @Test
    void theOrderStaysHoweverManyThreadsThereAre() {
        assertThat(preparation.prepare(
                        requests(500), request -> request.request().query()))
                .hasSize(500)
                .startsWith("0", "1", "2")
                .endsWith("498", "499");
    }

    @Test
    @Timeout(30)
    void whatTakesLongEndsOutsideOfTheTransactionAndIsNotDoneTwice() throws InterruptedException {
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger works = new AtomicInteger();
        assertThatThrownBy(() -> preparation.prepare(requests(100), request -> {
                    works.incrementAndGet();
                    Uninterruptibles.awaitUninterruptibly(slow);
                    return request.request().query();
                }))
                .isInstanceOf(UnpreparedException.class);

        slow.countDown();
        preparation.await();

        assertThat(preparation.prepare(
                        requests(101), request -> "new " + request.request().query()))
                .hasSize(101)
                .startsWith("0", "1")
                .endsWith("99", "new 100");
        assertThat(works).hasValue(100);
    }

    @Test
    void whatFailsFailsAsItIs() {
        assertThatThrownBy(() -> preparation.prepare(requests(100), request -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThatThrownBy(() -> preparation.prepare(requests(1), request -> {
                    throw new IllegalStateException("a defect");
                }))
                .isInstanceOf(IllegalStateException.class);
    }
}
