/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import com.google.common.base.Suppliers;
import io.github.trackreplay.tracking.custom.CustomDimensions;
import io.github.trackreplay.tracking.goal.Goals;
import io.github.trackreplay.tracking.model.SiteDay;
import io.github.trackreplay.tracking.privacy.IpRanges;
import io.github.trackreplay.tracking.privacy.UserAgentExclusion;
import io.github.trackreplay.tracking.referrer.SiteReferrerRules;
import io.github.trackreplay.tracking.settings.PrivacySettings;
import io.github.trackreplay.tracking.settings.Rule;
import io.github.trackreplay.tracking.settings.Settings;
import io.github.trackreplay.tracking.settings.Site;
import io.github.trackreplay.tracking.settings.TrackerSettings;
import io.github.trackreplay.tracking.url.PageUrls;
import io.github.trackreplay.tracking.url.RequestExclusion;
import io.github.trackreplay.tracking.url.SiteSearch;
import io.github.trackreplay.tracking.url.SiteUrls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A site with everything that is derived from its settings once, not for each request. Immutable. */
public final class SiteRules {
    private final Site site;
    private final TrackerSettings tracker;
    private final PrivacySettings privacy;
    private final PageUrls urls;
    private final Optional<SiteSearch> siteSearch;
    private final RequestExclusion requestExclusion;
    private final SiteReferrerRules referrers;
    private final Goals goals;
    private final CustomDimensions visitDimensions;
    private final CustomDimensions actionDimensions;
    private final IpRanges excludedAddresses;
    private final UserAgentExclusion excludedUserAgents;
    private final Supplier<SiteUrls> ownUrls;
    private final SharedRules shared;
    private final SiteCalendar days;

    SiteRules(Site site, Settings settings, SharedRules shared) {
        this.shared = shared;
        this.site = site;
        this.days = new SiteCalendar(site.idSite(), site.timezone());
        this.tracker = settings.tracker(site.idSite());
        this.privacy = settings.privacy(site.idSite());
        DerivedLists lists = shared.lists();
        this.urls = lists.urls(
                lists.parameters(site.excluded().parameters(), shared::excludedParameters),
                site.urls().keepFragment(),
                settings.tracker().requests().pageMaximumLength());
        Site.Search search = site.search();
        this.siteSearch = search.tracked()
                ? Optional.of(lists.search(urls, search.keywordParameters(), search.categoryParameters()))
                : Optional.empty();
        this.requestExclusion = tracker.equals(settings.tracker())
                ? shared.requestExclusion()
                : RequestExclusion.of(tracker.requests().excludeRequests());
        this.excludedAddresses = lists.addresses(site.excluded().ips());
        this.excludedUserAgents =
                lists.userAgents(site.excluded().userAgents(), settings.has(Rule.ALL_EXCLUDED_USER_AGENTS));
        this.ownUrls = Suppliers.memoize(
                () -> SiteUrls.of(Map.of(site.idSite(), site.urls().own())));
        this.referrers = new SiteReferrerRules(
                site.idSite(),
                urls,
                shared.allSites(),
                SiteReferrerRules.excluded(site.idSite(), site.excluded().referrers()),
                site.excluded().unknownUrls(),
                shared.campaign(),
                privacy.maskCampaigns());
        this.goals = lists.goals(urls, settings.isActive("Goals") ? site.goals() : List.of());
        this.visitDimensions = CustomDimensions.of(site.customDimensions(), "visit");
        this.actionDimensions = CustomDimensions.of(site.customDimensions(), "action");
    }

    /** The site. */
    public Site site() {
        return site;
    }

    /** The site's day of a moment, in seconds since 1970-01-01 UTC. */
    public SiteDay day(long seconds) {
        return days.of(seconds);
    }

    /** Tracker options with the site's own over them. */
    public TrackerSettings tracker() {
        return tracker;
    }

    /** Privacy options with the site's own over them. */
    public PrivacySettings privacy() {
        return privacy;
    }

    /** How URLs and names are cleaned. */
    public PageUrls urls() {
        return urls;
    }

    /** How searches are found; nothing when the site does not track them. */
    public Optional<SiteSearch> siteSearch() {
        return siteSearch;
    }

    /** What all sites share. */
    public SharedRules shared() {
        return shared;
    }

    /** Addresses that do not count. */
    public IpRanges excludedAddresses() {
        return excludedAddresses;
    }

    /** User agents that do not count. */
    public UserAgentExclusion excludedUserAgents() {
        return excludedUserAgents;
    }

    /** The site's URLs, grouped when somebody asks: of most sites nobody does. */
    public SiteUrls ownUrls() {
        return ownUrls.get();
    }

    /** What decides on referrers. */
    public SiteReferrerRules referrers() {
        return referrers;
    }

    /** Goals. */
    public Goals goals() {
        return goals;
    }

    /** Custom dimensions of visits. */
    public CustomDimensions visitDimensions() {
        return visitDimensions;
    }

    /** Custom dimensions of actions. */
    public CustomDimensions actionDimensions() {
        return actionDimensions;
    }

    /** Requests that the tracker option leaves out. */
    public RequestExclusion requestExclusion() {
        return requestExclusion;
    }
}
