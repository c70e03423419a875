/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Plugins of Matomo that are not part of it: which of them take part in tracking, and those that are imitated, each in a
 * package of its own that knows nothing of the others. What each does is asked through {@link
 * io.github.trackreplay.tracking.visit.TrackerPlugin}. Pure.
 *
 * <p>Why so: {@code docs/decisions/0027-plugins-in-rooms.md}.
 */
package io.github.trackreplay.tracking.plugins;
