/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.core.ConditionTimeoutException;

/** Repeats something on a machine that is otherwise idle, if it becomes so, and prints how long it took. */
final class Latencies {
    private static final int LINES = Integer.getInteger("trackreplay.latency.lines", 200);
    private static final int WARM_UP = Integer.getInteger("trackreplay.latency.warmup", 100);
    private static final double IDLE = 1.5;
    private static final Duration PATIENCE = Duration.ofMinutes(Integer.getInteger("trackreplay.latency.minutes", 5));

    private Latencies() {}

    /** Does something and returns how many nanoseconds it took. */
    interface Timed {
        long run() throws Exception;
    }

    static void measure(String what, Timed timed) throws Exception {
        run(timed, WARM_UP);
        double load = awaitIdleMachine();
        long[] nanos = run(timed, LINES);
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%s: median %.0f ms, p90 %.0f ms, p99 %.0f ms, most %.0f ms of %d (load %.1f before)%n",
                what,
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 90 / 100] / 1e6,
                nanos[nanos.length * 99 / 100] / 1e6,
                nanos[nanos.length - 1] / 1e6,
                nanos.length,
                load);
    }

    /** At moments that have nothing to do with the rhythm of whatever polls. */
    private static long[] run(Timed timed, int times) throws Exception {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            nanos[i] = timed.run();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10 + i * 7 % 137));
        }
        return nanos;
    }

    private static double awaitIdleMachine() {
        try {
            await().pollInterval(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> load() < IDLE);
        } catch (ConditionTimeoutException e) {
            System.out.printf("The machine is busy (load %.1f); the figures say less.%n", load());
        }
        return load();
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
