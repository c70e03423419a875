/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.sink.LeftOut;

/**
 * Which of an import's requests Matomo's tables have.
 *
 * @param recorded leaves these out
 * @param hours how many of each hour
 */
public record RecordedFindings(LeftOut recorded, RecordedHours hours) {}
