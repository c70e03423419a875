/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.OrderKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Frontends on virtual clocks against an oracle that works everything out anew at every step. */
class OrderSimulationTest {
    private static final long FOREVER = Long.MAX_VALUE / 4;
    private static final long DURATION = 3_600_000;

    /** One run: frontends, what arrives of them, the order's behaviour. */
    private static final class Run {
        final List<VirtualFrontend> frontends = new ArrayList<>();
        final OrderHarness harness;
        final Set<OrderKey> oracleLate = new HashSet<>();
        final long all;

        Run(long seed, int count, int lines, long clockError, long delay, long maxHold, boolean oracle, long way) {
            Random random = new Random(seed);
            for (int i = 0; i < count; i++) {
                long disorder = random.nextBoolean() ? 0 : 5_000;
                frontends.add(new VirtualFrontend("web" + i, random, lines, DURATION, disorder, clockError, oracle));
            }
            harness = new OrderHarness(maxHold, 1 + random.nextInt(50), 1 + random.nextInt(200));
            Random roads = new Random(seed * 31 + way);
            List<VirtualFrontend.Sent> sent = new ArrayList<>();
            frontends.forEach(frontend -> {
                harness.order.stream(frontend.name, () -> 1_000_000 + frontends.indexOf(frontend), 0);
                sent.addAll(frontend.sends(roads, delay, 2 * DURATION));
            });
            sent.sort(Comparator.comparingLong(VirtualFrontend.Sent::arrives));
            all = frontends.stream()
                    .flatMap(f -> f.logs.stream())
                    .flatMap(log -> log.lines().stream())
                    .filter(line -> line.time() != Long.MIN_VALUE)
                    .count();
            deliver(sent, roads, oracle ? new Oracle(frontends) : null);
        }

        private void deliver(List<VirtualFrontend.Sent> sent, Random roads, Oracle oracle) {
            long now = 0;
            for (int from = 0; from < sent.size(); ) {
                int to = Math.min(sent.size(), from + 1 + roads.nextInt(20));
                List<VirtualFrontend.Sent> batch = sent.subList(from, to);
                now = batch.get(batch.size() - 1).arrives();
                if (oracle != null) {
                    oracleLate.addAll(oracle.late(batch));
                }
                boolean more = harness.transaction(batch, now);
                if (oracle != null) {
                    oracle.moved(harness.order.frontier(), more);
                }
                if (roads.nextInt(50) == 0) {
                    harness.forgetIndex();
                }
                from = to;
            }
            boolean more = true;
            while (more) {
                more = harness.transaction(List.of(), now);
            }
        }
    }

    /** Works out bounds from all that has arrived, by brute force. */
    private static final class Oracle {
        private final List<VirtualFrontend> frontends;
        private final TreeMap<String, boolean[][]> arrived = new TreeMap<>();
        private final TreeMap<String, List<VirtualFrontend.Sent>> promises = new TreeMap<>();
        private OrderKey frontier = ReplayOrder.START;

        Oracle(List<VirtualFrontend> frontends) {
            this.frontends = frontends;
            for (VirtualFrontend f : frontends) {
                boolean[][] lines = new boolean[f.logs.size()][];
                for (int i = 0; i < lines.length; i++) {
                    lines[i] = new boolean[f.logs.get(i).lines().size()];
                }
                arrived.put(f.name, lines);
                promises.put(f.name, new ArrayList<>());
            }
        }

        List<OrderKey> late(List<VirtualFrontend.Sent> batch) {
            List<OrderKey> late = new ArrayList<>();
            for (VirtualFrontend.Sent sent : batch) {
                boolean[] lines = arrived.get(sent.from().name)[sent.log()];
                for (int i = sent.first(); i < sent.last(); i++) {
                    long time = sent.from().logs.get(sent.log()).lines().get(i).time();
                    OrderKey key = new OrderKey(time, sent.from().name, sent.log() + 1, i * VirtualFrontend.LINE, 0);
                    if (!lines[i] && time != Long.MIN_VALUE && key.compareTo(frontier) < 0) {
                        late.add(key);
                    }
                    lines[i] = true;
                }
                promises.get(sent.from().name).add(sent);
            }
            return late;
        }

        /** After a transaction: the frontier is where the oracle says, unless the limit stopped it before. */
        void moved(OrderKey claimed, boolean limited) {
            OrderKey least = frontends.stream()
                    .map(this::bound)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            OrderKey expected = least.compareTo(frontier) > 0 ? least : frontier;
            if (limited) {
                assertThat(claimed).isLessThanOrEqualTo(expected);
            } else {
                assertThat(claimed).isEqualTo(expected);
            }
            frontier = claimed;
        }

        private OrderKey bound(VirtualFrontend f) {
            boolean[][] lines = arrived.get(f.name);
            long watermark = Long.MIN_VALUE;
            int log = 0;
            int line = 0;
            boolean connected = connected(f);
            while (connected) {
                if (line < lines[log].length && lines[log][line]) {
                    long time = f.logs.get(log).lines().get(line).time();
                    watermark = time == Long.MIN_VALUE ? watermark : Math.max(watermark, time - f.disorder);
                    line++;
                } else if (line == lines[log].length && log + 1 < lines.length && heard(f, log + 1)) {
                    log++;
                    line = 0;
                } else {
                    break;
                }
            }
            for (VirtualFrontend.Sent sent : promises.get(f.name)) {
                if (connected && (sent.log() < log || (sent.log() == log && sent.last() <= line))) {
                    watermark = Math.max(watermark, sent.watermark());
                }
            }
            return watermark == Long.MIN_VALUE
                    ? new OrderKey(Long.MIN_VALUE, f.name, 0, 0, 0)
                    : new OrderKey(watermark, f.name, log + 1, line * VirtualFrontend.LINE, 0);
        }

        /** Whether every predecessor of the file that spoke last is known by name: only then there is one chain. */
        private boolean connected(VirtualFrontend f) {
            List<VirtualFrontend.Sent> all = promises.get(f.name);
            int log = all.isEmpty() ? -1 : all.get(all.size() - 1).log();
            while (log > 0 && heard(f, log)) {
                log--;
            }
            return log == 0;
        }

        private boolean heard(VirtualFrontend f, int log) {
            return promises.get(f.name).stream().anyMatch(sent -> sent.log() == log);
        }
    }

    @Test
    void lateSetEqualsTheOracles() {
        long late = 0;
        for (long seed = 0; seed < 120; seed++) {
            Run run = new Run(seed, 1 + (int) (seed % 7), 60, 300_000, 120_000, FOREVER, true, 1);
            assertThat(new HashSet<>(run.harness.late)).as("seed %s", seed).isEqualTo(run.oracleLate);
            late += run.oracleLate.size();
        }
        assertThat(late).as("the case occurs").isGreaterThan(100);
    }

    @Test
    void noOnTimeRequestAfterItsWatermark() {
        for (long seed = 0; seed < 40; seed++) {
            Run run = new Run(seed, 8, 80, 300_000, 600_000, seed % 2 == 0 ? FOREVER : 60_000, false, 1);
            Set<OrderKey> late = new HashSet<>(run.harness.late);
            List<OrderKey> onTime = run.harness.applied.stream()
                    .filter(key -> !late.contains(key))
                    .toList();
            assertThat(onTime).as("seed %s", seed).isSorted();
            assertThat(run.harness.frontiers).as("seed %s", seed).isSorted();
        }
    }

    @Test
    void nothingDroppedAndNothingTwice() {
        for (long seed = 0; seed < 40; seed++) {
            Run run = new Run(seed, 8, 80, 300_000, 600_000, seed % 2 == 0 ? FOREVER : 60_000, false, 1);
            assertThat(run.harness.applied).as("seed %s", seed).doesNotHaveDuplicates();
            assertThat(run.harness.applied).as("seed %s", seed).hasSize((int) run.all);
            assertThat(run.harness.held()).isZero();
        }
    }

    @Test
    void twoReplaysOneOrder() {
        for (long seed = 0; seed < 60; seed++) {
            List<OrderKey> one = new Run(seed, 6, 60, 300_000, 900_000, FOREVER, false, 1).harness.applied;
            List<OrderKey> other = new Run(seed, 6, 60, 300_000, 900_000, FOREVER, false, 2).harness.applied;
            assertThat(one).as("seed %s", seed).isEqualTo(other);
        }
    }

    @Test
    void everyByteAccounted() {
        for (long seed = 0; seed < 50; seed++) {
            Run run = new Run(seed, 5, 60, 300_000, 600_000, 60_000, false, 1);
            for (StreamOrder stream : run.harness.order.streams()) {
                for (FileTrack file : stream.files()) {
                    assertThat(file.account().accounted())
                            .isEqualTo(file.taken().bytes());
                    assertThat(file.taken().spans().size()).isLessThanOrEqualTo(1);
                }
            }
        }
    }

    @Tag("slow")
    @Test
    void thousandsOfFrontendsKeepOneOrder() {
        Run run = new Run(4711, 2_000, 20, 300_000, 300_000, FOREVER, false, 1);
        Set<OrderKey> late = new HashSet<>(run.harness.late);
        System.out.printf("%d frontends, %d requests, %d late%n", run.frontends.size(), run.all, late.size());

        assertThat(run.harness.applied).doesNotHaveDuplicates().hasSize((int) run.all);
        assertThat(run.harness.applied.stream().filter(key -> !late.contains(key)))
                .isSorted();
    }

    /** Also of what is passed: gaps and silences of more than a minute. */
    @Test
    void whatIsSaidToBeCompleteHasBeenApplied() {
        long claimed = 0;
        for (long seed = 0; seed < 60; seed++) {
            Run run = new Run(seed, 6, 60, 300_000, 600_000, seed % 2 == 0 ? FOREVER : 60_000, false, 1);
            List<OrderKey> applied = run.harness.applied;
            long[] leastFrom = new long[applied.size() + 1];
            leastFrom[applied.size()] = Long.MAX_VALUE;
            for (int i = applied.size() - 1; i >= 0; i--) {
                leastFrom[i] = Math.min(leastFrom[i + 1], applied.get(i).time());
            }
            for (OrderHarness.Claim claim : run.harness.claims) {
                assertThat(claim.through())
                        .as("seed %s, after %s requests", seed, claim.applied())
                        .isLessThan(leastFrom[claim.applied()]);
                claimed += claim.through() > 0 && claim.applied() < applied.size() ? 1 : 0;
            }
        }
        assertThat(claimed).as("the case occurs").isGreaterThan(100);
    }

    @Test
    void withoutGapsAndSilencesNothingIsLateAndEverythingIsComplete() {
        for (long seed = 0; seed < 50; seed++) {
            Run run = new Run(seed, 5, 60, 300_000, 600_000, FOREVER, false, 1);
            assertThat(run.harness.late).as("seed %s", seed).isEmpty();
            assertThat(run.harness.order.completeThrough(true)).isEqualTo(2 * DURATION - 1);
        }
    }
}
