/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Reads a log file again and compares it with the ledger, byte by byte: takes a file and a connection, gives an {@link
 * io.github.trackreplay.audit.Account} for each stream that has taken it. Writes nothing. Knows no command line and no Flume.
 */
package io.github.trackreplay.audit;
