/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a transaction costs a collector, by the number of streams that it knows. Only with {@code -Dtrackreplay.scale=true};
 * prints figures.
 */
@EnabledIfSystemProperty(named = "trackreplay.scale", matches = "true")
class StreamScaleTest {
    private static final int COMMITS = 400;
    private static final long START = 1_000_000_000L;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(ints = {10, 10, 1_000, 5_000})
    void aTransactionCostsTheSameHoweverManyStreamsThereAre(int count) throws Exception {
        try (EngineFixture fixture = new EngineFixture()) {
            List<FrontendLog> logs = new ArrayList<>();
            List<Delivery> first = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                FrontendLog log = new FrontendLog("web" + i, 0).line(START - 1);
                logs.add(log);
                first.add(new Delivery.OfPack(log.heartbeat(START)));
            }
            Replayer engine = engine(fixture);
            for (int from = 0; from < count; from += 500) {
                engine.replay(first.subList(from, Math.min(count, from + 500)));
            }
            commits(fixture, engine, logs, COMMITS);
            long memory = memory();
            long[] cost = commits(fixture, engine, logs, COMMITS);
            long begun = threads.getCurrentThreadCpuTime();
            engine(fixture).tick();
            System.out.printf(
                    Locale.ROOT,
                    "%d streams: %.3f ms of processor time, %.2f ms in all for a transaction of one request; reading the state"
                            + " %.0f ms of processor time; heap %d KiB%n",
                    count,
                    cost[0] / 1e6 / COMMITS,
                    cost[1] / 1e6 / COMMITS,
                    (threads.getCurrentThreadCpuTime() - begun) / 1e6,
                    memory >> 10);
        }
    }

    @Test
    void aBacklogOfAThousandStreamsIsReleasedInLittleMemory() throws Exception {
        int count = 1_000;
        int requests = Integer.getInteger("trackreplay.scale.requests", 250);
        try (EngineFixture fixture = new EngineFixture()) {
            Replayer engine = fixture.engine(ReplayPolicy.DEFAULT.with(
                    p -> p.maxHold(Duration.ofDays(1)).memory(32 << 20).streams(Set.of("silent"))));
            String query = "idsite=1&rec=1&action_name=" + "x".repeat(200);
            for (int i = 0; i < count; i++) {
                FrontendLog log = new FrontendLog("web" + i, 0);
                for (int j = 0; j < requests; j++) {
                    log.line(START - 1_000_000 + 1000L * j + i, query + i + "_" + j);
                }
                engine.replay(EngineFixture.of(log.ended()));
            }
            System.out.printf(
                    "%d requests of %d streams held back in %s rows of %s bytes%n",
                    1L * count * requests,
                    count,
                    fixture.list("SELECT COUNT(*) FROM matomo_trackreplay_held").get(0),
                    fixture.list("SELECT SUM(body_bytes) FROM matomo_trackreplay_held")
                            .get(0));
            long most = 0;
            long begun = System.nanoTime();
            CommitSummary summary = engine.replay(
                    EngineFixture.of(new FrontendLog("silent", 0).line(1).ended()));
            while (summary.order().moreDue()) {
                most = Math.max(most, memory());
                summary = engine.tick();
            }
            System.out.printf(
                    Locale.ROOT,
                    "released in %d s; heap in use at most %d MiB%n",
                    Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                    most >> 20);
            assertThat(fixture.number("SELECT COUNT(*) FROM applied")).isEqualTo(1L * count * requests + 1);
        }
    }

    /** As many as -Dtrackreplay.scale.second says; the figures are with 200,000 and -Xmx256m. */
    @Test
    void requestsOfOneAndTheSameSecondAreReleasedInLittleMemory() throws Exception {
        int count = Integer.getInteger("trackreplay.scale.second", 20_000);
        try (EngineFixture fixture = new EngineFixture()) {
            Replayer engine = fixture.engine(ReplayPolicy.DEFAULT.with(p -> p.maxHold(Duration.ofDays(1))
                    .batchSize(2_000)
                    .memory(4 << 20)
                    .streams(Set.of("silent"))));
            List<FrontendLog> logs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                logs.add(new FrontendLog("web" + i, 0));
            }
            for (int i = 0; i < count; i += 500) {
                FrontendLog log = logs.get(i / 500 % logs.size());
                for (int j = i; j < i + 500; j++) {
                    log.line(START, "idsite=1&rec=1&action_name=" + "x".repeat(300) + j);
                }
                engine.replay(EngineFixture.of(log.pack()));
                log.forgetLines();
            }
            long begun = System.nanoTime();
            CommitSummary summary = engine.replay(
                    EngineFixture.of(new FrontendLog("silent", 0).line(1).ended()));
            for (FrontendLog log : logs) {
                engine.replay(EngineFixture.of(log.ended()));
            }
            long most = memory();
            while (engine.tick().order().moreDue()) {
                most = Math.max(most, memory());
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d requests of one second released in %d s; heap in use at most %d MiB%n",
                    count,
                    Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                    most >> 20);
            assertThat(summary.order().heldRequests()).isGreaterThan(count / 2);
            assertThat(fixture.number("SELECT COUNT(*) FROM applied")).isEqualTo(count + 1L);
            assertThat(fixture.list("SELECT CONCAT(stream, LPAD(place, 12, '0')) FROM applied ORDER BY id"))
                    .isSorted();
        }
    }

    private static Replayer engine(EngineFixture fixture) {
        return fixture.engine(ReplayPolicy.DEFAULT.with(p -> p.maxHold(Duration.ofDays(1))));
    }

    /** One stream brings a request, all others have promised less; it is held back. */
    private long[] commits(EngineFixture fixture, Replayer engine, List<FrontendLog> logs, int commits)
            throws Exception {
        long cpu = threads.getCurrentThreadCpuTime();
        long wall = System.nanoTime();
        for (int i = 0; i < commits; i++) {
            FrontendLog log = logs.get(i * 7 % logs.size());
            fixture.waiting.now++;
            engine.replay(EngineFixture.of(log.line(START - 1).pack()));
        }
        return new long[] {threads.getCurrentThreadCpuTime() - cpu, System.nanoTime() - wall};
    }

    private static long memory() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
