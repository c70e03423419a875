/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.TrackingRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Random histories: agents and imports of the same streams side by side, collectors that start, restart and list streams,
 * agents that begin late, imports that are cut off and repeated. What must hold at every step is said by the names of the
 * checks. All event times differ, so that they alone are the order.
 */
class ReplayerHistoryTest {
    private static final EngineFixture FIXTURE = new EngineFixture();
    private static final List<String> LISTED = List.of("web1", "web2", "web3");
    private static final Duration MAX_HOLD = Duration.ofMinutes(1);

    @AfterAll
    static void close() {
        FIXTURE.close();
    }

    /** A way on which packs of one log come, in their order. */
    private record Road(String stream, boolean imported, Deque<Pack> packs) {}

    private static final class History {
        final Random random;
        final boolean patient;
        final List<Road> agents = new ArrayList<>();
        final List<Road> imports = new ArrayList<>();
        final Map<String, Set<Long>> times = new HashMap<>();
        final Set<Long> late = new HashSet<>();
        final Set<String> heardEver = new HashSet<>();
        final List<Replayer> collectors = new ArrayList<>();
        long passedByCollectors;
        long lastClaim = -1;
        boolean anyCollector;
        long clock = 1_000;

        History(long seed, boolean patient) {
            this.random = new Random(seed);
            this.patient = patient;
            List<FrontendLog> live = new ArrayList<>();
            List<FrontendLog> old = new ArrayList<>();
            for (String stream : LISTED) {
                live.add(new FrontendLog(stream, 0));
                times.put(stream, new HashSet<>());
            }
            times.put("solo", new HashSet<>());
            old.add(new FrontendLog("web1", 0, 70));
            old.add(new FrontendLog("web2", 0, 80));
            old.add(new FrontendLog("solo", 0, 1));
            for (FrontendLog log : Stream.concat(live.stream(), old.stream()).toList()) {
                Road road = new Road(log.file().stream(), old.contains(log), new ArrayDeque<>());
                (road.imported() ? imports : agents).add(road);
            }
            for (int moment = 0; moment < 60; moment++) {
                for (Road road :
                        Stream.concat(agents.stream(), imports.stream()).toList()) {
                    FrontendLog log = Stream.concat(live.stream(), old.stream())
                            .filter(l -> l.file().stream().equals(road.stream()) && old.contains(l) == road.imported())
                            .findFirst()
                            .orElseThrow();
                    write(log, road);
                }
            }
            for (Road road : agents) {
                FrontendLog log = live.get(LISTED.indexOf(road.stream()));
                road.packs().add(log.heartbeat(clock + 5));
            }
            for (FrontendLog log : old) {
                imports.stream()
                        .filter(r -> r.stream().equals(log.file().stream()))
                        .forEach(r -> r.packs().add(log.ended()));
            }
        }

        private void write(FrontendLog log, Road road) {
            clock += 10;
            if (random.nextInt(3) > 0) {
                log.line(clock);
                times.get(road.stream()).add(clock);
            }
            if (random.nextInt(4) == 0) {
                road.packs().add(random.nextInt(3) == 0 && !road.imported() ? log.heartbeat(clock + 5) : log.pack());
            }
            if (random.nextInt(40) == 0) {
                road.packs().add(log.pack());
                log.rotate();
            }
        }

        Replayer collector() {
            anyCollector = true;
            return FIXTURE.engine(
                    "collector" + random.nextInt(2),
                    ReplayPolicy.DEFAULT.with(p -> p.streams(Set.copyOf(LISTED))
                            .batchSize(1 + random.nextInt(20))
                            .memory(random.nextInt(3) * 700L)
                            .maxHold(patient ? Duration.ofDays(9) : MAX_HOLD)),
                    FIXTURE.connections());
        }

        Replayer importer(Set<String> streams) {
            return FIXTURE.engine(
                    "import",
                    ReplayPolicy.DEFAULT.with(p ->
                            p.role(ReplayPolicy.Role.IMPORT).streams(streams).batchSize(1 + random.nextInt(20))),
                    FIXTURE.connections());
        }

        void run() throws Exception {
            boolean importsFirst = random.nextInt(4) == 0;
            if (importsFirst) {
                runImport();
            }
            collectors.add(collector());
            if (random.nextBoolean()) {
                collectors.add(collector());
            }
            collectors.get(0).tick();
            Set<String> begun = new HashSet<>();
            while (agents.stream().anyMatch(road -> !road.packs().isEmpty())
                    || imports.stream().anyMatch(road -> !road.packs().isEmpty())) {
                step(begun);
            }
            while (collectors.get(0).tick().order().moreDue()) {
                check();
            }
            check();
        }

        private void step(Set<String> begun) throws Exception {
            FIXTURE.waiting.now += random.nextInt(patient ? 1_000 : 20_000);
            int dice = random.nextInt(20);
            if (dice == 0) {
                collectors.set(random.nextInt(collectors.size()), collector());
            } else if (dice < 4) {
                runImport();
            } else if (dice < 6) {
                note(collectors.get(random.nextInt(collectors.size())).tick());
            } else {
                deliver(begun);
            }
            check();
        }

        /** Some agents begin late. */
        private void deliver(Set<String> begun) throws Exception {
            Road road = agents.get(random.nextInt(agents.size()));
            boolean begins = begun.contains(road.stream())
                    || random.nextInt(road.stream().equals("web1") ? 40 : 4) == 0;
            if (road.packs().isEmpty() || !begins) {
                return;
            }
            begun.add(road.stream());
            List<Pack> packs = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0 && !road.packs().isEmpty(); i--) {
                packs.add(road.packs().poll());
            }
            Collections.shuffle(packs, random);
            noteLate(packs);
            heardEver.add(road.stream());
            note(collectors
                    .get(random.nextInt(collectors.size()))
                    .replay(EngineFixture.of(packs.toArray(Pack[]::new))));
            if (random.nextInt(5) == 0) {
                note(collectors
                        .get(random.nextInt(collectors.size()))
                        .replay(EngineFixture.of(packs.toArray(Pack[]::new))));
            }
        }

        /** Brings some of what is to be imported, then ends, is cut off, or is repeated from its beginning. */
        private void runImport() throws Exception {
            List<Road> some = imports.stream()
                    .filter(road -> !road.packs().isEmpty() && random.nextBoolean())
                    .toList();
            if (some.isEmpty()) {
                return;
            }
            Replayer importer =
                    importer(new HashSet<>(some.stream().map(Road::stream).toList()));
            List<Pack> brought = new ArrayList<>();
            int most = random.nextInt(3) == 0 ? 1 + random.nextInt(10) : Integer.MAX_VALUE;
            while (brought.size() < most
                    && some.stream().anyMatch(road -> !road.packs().isEmpty())) {
                Road road = some.stream()
                        .filter(r -> !r.packs().isEmpty())
                        .min(Comparator.comparingLong(r -> firstTime(r.packs().peek())))
                        .orElseThrow();
                Pack pack = road.packs().poll();
                brought.add(pack);
                noteLate(List.of(pack));
                CommitSummary summary = importer.replay(EngineFixture.of(pack));
                assertThat(summary.said().passed())
                        .as("an import passes nobody")
                        .isEmpty();
                check();
            }
            if (most < Integer.MAX_VALUE) {
                // cut off: the next one begins anew
                Collections.reverse(brought);
                brought.forEach(pack -> some.stream()
                        .filter(road -> road.stream().equals(pack.header().file().stream()))
                        .forEach(road -> road.packs().addFirst(pack)));
                return;
            }
            while (importer.tick().order().moreDue()) {
                check();
            }
            check();
        }

        private static long firstTime(Pack pack) {
            return pack.entries().isEmpty()
                    ? Long.MAX_VALUE
                    : ((TrackingRequest) pack.entries().get(0)).time();
        }

        /** What comes below the frontier for the first time is late. */
        private void noteLate(List<Pack> packs) {
            long frontier = FIXTURE.number("SELECT COALESCE(frontier_time, -1) FROM matomo_trackreplay_progress");
            for (Pack pack : packs) {
                pack.entries().forEach(entry -> {
                    long time = ((TrackingRequest) entry).time();
                    if (time < frontier && taken.add(time)) {
                        late.add(time);
                    }
                    taken.add(time);
                });
            }
        }

        private final Set<Long> taken = new HashSet<>();

        private void note(CommitSummary summary) {
            passedByCollectors += summary.said().passed().size();
        }

        private List<Long> applied() {
            return FIXTURE.list("SELECT time FROM applied ORDER BY id").stream()
                    .map(Long::valueOf)
                    .toList();
        }

        private void check() {
            List<Long> applied = applied();
            assertThat(applied.stream().filter(time -> !late.contains(time)).toList())
                    .as("what is on time is in order")
                    .isSorted();
            long claim = FIXTURE.number("SELECT COALESCE(complete_through, -1) FROM matomo_trackreplay_progress");
            if (anyCollector) {
                assertThat(FIXTURE.list("SELECT name FROM matomo_trackreplay_stream WHERE expected = 1 ORDER BY name"))
                        .as("expectation survives")
                        .isEqualTo(LISTED);
                if (claim > lastClaim) {
                    assertThat(heardEver)
                            .as("nothing is complete without a listed agent")
                            .containsAll(LISTED);
                    Set<Long> missing = new HashSet<>();
                    agents.forEach(road -> road.packs()
                            .forEach(pack ->
                                    pack.entries().forEach(entry -> missing.add(((TrackingRequest) entry).time()))));
                    missing.addAll(taken);
                    missing.removeAll(new HashSet<>(applied));
                    assertThat(missing).as("what is complete has been applied").allMatch(time -> time > claim);
                }
            }
            lastClaim = Math.max(claim, lastClaim);
        }
    }

    @Test
    void importsBesideAgentsLoseNothingRepeatNothingAndKeepTheOrder() throws Exception {
        long passed = 0;
        long late = 0;
        for (long seed = 0; seed < Long.getLong("trackreplay.histories", 10); seed++) {
            FIXTURE.reset();
            FIXTURE.waiting.now = 1_000_000_000L;
            History history = new History(seed, seed % 2 == 0);
            try {
                history.run();
                Set<Long> all = new HashSet<>();
                history.times.values().forEach(all::addAll);
                assertThat(history.applied())
                        .as("nothing lost, nothing twice")
                        .containsExactlyInAnyOrderElementsOf(all);
                assertThat(FIXTURE.unaccounted()).as("every byte accounted").isZero();
                assertThat(FIXTURE.number("SELECT COUNT(*) FROM matomo_trackreplay_held"))
                        .isZero();
                assertThat(FIXTURE.number("SELECT SUM(late) FROM matomo_trackreplay_stream"))
                        .as("the late ones are counted")
                        .isEqualTo(history.late.size());
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            passed += history.passedByCollectors;
            late += history.late.size();
        }
        assertThat(passed).as("the case occurs").isPositive();
        assertThat(late).as("the case occurs").isPositive();
    }
}
