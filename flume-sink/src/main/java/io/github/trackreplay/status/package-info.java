/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * What the ledger knows, for people and scripts: takes a connection, gives a {@link io.github.trackreplay.status.Status} and
 * its text or JSON. Only reads, without locks.
 */
package io.github.trackreplay.status;
