/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * The plugin TrackingSpamPrevention, a part of Matomo 6: takes a request, says whether it is left out because of its address, its
 * country, its user agent or the number of its visit's actions. Pure.
 */
package io.github.trackreplay.tracking.plugins.spam;
