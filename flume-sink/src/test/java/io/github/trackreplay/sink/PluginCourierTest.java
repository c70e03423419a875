/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.trackingapi.ApiSettings;
import io.github.trackreplay.trackingapi.SentAhead;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PluginCourierTest {
    private static SentAhead ahead() {
        ApiSettings settings = PluginRequestOptions.api(MySqlSinkOptions.read(
                        "",
                        Map.of(
                                "url", "jdbc:mysql://127.0.0.1:1/matomo",
                                "user", "u",
                                "pluginRequests", "http://127.0.0.1:1/matomo.php",
                                "pluginRequestsToken", "t")))
                .orElseThrow();
        return new SentAhead(
                settings,
                () -> {
                    throw new AssertionError("nothing is sent");
                },
                new WriterPool.Settings("jdbc:mysql://127.0.0.1:1/matomo", "u", "", 1),
                "matomo_",
                "test",
                false,
                InstantSource.system());
    }

    @Test
    void itGoesOnBehindAnErrorOfTheMachine() {
        AtomicInteger asked = new AtomicInteger();
        try (SentAhead ahead = ahead();
                PluginCourier courier = new PluginCourier(
                        ahead,
                        new LedgerTables("matomo_"),
                        () -> {
                            if (asked.incrementAndGet() == 1) {
                                throw new OutOfMemoryError("as a test wants it");
                            }
                            return false;
                        },
                        "mysql")) {
            courier.start();
            await().until(() -> asked.get() > 1);
        }
        assertThat(asked.get()).isGreaterThan(1);
    }

    @Test
    void whatCannotBeBookedIsLeftOutForAWhileAndThenTriedAgain() throws Exception {
        DueBookings bookings = new DueBookings();
        List<Delivery> due = List.of(new Delivery.Again(1, List.of()));
        long second = Duration.ofSeconds(1).toNanos();
        bookings.put(due);
        assertThat(bookings.due(0)).isEqualTo(due);
        bookings.failed(0);
        assertThat(bookings.due(second - 1)).isEmpty();
        assertThat(bookings.due(second)).isEqualTo(due);
        bookings.failed(second);
        assertThat(bookings.due(3 * second - 1)).isEmpty();
        assertThat(bookings.due(3 * second)).isEqualTo(due);
        for (int i = 0; i < 100; i++) {
            bookings.failed(0);
        }
        assertThat(bookings.due(30 * second)).isEqualTo(due);
        assertThat(bookings.over(1)).isFalse();
        bookings.committed();
        assertThat(bookings.over(1)).isTrue();
        assertThat(bookings.due(0)).isEmpty();
    }

    @Test
    void nobodyWaitsForABookingBehindTheEnd() throws Exception {
        DueBookings bookings = new DueBookings();
        bookings.put(List.of(new Delivery.Again(1, List.of())));
        AtomicReference<Boolean> over = new AtomicReference<>();
        Thread waiting = new Thread(() -> {
            try {
                over.set(bookings.over(Duration.ofMinutes(1).toMillis()));
            } catch (InterruptedException e) {
                over.set(false);
            }
        });
        waiting.start();
        bookings.close();
        waiting.join();
        assertThat(over.get()).isTrue();
    }
}
