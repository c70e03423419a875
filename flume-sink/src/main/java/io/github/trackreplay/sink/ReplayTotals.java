/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.SqlFailure;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums over all transactions of one engine. Written by the engine's thread, read by any.
 *
 * <p>Requests delivered = recorded + excluded + rejected + skipped + duplicates + held back − released.
 */
public final class ReplayTotals {
    private long commits;
    private long packs;
    private long takenBytes;
    private long lostBytes;
    private long recorded;
    private long duplicates;
    private long unproven;
    private long held;
    private long released;
    private long late;
    private long applyNanos;
    private long ledgerNanos;
    private long otherNanos;
    private long heldNow;
    private long heldBytesNow;
    private long watermark = Long.MIN_VALUE;
    private long completeThrough = Long.MIN_VALUE;
    private long skew;
    private final Map<SqlFailure, Long> retries = new EnumMap<>(SqlFailure.class);
    private final Map<String, Long> excluded = new TreeMap<>();
    private final Map<String, Long> rejected = new TreeMap<>();
    private final Map<String, Long> skipped = new TreeMap<>();

    synchronized void add(CommitSummary summary) {
        commits += summary.commitNumber() == 0 ? 0 : 1;
        packs += summary.packs();
        takenBytes += summary.takenBytes();
        lostBytes += summary.lostBytes();
        recorded += summary.recorded();
        duplicates += summary.duplicates();
        unproven += summary.unproven();
        held += summary.held();
        released += summary.released();
        late += summary.late();
        applyNanos += summary.applyNanos();
        ledgerNanos += summary.ledgerNanos();
        otherNanos += summary.otherNanos();
        heldNow = summary.heldRequests();
        heldBytesNow = summary.heldBytes();
        watermark = summary.watermark();
        completeThrough = summary.completeThrough();
        skew = summary.skew();
        summary.excluded().forEach((reason, n) -> excluded.merge(reason, n, Long::sum));
        summary.rejected().forEach((reason, n) -> rejected.merge(reason, n, Long::sum));
        summary.skipped().forEach((reason, n) -> skipped.merge(reason, n, Long::sum));
    }

    synchronized void retried(SqlFailure failure) {
        retries.merge(failure, 1L, Long::sum);
    }

    /** Transactions that were tried again, by what had failed. */
    public synchronized Map<SqlFailure, Long> retries() {
        return Map.copyOf(retries);
    }

    public synchronized long commits() {
        return commits;
    }

    public synchronized long packs() {
        return packs;
    }

    public synchronized long takenBytes() {
        return takenBytes;
    }

    public synchronized long lostBytes() {
        return lostBytes;
    }

    public synchronized long recorded() {
        return recorded;
    }

    /** Recorded and excluded ones. */
    public synchronized long applied() {
        return recorded + CommitSummary.sum(excluded);
    }

    public synchronized long duplicates() {
        return duplicates;
    }

    /** Duplicates whose bytes could not be compared with what had been taken. */
    public synchronized long unproven() {
        return unproven;
    }

    public synchronized long held() {
        return held;
    }

    public synchronized long released() {
        return released;
    }

    public synchronized long late() {
        return late;
    }

    public synchronized Map<String, Long> excluded() {
        return Map.copyOf(excluded);
    }

    public synchronized Map<String, Long> rejected() {
        return Map.copyOf(rejected);
    }

    public synchronized Map<String, Long> skipped() {
        return Map.copyOf(skipped);
    }

    /** Requests in hold-back after the last transaction. */
    public synchronized long heldNow() {
        return heldNow;
    }

    public synchronized long heldBytesNow() {
        return heldBytesNow;
    }

    /** Milliseconds; {@link Long#MIN_VALUE} if unknown, {@link Long#MAX_VALUE} if no stream holds the order. */
    public synchronized long watermark() {
        return watermark;
    }

    public synchronized long completeThrough() {
        return completeThrough;
    }

    /** Of the stream whose times lie furthest beside the present: milliseconds behind it, negative if ahead. */
    public synchronized long skew() {
        return skew;
    }

    public synchronized long applyNanos() {
        return applyNanos;
    }

    public synchronized long ledgerNanos() {
        return ledgerNanos;
    }

    public synchronized long otherNanos() {
        return otherNanos;
    }
}
