/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Waiting for calls, with a clock that only they move. */
class UnderWayTest {
    private final List<String> statements = new ArrayList<>();
    private final AtomicBoolean stop = new AtomicBoolean();
    private boolean ledgerGone;
    private long nanos;

    private UnderWay underWay(Duration most) {
        return new UnderWay(connection(), () -> nanos, stop, most);
    }

    /** A session that notes what it is told. */
    private Connection connection() {
        Statement statement = (Statement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Statement.class}, (proxy, method, args) -> {
                    if (method.getName().equals("execute")) {
                        if (ledgerGone) {
                            throw new SQLException("gone", "08S01", 0);
                        }
                        statements.add((String) args[0]);
                        return false;
                    }
                    return null;
                });
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> statement);
    }

    /** Is done after so many looks of some milliseconds each. */
    private final class Lane extends CompletableFuture<Void> {
        private final long millis;
        private int looks;

        Lane(int looks, long millis) {
            this.looks = looks;
            this.millis = millis;
        }

        @Override
        public Void get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
            if (isCancelled()) {
                throw new CancellationException();
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            nanos += TimeUnit.MILLISECONDS.toNanos(millis);
            if (looks-- > 0) {
                throw new TimeoutException();
            }
            return null;
        }
    }

    @Test
    void aSignIsGivenOnceASecondHoweverTheCallsEnd() throws Exception {
        List<Future<?>> lanes = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            lanes.add(new Lane(0, 150)); // one after the other, none of which is waited for in vain
        }
        underWay(Duration.ofSeconds(30)).await(lanes);
        assertThat(statements).hasSize(64 * 150 / 1050).containsOnly("DO 0");
    }

    @Test
    void whereTheLedgerIsGoneNoFurtherCallBegins() {
        ledgerGone = true;
        assertThatThrownBy(() -> underWay(Duration.ofSeconds(30)).await(List.of(new Lane(30, 200))))
                .isInstanceOf(SQLException.class)
                .hasMessage("gone");
        assertThat(stop).isTrue();
    }

    @Test
    void aStopWaitsForTheAnswers() throws Exception {
        Lane lane = new Lane(50, 200);
        Thread.currentThread().interrupt();

        underWay(Duration.ofSeconds(30)).await(List.of(lane));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(stop).isTrue();
        assertThat(lane.isCancelled()).isFalse();
    }

    @Test
    void aStopDoesNotWaitForEver() {
        Lane lane = new Lane(Integer.MAX_VALUE, 200);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> underWay(Duration.ofSeconds(30)).await(List.of(lane)))
                .isInstanceOf(EndpointException.class)
                .hasMessageContaining("stopped");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(lane.isCancelled()).isTrue();
        assertThat(nanos)
                .isBetween(
                        Duration.ofSeconds(30).toNanos(), Duration.ofSeconds(32).toNanos());
    }
}
