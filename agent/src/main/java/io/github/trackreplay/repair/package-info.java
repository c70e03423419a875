/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * A file channel whose files are damaged, made usable again: takes what can be read of it, gives a channel of Flume's that holds
 * it, and the damaged files set aside. Knows no command line.
 */
package io.github.trackreplay.repair;
