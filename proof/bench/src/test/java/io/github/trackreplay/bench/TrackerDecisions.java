/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.device.detector.DeviceDetector;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.Tracker;
import io.github.trackreplay.tracking.location.LocationDatabase;
import io.github.trackreplay.tracking.prepared.OutsideFacts;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import io.github.trackreplay.tracking.referrer.ReferrerDefinitions;
import io.github.trackreplay.tracking.referrer.SpamReferrers;
import io.github.trackreplay.tracking.replay.MemoryTables;
import io.github.trackreplay.tracking.replay.Replay;
import io.github.trackreplay.tracking.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Requests a second through the tracker on one core, without SQL. The user agents are known to the detector after the warm-up. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class TrackerDecisions {
    private static final int REQUESTS = 2_000;
    private static final int VISITS_AT_ONCE = 50;

    private Tracker tracker;
    private Settings settings;
    private List<LocatedRequest> requests;
    private long now;

    /** How many requests the tracker sees at a time. */
    @State(Scope.Thread)
    public static class Batch {
        /** Its size: the more, the more changes of a visit are written once. */
        @Param({"1", "100", "2000"})
        public int size;
    }

    /** Makes requests and settings. */
    @Setup
    public void make() throws IOException {
        make(REQUESTS);
    }

    final void make(int number) throws IOException {
        OutsideFacts definitions = new OutsideFacts(
                DeviceDetector.bundled(), ReferrerDefinitions.builtIn(), SpamReferrers.none(), LocationDatabase.none());
        tracker = new Tracker(definitions, new SecretRandomness(new byte[] {1, 2, 3}));
        settings = BenchSites.settings();
        List<Call> calls = new Traffic(1, VISITS_AT_ONCE).next(number);
        requests = new ArrayList<>();
        Packs.of(calls).entries().forEach(entry -> requests.add(BenchSites.located(entry)));
        now = calls.get(number - 1).time() / 1000 + 60;
    }

    /** What can be said of a request by itself: parameters, exclusions, device, referrer, names. Runs on all cores in the sink. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public void prepare(Blackhole hole) {
        for (LocatedRequest request : requests) {
            hole.consume(tracker.prepare(request, settings, now));
        }
    }

    /**
     * All of it: prepare, foresee what will be wanted, decide, coalesce, over tables in memory that are empty at first. The
     * tables are simple rather than fast, so this is a lower bound of the tracker's own rate, and a figure to compare builds by.
     */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public List<RequestOutcome> replay(Batch batch) {
        return new Replay(tracker, settings, new MemoryTables(), now).applyAll(requests, batch.size);
    }
}
