/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Beside the tracker: takes the location database file in Matomo's directory, gives the places of addresses as the pure
 * {@link io.github.trackreplay.tracking.location.LocationDatabase}. Does file I/O; knows nothing of visits.
 */
package io.github.trackreplay.location;
