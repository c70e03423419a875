/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.tail.LogFileIdentity.Identity;
import java.util.OptionalLong;

/**
 * A carrier of a log file that is not known yet.
 *
 * @param firstTime the event time of its first line that has one, milliseconds since 1970-01-01 UTC
 */
record Newcomer(Carrier carrier, Identity.New identity, OptionalLong firstTime) {}
