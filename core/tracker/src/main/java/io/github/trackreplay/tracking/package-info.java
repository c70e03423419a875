/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Step 4: takes a request, what is known of Matomo's tables and its settings; gives what Matomo's tracker would have written,
 * as changes.
 *
 * <pre>{@code
 * prepared = tracker.prepare(request, settings, now)     // once a request, in any thread: what follows from it and the settings
 * do { wanted = new Wanted(); open = those of which tracker.foresee(prepared, known, wanted); reader.load(wanted, known) }
 *         while (there are open ones)                    // salts; then visits, actions, orders; then what hangs on visits
 * decision = tracker.decide(prepared, known)             // in order; Decided or, rarely, NeedsMore: load, decide again
 * known = known.with(decided.changes())
 * writer.write(new CoalescedChanges(changes so far))     // part by part, while the next ones are decided
 * }</pre>
 *
 * <p>Pure: no SQL, clock, log or randomness. The time is the request's, random values come from a source that gives the same
 * for the same request, so deciding again changes nothing, and neither does cutting the requests into other batches.
 */
package io.github.trackreplay.tracking;
