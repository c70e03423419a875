/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import io.github.trackreplay.device.detector.DeviceDetector;
import io.github.trackreplay.tracking.location.HostNames;
import io.github.trackreplay.tracking.location.LocationDatabase;
import io.github.trackreplay.tracking.referrer.ReferrerDefinitions;
import io.github.trackreplay.tracking.referrer.SpamReferrers;
import java.util.Optional;

/**
 * Facts about the world outside, as the user's Matomo has them.
 *
 * @param devices tells clients from user agents
 * @param referrers search engines, social networks and the like
 * @param spammers referrer spam
 * @param places places of addresses
 * @param hostNames names of addresses; nothing where they are not looked up
 */
public record OutsideFacts(
        DeviceDetector devices,
        ReferrerDefinitions referrers,
        SpamReferrers spammers,
        LocationDatabase places,
        Optional<HostNames> hostNames) {
    /** Names of addresses are not looked up. */
    public OutsideFacts(
            DeviceDetector devices, ReferrerDefinitions referrers, SpamReferrers spammers, LocationDatabase places) {
        this(devices, referrers, spammers, places, Optional.empty());
    }
}
