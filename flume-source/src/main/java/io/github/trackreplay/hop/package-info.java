/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Between step 2 and step 3: takes packs from a frontend's channel, gives them to a collector's Avro source, without the
 * seconds that Flume's own sink waits. Knows nothing of what is in a pack.
 */
package io.github.trackreplay.hop;
