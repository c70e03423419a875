/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * First step of the tracker: takes a {@link io.github.trackreplay.event.TrackingRequest}, gives its parameters as Matomo reads
 * them: GET before POST, cleaned, typed, with Matomo's defaults. Pure; decides nothing about visits or sites.
 */
package io.github.trackreplay.tracking.parameters;
