/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.SqlFailure;
import java.util.EnumMap;
import java.util.Map;

/**
 * Sums over all transactions of one engine. Written by the engine's thread, read by any.
 *
 * <p>Requests delivered = recorded + excluded + rejected + skipped + duplicates + held back − released.
 */
public final class ReplayTotals {
    private long commits;
    private RequestCounts counts = RequestCounts.NONE;
    private OrderState order = OrderState.UNKNOWN;
    private long applyNanos;
    private long ledgerNanos;
    private final Map<SqlFailure, Long> retries = new EnumMap<>(SqlFailure.class);

    synchronized void add(CommitSummary summary) {
        commits += summary.commitNumber() == 0 ? 0 : 1;
        counts = counts.and(summary.counts());
        order = summary.order();
        applyNanos += summary.applyNanos();
        ledgerNanos += summary.ledgerNanos();
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

    /** What became of all that was delivered. */
    public synchronized RequestCounts counts() {
        return counts;
    }

    /** Where the order stood after the last transaction. */
    public synchronized OrderState order() {
        return order;
    }

    public synchronized long applyNanos() {
        return applyNanos;
    }

    public synchronized long ledgerNanos() {
        return ledgerNanos;
    }
}
