/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A port that gives no connections for a while is asked ever more rarely, and that is said rarely too. */
class AcceptLoopTest {
    private final List<Socket> taken = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final List<Long> pauses = new ArrayList<>();
    private long nanos;

    /** A port of a process that may open no more files. */
    private static final class Exhausted extends ServerSocket {
        private final int failuresBetween;
        private int failures;

        Exhausted(int failuresBetween) throws IOException {
            this.failuresBetween = failuresBetween;
        }

        @Override
        public Socket accept() throws IOException {
            if (failures < failuresBetween) {
                failures++;
                throw new IOException("Too many open files");
            }
            failures = 0;
            return new Socket();
        }
    }

    /** Runs until so many pauses were taken; time goes on by these only. */
    private void run(ServerSocket port, int until) throws IOException {
        try (port) {
            AcceptLoop loop = new AcceptLoop(
                    port, taken::add, why -> said.add(why.getMessage()), () -> nanos, (closed, millis) -> {
                        pauses.add(millis);
                        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
                        if (pauses.size() == until) {
                            closed.countDown();
                        }
                    });
            loop.run();
        }
    }

    @Test
    void thePauseGrowsUpToABoundAndItIsSaidOnceAMinute() throws IOException {
        run(new Exhausted(Integer.MAX_VALUE), 40);

        assertThat(pauses).startsWith(10L, 20L, 40L, 80L).isSorted().endsWith(5_000L);
        long minutes = TimeUnit.NANOSECONDS.toMinutes(nanos);
        assertThat(minutes).isPositive();
        assertThat((long) said.size()).isBetween(minutes, minutes + 1);
        assertThat(said.get(0)).isEqualTo("Too many open files");
        assertThat(taken).isEmpty();
    }

    @Test
    void aConnectionThatIsTakenEndsThePauses() throws IOException {
        run(new Exhausted(3), 9);

        assertThat(pauses).containsExactly(10L, 20L, 40L, 10L, 20L, 40L, 10L, 20L, 40L);
        assertThat(taken).hasSize(2);
        assertThat(said).hasSize(1);
    }
}
