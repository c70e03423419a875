/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Step 5c: takes requests in their order, sends them to Matomo's Tracking API, gives an outcome for each. The second way into
 * Matomo, beside its tables; order, hold-back, completeness and ledger are the engine's, as for the first.
 *
 * <p>Rules: what is sent cannot be taken back, so every bulk call is written down in the ledger's database before it is sent and
 * again when it is answered ({@link io.github.trackreplay.trackingapi.SendJournal}), each in a transaction of its own. What was
 * answered is never sent again; what was sent without an answer is sent again and booked as perhaps counted twice. What a
 * request becomes and what an answer means is decided in {@code tracking.api}. Knows nothing of the engine and no Flume.
 */
package io.github.trackreplay.trackingapi;
