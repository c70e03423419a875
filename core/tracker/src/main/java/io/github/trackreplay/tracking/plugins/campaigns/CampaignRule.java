/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins.campaigns;

import io.github.trackreplay.tracking.settings.PluginRelease;
import io.github.trackreplay.tracking.settings.Rule.Verified;

/** What the plugin does since one of its releases, and did not before. {@code docs/plugins.md} is made of this list. */
public enum CampaignRule {
    SITE_OPTION(4, 1, 2, "create_new_visit_when_campaign_changes is read for the request's site", Verified.COMPARED),
    CLICK_ID(5, 0, 0, "mtm_clid is a campaign's id and keeps its case", Verified.COMPARED),
    RETAINED_CASE(5, 1, 0, "values keep their case unless doNotChangeCaseOfUtmParameters is off", Verified.READ),
    ASSISTANT_IS_NO_CAMPAIGN(5, 1, 3, "a visit that comes from an AI assistant has no campaign", Verified.READ),
    ASSISTANT_STARTS_NO_VISIT(
            5, 1, 4, "a request that comes from an AI assistant starts no visit", Verified.UPSTREAM_TEST),
    MASKED(5, 2, 0, "where Matomo masks campaigns, all columns of one are masked", Verified.READ),
    ATTRIBUTION_LAST(
            5, 2, 1, "a conversion without campaign gets the one of the parameters _rcn and _rck", Verified.READ),
    ATTRIBUTION_FIRST(
            5, 2, 2, "name and keyword of the parameters _rcn and _rck go before those of the visit", Verified.READ);

    private final int major;
    private final int minor;
    private final int patch;
    private final String what;
    private final Verified verified;

    CampaignRule(int major, int minor, int patch, String what, Verified verified) {
        this.major = major;
        this.minor = minor;
        this.patch = patch;
        this.what = what;
        this.verified = verified;
    }

    /** Whether a release has it; one whose number cannot be read counts as the newest. */
    boolean isIn(String version) {
        return PluginRelease.of(version)
                .map(release -> release.compareTo(since()) >= 0)
                .orElse(true);
    }

    /** The first release that has it. */
    public PluginRelease since() {
        return new PluginRelease(major, minor, patch);
    }

    /** What it says, without a full stop. */
    public String what() {
        return what;
    }

    /** How it was verified. */
    public Verified verified() {
        return verified;
    }
}
