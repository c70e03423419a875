/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Step 5 of the sink: takes requests in order and an open transaction, gives outcomes; in between it reads what Matomo's
 * tables know, lets the tracker decide and writes its changes. Matomo's schema is the user's: it is looked up once a
 * connection epoch, only columns that exist are read and written, settings come from the user's tables and files. Everything
 * that knows Matomo's SQL is here, and nothing else: no ledger, no progress, no commit, no Flume.
 */
package io.github.trackreplay.mysql.matomo;
