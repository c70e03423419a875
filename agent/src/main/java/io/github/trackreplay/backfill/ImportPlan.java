/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.source.tail.SurveyedLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * What an import is going to read: its files with their times and bytes, where a file may be missing between two, and where two
 * overlap. Pure.
 */
final class ImportPlan {
    /** More files of a stream than this are a line. */
    private static final int MOST_FILES = 20;

    private static final int MOST_FINDINGS = 10;

    /** Shorter distances say nothing, and a log runs backwards by less. */
    private static final Duration LEAST_GAP = Duration.ofMinutes(5);

    private static final Duration LEAST_OVERLAP = Duration.ofMinutes(1);
    private static final int TIMES_USUAL = 10;

    private ImportPlan() {}

    /** A file, as far as it matters here. */
    record LogOfPlan(String name, long bytes, long least, long greatest) {
        static LogOfPlan of(SurveyedLog log) {
            return new LogOfPlan(
                    log.name().toString(),
                    log.length(),
                    log.times().least(),
                    log.times().greatest());
        }

        boolean hasTimes() {
            return least <= greatest;
        }

        private String times() {
            return hasTimes() ? ImportPlan.times(least, greatest) : "no requests";
        }
    }

    static List<String> lines(Map<String, List<LogOfPlan>> streams) {
        List<String> lines = new ArrayList<>();
        streams.forEach((stream, logs) -> lines.addAll(ofStream(stream, logs)));
        return lines;
    }

    private static List<String> ofStream(String stream, List<LogOfPlan> logs) {
        List<LogOfPlan> timed = logs.stream()
                .filter(LogOfPlan::hasTimes)
                .sorted(Comparator.comparingLong(LogOfPlan::least).thenComparingLong(LogOfPlan::greatest))
                .toList();
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s: %,d log file%s, %,d bytes, %s",
                stream,
                logs.size(),
                logs.size() == 1 ? "" : "s",
                logs.stream().mapToLong(LogOfPlan::bytes).sum(),
                timed.isEmpty() ? "no requests" : times(timed.get(0).least(), greatest(timed))));
        if (logs.size() > 1 && logs.size() <= MOST_FILES) {
            List<LogOfPlan> shown = new ArrayList<>(timed);
            logs.stream().filter(log -> !log.hasTimes()).forEach(shown::add);
            shown.forEach(log ->
                    lines.add(String.format(Locale.ROOT, "  %s: %s, %,d bytes", log.name(), log.times(), log.bytes())));
        }
        lines.addAll(first(gaps(timed)));
        lines.addAll(first(overlaps(timed)));
        return lines;
    }

    private static List<String> first(List<String> findings) {
        if (findings.size() <= MOST_FINDINGS) {
            return findings;
        }
        List<String> shown = new ArrayList<>(findings.subList(0, MOST_FINDINGS));
        shown.add("  and " + (findings.size() - MOST_FINDINGS) + " more such places");
        return shown;
    }

    /** Longer than usual: ten times the median; between two or three files, longer than the shorter of the two lasts. */
    private static List<String> gaps(List<LogOfPlan> logs) {
        long[] distances = new long[Math.max(0, logs.size() - 1)];
        long end = Long.MIN_VALUE;
        for (int i = 0; i < distances.length; i++) {
            end = Math.max(end, logs.get(i).greatest());
            distances[i] = logs.get(i + 1).least() - end;
        }
        long usual = median(distances);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < distances.length; i++) {
            long bound = distances.length > 2 ? TIMES_USUAL * usual : shorter(logs.get(i), logs.get(i + 1));
            if (distances[i] > Math.max(LEAST_GAP.toMillis(), bound)) {
                found.add("  " + duration(distances[i]) + " without requests between "
                        + logs.get(i).name() + " and " + logs.get(i + 1).name() + ": is a log missing?");
            }
        }
        return found;
    }

    private static long shorter(LogOfPlan a, LogOfPlan b) {
        return Math.min(a.greatest() - a.least(), b.greatest() - b.least());
    }

    private static long median(long[] distances) {
        long[] sorted =
                LongStream.of(distances).map(d -> Math.max(0, d)).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    private static List<String> overlaps(List<LogOfPlan> logs) {
        List<String> found = new ArrayList<>();
        LogOfPlan last = null;
        for (LogOfPlan log : logs) {
            long overlap = last == null ? 0 : Math.min(last.greatest(), log.greatest()) - log.least();
            if (last != null && overlap >= LEAST_OVERLAP.toMillis()) {
                found.add("  " + log.name() + " begins " + duration(last.greatest() - log.least()) + " before "
                        + last.name() + " ends: what is read of both is applied in the order of time");
            }
            last = last == null || log.greatest() > last.greatest() ? log : last;
        }
        return found;
    }

    private static long greatest(List<LogOfPlan> logs) {
        return logs.stream().mapToLong(LogOfPlan::greatest).max().orElse(Long.MIN_VALUE);
    }

    private static String times(long least, long greatest) {
        return Instant.ofEpochMilli(least) + " to " + Instant.ofEpochMilli(greatest);
    }

    private static String duration(long millis) {
        Duration duration = Duration.ofMillis(millis);
        if (duration.toHours() > 0) {
            return String.format(Locale.ROOT, "%,d h %02d min", duration.toHours(), duration.toMinutesPart());
        }
        return duration.toMinutes() > 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }
}
