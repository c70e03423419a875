/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import io.github.trackreplay.tracking.location.Locator;
import io.github.trackreplay.tracking.privacy.ClientAddress;
import io.github.trackreplay.tracking.referrer.CampaignParameters;
import io.github.trackreplay.tracking.referrer.ReferrerDetector;
import io.github.trackreplay.tracking.settings.ProxySettings;
import io.github.trackreplay.tracking.settings.Rule;
import io.github.trackreplay.tracking.settings.Settings;
import io.github.trackreplay.tracking.settings.Site;
import io.github.trackreplay.tracking.settings.TrackerSettings;
import io.github.trackreplay.tracking.url.PageUrls;
import io.github.trackreplay.tracking.url.ParameterFilter;
import io.github.trackreplay.tracking.url.RequestExclusion;
import io.github.trackreplay.tracking.url.SiteUrls;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is derived once from the settings and the definitions for all sites. Immutable. */
public final class SharedRules {
    private final OutsideFacts definitions;
    private final SiteUrls allSites;
    private final CampaignParameters campaign;
    private final ReferrerDetector referrers;
    private final Locator locator;
    private final ClientAddress clientAddress;
    private final RequestExclusion requestExclusion;
    private final List<String> pluginParameters;
    private final List<String> configuredParameters;
    private final DerivedLists lists = new DerivedLists();
    private final LatestSalts latestSalts = new LatestSalts();

    SharedRules(Settings settings, OutsideFacts definitions, List<String> pluginParameters) {
        this.pluginParameters = List.copyOf(pluginParameters);
        TrackerSettings tracker = settings.tracker();
        this.configuredParameters = List.copyOf(tracker.requests().urlQueryParametersToExclude());
        this.definitions = definitions;
        this.allSites = SiteUrls.of(settings.sites().values().stream()
                .collect(Collectors.toMap(Site::idSite, site -> site.urls().own())));
        this.campaign = new CampaignParameters(
                tracker.campaigns().nameParameters(),
                tracker.campaigns().keywordParameters(),
                settings.has(Rule.CAMPAIGN_OF_REQUEST));
        this.referrers = new ReferrerDetector(definitions.referrers(), settings.has(Rule.AI_ASSISTANTS));
        Locator.Provider provider = Locator.Provider.of(
                settings.option("usercountry.location_provider"),
                tracker.location().defaultLocationProvider());
        this.locator = new Locator(
                provider,
                tracker.location().defaultLocationProvider(),
                tracker.location().languageToCountryGuess(),
                definitions.places());
        this.requestExclusion = RequestExclusion.of(tracker.requests().excludeRequests());
        this.clientAddress = clientAddress(settings.proxies());
    }

    /** How addresses are found behind some proxies. */
    public static ClientAddress clientAddress(ProxySettings proxies) {
        return new ClientAddress(
                proxies.clientHeaders().stream().map(SharedRules::phpName).toList(),
                proxies.proxyIps(),
                proxies.readLast());
    }

    private static String phpName(String header) {
        return "HTTP_" + header.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The definitions. */
    public OutsideFacts definitions() {
        return definitions;
    }

    /** URLs of all sites. */
    public SiteUrls allSites() {
        return allSites;
    }

    /** Parameters of campaigns. */
    public CampaignParameters campaign() {
        return campaign;
    }

    /** The parameters that are left out of a site's page URLs, by those that the site excludes. */
    ParameterFilter excludedParameters(List<String> ofSite) {
        return PageUrls.excludedParameters(
                ofSite,
                configuredParameters,
                Stream.concat(campaign.all().stream(), pluginParameters.stream())
                        .toList());
    }

    /** What sites with the same lists share. */
    DerivedLists lists() {
        return lists;
    }

    /** Salts of days as they were last. */
    public LatestSalts latestSalts() {
        return latestSalts;
    }

    /** How referrers are told apart. */
    public ReferrerDetector referrers() {
        return referrers;
    }

    /** How addresses are found behind proxies. */
    public ClientAddress clientAddress() {
        return clientAddress;
    }

    /** Requests that are left out where no site says otherwise. */
    public RequestExclusion requestExclusion() {
        return requestExclusion;
    }

    /** How places are found. */
    public Locator locator() {
        return locator;
    }
}
