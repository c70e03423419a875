/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.order.Passed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one transaction did. Requests: taken = applied + rejected + skipped by status + newly held − released earlier ones;
 * see {@link ReplayTotals} for the equations over many.
 *
 * @param commitNumber its number; 0 if there was nothing to commit
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
 * @param moreDue whether more may be applied at once
 * @param passed what the order stopped waiting for
 * @param stopped streams that stopped, because nothing but rejects came of them
 * @param unlisted streams of which something was set aside, because no collector lists them
 * @param shared log files that came for the first time and that other streams have too
 * @param skewed streams whose clocks turned out to be wrong
 * @param switched streams that come by another way from now on
 * @param rejects what was rejected, by stream and reason
 * @param heldRequests all requests that are held back now
 * @param heldBytes size of what is held back now
 * @param watermark least watermark of all streams, milliseconds; {@link Long#MAX_VALUE} if none holds the order
 * @param completeThrough milliseconds; {@link Long#MIN_VALUE} if nothing is
 * @param skew by how many milliseconds the times of the stream lie beside the present that is furthest from it
 * @param applyNanos time spent in deciding and writing rows of Matomo's tables
 * @param ledgerNanos time spent in our own tables, lock and commit included
 * @param otherNanos the rest
 */
public record CommitSummary(
        long commitNumber,
        int packs,
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
        long late,
        boolean moreDue,
        List<Passed> passed,
        List<String> stopped,
        List<String> unlisted,
        List<SharedFile> shared,
        List<Skewed> skewed,
        List<Ways.Switched> switched,
        List<Rejects> rejects,
        long heldRequests,
        long heldBytes,
        long watermark,
        long completeThrough,
        long skew,
        long applyNanos,
        long ledgerNanos,
        long otherNanos) {

    /** Requests that were applied: recorded or deliberately not. */
    public long applied() {
        return recorded + sum(excluded);
    }

    CommitSummary withTimes(long apply, long ledger, long other) {
        return new CommitSummary(
                commitNumber,
                packs,
                takenBytes,
                lostBytes,
                recorded,
                excluded,
                rejected,
                skipped,
                duplicates,
                unproven,
                held,
                released,
                late,
                moreDue,
                passed,
                stopped,
                unlisted,
                shared,
                skewed,
                switched,
                rejects,
                heldRequests,
                heldBytes,
                watermark,
                completeThrough,
                skew,
                apply,
                ledger,
                other);
    }

    /** Both together, when what was delivered took several transactions. */
    CommitSummary and(CommitSummary later) {
        return new CommitSummary(
                Math.max(commitNumber, later.commitNumber),
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
                late + later.late,
                later.moreDue,
                both(passed, later.passed),
                both(stopped, later.stopped),
                both(unlisted, later.unlisted),
                both(shared, later.shared),
                both(skewed, later.skewed),
                both(switched, later.switched),
                both(rejects, later.rejects),
                later.heldRequests,
                later.heldBytes,
                later.watermark,
                later.completeThrough,
                later.skew,
                applyNanos + later.applyNanos,
                ledgerNanos + later.ledgerNanos,
                otherNanos + later.otherNanos);
    }

    private static Map<String, Long> sums(Map<String, Long> one, Map<String, Long> other) {
        Map<String, Long> sums = new TreeMap<>(one);
        other.forEach((reason, n) -> sums.merge(reason, n, Long::sum));
        return sums;
    }

    private static <T> List<T> both(List<T> one, List<T> other) {
        List<T> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    static long sum(Map<String, Long> byReason) {
        return byReason.values().stream().mapToLong(Long::longValue).sum();
    }
}
