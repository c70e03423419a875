/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Step 5: takes located requests and one connection with an open transaction, gives rows in Matomo's tables and in ours.
 *
 * <p>{@link io.github.trackreplay.mysql.RequestApplier} is the seam to the replay engine; {@code mysql.ledger} are our
 * tables, {@code mysql.matomo} are Matomo's. Nothing here commits, except the operator's commands and the creation of
 * tables. It must not know Flume, nor the engine.
 */
package io.github.trackreplay.mysql;
