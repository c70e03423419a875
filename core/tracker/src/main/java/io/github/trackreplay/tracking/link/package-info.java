/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The row of {@code log_link_visit_action} of an action, and what later requests change in such rows. */
package io.github.trackreplay.tracking.link;
