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
 * @param bytes of log files
 * @param recorded requests that Matomo's tables account for now
 * @param excluded requests that Matomo deliberately records nothing for, by reason
 * @param rejected requests and lines that could not be applied, by reason
 * @param skipped requests left out by a setting, by reason
 * @param repeated requests and lines that had been taken before
 * @param hold what the order has made wait
 */
public record RequestCounts(
        long packs,
        Bytes bytes,
        long recorded,
        Map<String, Long> excluded,
        Map<String, Long> rejected,
        Map<String, Long> skipped,
        Repeated repeated,
        Hold hold) {
    static final RequestCounts NONE = new RequestCounts(
            0, new Bytes(0, 0, 0), 0, Map.of(), Map.of(), Map.of(), new Repeated(0, 0), new Hold(0, 0, 0));

    /**
     * Bytes of log files.
     *
     * @param taken that were accounted for, for the first time
     * @param lost of these: destroyed before they were read
     * @param recovered that had been booked as destroyed and came after all
     */
    public record Bytes(long taken, long lost, long recovered) {
        Bytes and(Bytes later) {
            return new Bytes(taken + later.taken, lost + later.lost, recovered + later.recovered);
        }
    }

    /**
     * Requests and lines that had been taken before.
     *
     * @param duplicates all of them
     * @param unproven of these, those whose bytes could not be compared with what had been taken
     */
    public record Repeated(long duplicates, long unproven) {
        Repeated and(Repeated later) {
            return new Repeated(duplicates + later.duplicates, unproven + later.unproven);
        }
    }

    /**
     * Requests that were not applied in the order in which they came.
     *
     * @param held put into hold-back
     * @param released taken out of hold-back
     * @param late applied below the frontier
     */
    public record Hold(long held, long released, long late) {
        Hold and(Hold later) {
            return new Hold(held + later.held, released + later.released, late + later.late);
        }
    }

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

    public long takenBytes() {
        return bytes.taken();
    }

    public long lostBytes() {
        return bytes.lost();
    }

    public long recoveredBytes() {
        return bytes.recovered();
    }

    public long duplicates() {
        return repeated.duplicates();
    }

    public long unproven() {
        return repeated.unproven();
    }

    public long held() {
        return hold.held();
    }

    public long released() {
        return hold.released();
    }

    public long late() {
        return hold.late();
    }

    RequestCounts and(RequestCounts later) {
        return new RequestCounts(
                packs + later.packs,
                bytes.and(later.bytes),
                recorded + later.recorded,
                sums(excluded, later.excluded),
                sums(rejected, later.rejected),
                sums(skipped, later.skipped),
                repeated.and(later.repeated),
                hold.and(later.hold));
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
