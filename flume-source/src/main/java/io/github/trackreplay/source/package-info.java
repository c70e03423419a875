/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * The Flume shell of step 1: polls a {@link io.github.trackreplay.source.tail.TailReader}, puts its packs on the channel,
 * then saves the positions. Holds no logic about files.
 */
package io.github.trackreplay.source;
