/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Step 4: takes ranges of log files with the event times in them, gives which requests may be applied now, in which
 * order, and how far everything is complete.
 *
 * <p>Rules: deduplication by ranges ({@link io.github.trackreplay.order.TakenRanges}); a stream's watermark advances only
 * over the contiguous part of its ranges along its chain ({@link io.github.trackreplay.order.GaplessReach}); what lies beyond the
 * least watermark is held back ({@link io.github.trackreplay.order.HoldIndex}); what is released is released in order-key
 * order ({@link io.github.trackreplay.order.Release}).
 *
 * <p>Pure: knows no SQL, no clock, no log, no randomness; the present time is a parameter. Mutable and not thread-safe:
 * whoever uses it owns it, and throws it away when what it noted down could not be committed.
 */
package io.github.trackreplay.order;
