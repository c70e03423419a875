/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * What was set aside, brought back: takes rejected rows of the ledger, gives texts for people and scripts, and deliveries that
 * the replay engine judges again. Knows no command line and no Flume.
 */
package io.github.trackreplay.rejected;
