/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

/**
 * What one transaction did, or several that one delivery took; see {@link ReplayTotals} for the equations over many.
 *
 * @param commitNumber its number; 0 if there was nothing to commit
 * @param counts what became of what was delivered
 * @param said what an operator should be told
 * @param order where the order stands now
 * @param applyNanos time spent in deciding and writing rows of Matomo's tables
 * @param ledgerNanos time spent in our own tables, lock and commit included
 */
public record CommitSummary(
        long commitNumber,
        RequestCounts counts,
        Announcements said,
        OrderState order,
        long applyNanos,
        long ledgerNanos) {

    /** The same of a transaction that took so long in all. */
    CommitSummary lasting(long nanos) {
        return new CommitSummary(commitNumber, counts, said, order, applyNanos, nanos - applyNanos);
    }

    /** Both together, when what was delivered took several transactions. */
    CommitSummary and(CommitSummary later) {
        return new CommitSummary(
                Math.max(commitNumber, later.commitNumber),
                counts.and(later.counts),
                said.and(later.said),
                later.order,
                applyNanos + later.applyNanos,
                ledgerNanos + later.ledgerNanos);
    }
}
