/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A site, as Matomo's tracker caches it: its own lists already joined with the global ones.
 *
 * @param idSite its number
 * @param type {@code website}, {@code mobileapp}, {@code intranet} …
 * @param created {@code ts_created}, seconds since 1970-01-01 UTC
 * @param timezone its time zone
 * @param urls {@code main_url} first, then those of {@code site_url}
 * @param ecommerce whether it is a shop
 * @param siteSearch whether searches are tracked
 * @param searchKeywordParameters URL parameters of the search word: the site's, else the global ones
 * @param searchCategoryParameters URL parameters of the search category: the site's, else the global ones
 * @param excludeUnknownUrls whether requests for other URLs are dropped
 * @param excludedIps address ranges of the site and of all sites
 * @param excludedParameters URL parameters to cut off, of the site and of all sites
 * @param excludedUserAgents parts of or patterns for user agents, of the site and of all sites
 * @param excludedReferrers referrers that do not count, of the site and of all sites
 * @param keepUrlFragment whether fragments stay: the site's setting, else the global one
 * @param goals goals that are not deleted, in the order of their numbers
 * @param customDimensions active ones, in the order of Matomo
 */
public record Site(
        int idSite,
        String type,
        long created,
        ZoneId timezone,
        List<String> urls,
        boolean ecommerce,
        boolean siteSearch,
        List<String> searchKeywordParameters,
        List<String> searchCategoryParameters,
        boolean excludeUnknownUrls,
        List<String> excludedIps,
        List<String> excludedParameters,
        List<String> excludedUserAgents,
        List<String> excludedReferrers,
        boolean keepUrlFragment,
        List<Goal> goals,
        List<CustomDimension> customDimensions) {
    public Site {
        urls = List.copyOf(urls);
        searchKeywordParameters = List.copyOf(searchKeywordParameters);
        searchCategoryParameters = List.copyOf(searchCategoryParameters);
        excludedIps = List.copyOf(excludedIps);
        excludedParameters = List.copyOf(excludedParameters);
        excludedUserAgents = List.copyOf(excludedUserAgents);
        excludedReferrers = List.copyOf(excludedReferrers);
        goals = List.copyOf(goals);
        customDimensions = List.copyOf(customDimensions);
    }

    /** Whether it is an intranet, whose visitors are told apart by cookie alone. */
    public boolean isIntranet() {
        return type.equals("intranet");
    }

    /** A goal by number. */
    public Optional<Goal> goal(long idGoal) {
        return goals.stream().filter(goal -> goal.idGoal() == idGoal).findFirst();
    }

    /** Whether some custom dimension belongs to actions. */
    public boolean hasActionDimension() {
        return customDimensions.stream().anyMatch(CustomDimension::isOfAction);
    }
}
