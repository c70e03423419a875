/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Step 4 and 5: takes packs from a Flume channel (or from an import), gives rows in Matomo's tables, once and in order.
 *
 * <p>{@link io.github.trackreplay.sink.Replayer} is the engine and knows no Flume; {@link io.github.trackreplay.sink.MySqlSink}
 * is the thin shell around it. The order of commits is always: database, then channel.
 *
 * <p>What fails for good is set aside, so that the rest goes on:
 *
 * <ul>
 *   <li>a request that the database refuses: {@code Applying} halves what is applied together until it is found, {@code
 *       RequestQuarantine} rejects it, where plain requests go through ({@code PlainRequests});
 *   <li>a request that ends the transaction (a lost connection, a timeout, a lock): {@code SuspectRequests} remembers from attempt to
 *       attempt among which ones it happened, and condemns one in the end;
 *   <li>a batch of packs that cannot be taken into the ledger: {@code PackBatchNarrowing} halves it, {@code PackNarrowing} cuts the one pack
 *       that is left;
 *   <li>a pack that nobody can decode, that is not believed, or whose header cannot be taken: {@code PackQuarantine} keeps it whole.
 * </ul>
 *
 * <p>All of these cut in two by {@code Halves}. What only the database, an administrator or time can mend is no matter of theirs: {@code
 * FailureJudge} tells them apart.
 */
package io.github.trackreplay.sink;
