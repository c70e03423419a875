/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Which visit a request belongs to, and what its row of {@code log_visit} holds after it: for a new visit all columns, for an
 * existing one those that change.
 */
package io.github.trackreplay.tracking.visit;
