/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Step 4 and 5: takes packs from a Flume channel (or from an import), gives rows in Matomo's tables, once and in order.
 *
 * <p>{@link io.github.trackreplay.sink.Replayer} is the engine and knows no Flume; {@link io.github.trackreplay.sink.MySqlSink}
 * is the thin shell around it. The order of commits is always: database, then channel.
 */
package io.github.trackreplay.sink;
