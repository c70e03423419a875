/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Which action a request is (a page view, a search, a download …), which rows of {@code log_action} it needs and what its row
 * of {@code log_link_visit_action} holds.
 */
package io.github.trackreplay.tracking.action;
