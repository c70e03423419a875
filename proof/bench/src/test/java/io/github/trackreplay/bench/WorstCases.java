/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.device.detector.DeviceDetector;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.golden.HostileLines;
import io.github.trackreplay.interceptor.FormatNotices;
import io.github.trackreplay.interceptor.PackParser;
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
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a line costs in processor time, from its bytes to the decision over tables in memory: 99 categories of hostile lines, and
 * a normal line of the same length. The aim: none above 2 ms, or above 10 times the normal line where that is more.
 */
public final class WorstCases {
    private static final int LINES = 12;
    private static final int ROUNDS = 12;
    private static final int WARM_UP = 2_000;
    private static final double MOST_MICROSECONDS = 2_000;
    private static final double MOST_TIMES_NORMAL = 10;

    private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    private final PackParser parser = new PackParser(LogFormat.of("trackreplay_json"), FormatNotices.NONE);
    private final Settings settings = BenchSites.settings();
    private final Tracker tracker;

    private WorstCases() throws IOException {
        tracker = new Tracker(
                new OutsideFacts(
                        DeviceDetector.bundled(),
                        ReferrerDefinitions.builtIn(),
                        SpamReferrers.none(),
                        LocationDatabase.none()),
                new SecretRandomness(new byte[] {1, 2, 3}));
    }

    /** Prints the table; the arguments are the lengths of the hostile texts in bytes, and beginnings of categories' names. */
    public static void main(String[] arguments) throws IOException {
        WorstCases cases = new WorstCases();
        cases.warmUp();
        List<String> lengths =
                Arrays.stream(arguments).filter(a -> a.matches("\\d+")).toList();
        List<String> names =
                Arrays.stream(arguments).filter(a -> !lengths.contains(a)).toList();
        for (String length : lengths.isEmpty() ? List.of("500", "8000") : lengths) {
            cases.table(Integer.parseInt(length), names);
        }
    }

    /** Until the virtual machine has compiled what the lines need: the table shows what they cost, not what compiling costs. */
    private void warmUp() {
        HostileLines lines = new HostileLines(11);
        int categories = HostileLines.categories().size();
        for (int i = 0; i < WARM_UP; i++) {
            decide(parser.parse(pack(List.of(lines.line(i % categories, i, WARM_UP), lines.harmless(i, WARM_UP)))));
        }
    }

    private void table(int length, List<String> beginnings) {
        List<String> names = HostileLines.categories();
        int shown = 0;
        HostileLines lines = new HostileLines(7);
        System.out.printf("%d bytes of hostile text; microseconds of the thread's processor time a line%n", length);
        int over = 0;
        for (int category = 0; category < names.size(); category++) {
            if (!beginnings.isEmpty() && beginnings.stream().noneMatch(names.get(category)::startsWith)) {
                continue;
            }
            shown++;
            List<String> hostile = new ArrayList<>();
            for (int i = 0; i < LINES; i++) {
                hostile.add(lines.line(category, i, length));
            }
            List<String> normal = new ArrayList<>();
            int longest = hostile.get(0).length() - lines.harmless(0, 0).length();
            for (int i = 0; i < LINES; i++) {
                normal.add(lines.harmless(i, Math.max(0, longest)));
            }
            double each = microseconds(hostile);
            double usual = microseconds(normal);
            boolean tooMuch = each > Math.max(MOST_MICROSECONDS, MOST_TIMES_NORMAL * usual);
            over += tooMuch ? 1 : 0;
            System.out.printf(
                    Locale.ROOT,
                    "%-40s %9.0f %9.0f %6.1f %s%n",
                    names.get(category),
                    each,
                    usual,
                    each / usual,
                    tooMuch ? "over" : "");
        }
        System.out.printf("%d of %d over the limit%n", over, shown);
    }

    /** The fastest of some rounds: what the machine does beside it does not count. */
    private double microseconds(List<String> lines) {
        RawPack pack = pack(lines);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begin = clock.getCurrentThreadCpuTime();
            decide(parser.parse(pack));
            least = Math.min(least, clock.getCurrentThreadCpuTime() - begin);
        }
        return least / 1000.0 / lines.size();
    }

    private void decide(Pack pack) {
        List<LocatedRequest> requests = pack.entries().stream()
                .filter(TrackingRequest.class::isInstance)
                .map(BenchSites::located)
                .toList();
        new Replay(tracker, settings, new MemoryTables(), HostileLines.BEGIN + 60).applyAll(requests, 1);
    }

    private static RawPack pack(List<String> lines) {
        List<RawLine> raw = new ArrayList<>();
        long offset = 0;
        for (String line : lines) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            raw.add(new RawLine(offset, bytes.length + 1L, bytes, false));
            offset += bytes.length + 1L;
        }
        return new RawPack(Packs.header(offset), Optional.empty(), raw);
    }
}
