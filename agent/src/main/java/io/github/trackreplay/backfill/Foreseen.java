/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import java.util.List;

/**
 * What an import would meet in the database.
 *
 * @param duplicates requests that have been taken already
 * @param late new ones that are older than what has been applied
 * @param recorded new ones that Matomo's tables have already; where a sample shows none, 0
 * @param sentences that say so, and why the import would stop before it writes anything
 * @param isRefused whether it would
 */
public record Foreseen(long duplicates, long late, long recorded, List<String> sentences, boolean isRefused) {}
