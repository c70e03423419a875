/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Between step 2 and step 3: takes packs from a frontend's channel, gives them to the first collector that works, without the
 * seconds that Flume's own sink and fail-over wait. A collector may get a pack that another one has; the ledger counts it once.
 * Knows nothing of what is in a pack.
 */
package io.github.trackreplay.hop;
