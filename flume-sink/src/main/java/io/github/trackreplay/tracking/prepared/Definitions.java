/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import io.github.trackreplay.device.detector.DeviceDetector;
import io.github.trackreplay.tracking.location.LocationDatabase;
import io.github.trackreplay.tracking.referrer.ReferrerDefinitions;
import io.github.trackreplay.tracking.referrer.SpamReferrers;

/**
 * Facts about the world outside, as the user's Matomo has them.
 *
 * @param devices tells clients from user agents
 * @param referrers search engines, social networks and the like
 * @param spammers referrer spam
 * @param places places of addresses
 */
public record Definitions(
        DeviceDetector devices, ReferrerDefinitions referrers, SpamReferrers spammers, LocationDatabase places) {}
