/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.ledger.LedgerTables;

/**
 * The database that holds the ledger.
 *
 * @param connections to it
 * @param tables of the ledger
 * @param highWater remembers outside the database how far it was
 */
public record LedgerDatabase(Connections connections, LedgerTables tables, HighWater highWater) {}
