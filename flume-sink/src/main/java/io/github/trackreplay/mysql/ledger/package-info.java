/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Step 5b: takes what the replay engine has decided, gives it a durable form in our own tables beside Matomo's.
 *
 * <p>Rules: every class is one unit of SQL, named by what it does. The first statement of every transaction is {@link
 * io.github.trackreplay.mysql.ledger.LockProgress}; all others rely on that lock and take none of their own. Nothing here
 * commits or rolls back. Times are milliseconds since 1970-01-01 UTC in columns of type BIGINT; an absent one is NULL.
 * Knows no Flume and nothing of Matomo's tables.
 */
package io.github.trackreplay.mysql.ledger;
