/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * The rows that the tracker reads and the changes that it decides, as values. {@link
 * io.github.trackreplay.tracking.model.Wanted} says what must be known before a request can be decided, {@link
 * io.github.trackreplay.tracking.model.Known} answers, {@link io.github.trackreplay.tracking.model.Change} is what is to
 * be written, {@link io.github.trackreplay.tracking.model.CoalescedChanges} is the same with every row written once.
 *
 * <p>Values stand in the form in which the columns of Matomo's tables hold them (already cut, clamped and rounded), so that
 * a row decided a moment ago and the same row read back from the database are equal. Knows no SQL, no schema version and no
 * connection: a writer leaves out columns that the user's tables do not have.
 */
package io.github.trackreplay.tracking.model;
