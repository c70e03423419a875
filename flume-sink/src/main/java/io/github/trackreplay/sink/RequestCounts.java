/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of what was delivered, by one transaction or by many. Requests: taken = applied + rejected + skipped by status +
 * newly held − released earlier ones. Immutable.
 *
 * @param packs packs delivered
 * @param takenBytes bytes of log files that were accounted for the first time
 * @param lostBytes of these: destroyed before they were read
 * @param recorded requests that Matomo's tables account for now
 * @param excluded requests that Matomo deliberately records nothing for, by reason
 * @param rejected requests and lines that could not be applied, by reason
 * @param skipped requests left out by a setting, by reason
 * @param duplicates requests and lines that had been taken before
 * @param unproven of these, those whose bytes could not be compared with what had been taken
 * @param held requests put into hold-back
 * @param released requests taken out of hold-back
 * @param late requests applied below the frontier
 */
public record RequestCounts(
        long packs,
        long takenBytes,
        long lostBytes,
        long recorded,
        Map<String, Long> excluded,
        Map<String, Long> rejected,
        Map<String, Long> skipped,
        long duplicates,
        long unproven,
        long held,
        long released,
        long late) {
    static final RequestCounts NONE = new RequestCounts(0, 0, 0, 0, Map.of(), Map.of(), Map.of(), 0, 0, 0, 0, 0);

    /** Copies the maps; reasons are in alphabetical order. */
    public RequestCounts {
        excluded = sorted(excluded);
        rejected = sorted(rejected);
        skipped = sorted(skipped);
    }

    /** Requests that were applied: recorded or deliberately not. */
    public long applied() {
        return recorded + sum(excluded);
    }

    RequestCounts and(RequestCounts later) {
        return new RequestCounts(
                packs + later.packs,
                takenBytes + later.takenBytes,
                lostBytes + later.lostBytes,
                recorded + later.recorded,
                sums(excluded, later.excluded),
                sums(rejected, later.rejected),
                sums(skipped, later.skipped),
                duplicates + later.duplicates,
                unproven + later.unproven,
                held + later.held,
                released + later.released,
                late + later.late);
    }

    static long sum(Map<String, Long> byReason) {
        return byReason.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Long> sums(Map<String, Long> one, Map<String, Long> other) {
        Map<String, Long> sums = new TreeMap<>(one);
        other.forEach((reason, n) -> sums.merge(reason, n, Long::sum));
        return sums;
    }

    private static Map<String, Long> sorted(Map<String, Long> byReason) {
        return byReason.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(byReason));
    }
}
